"""What a delegate sees who asks for the floor, or waits for it."""

from __future__ import annotations

from collections.abc import Container, Sequence

from content.floor import has_spoken_for_group
from handlers.floor.ask_buttons import (
    LEVELS,
    POINT_REASONS,
    Ask,
    Enter,
    ForWhom,
    Level,
    Mine,
    NewSpeaker,
)
from handlers.floor.context import FloorContext
from handlers.floor.delegation_buttons import AskClerk
from handlers.floor.text_views import text_rows
from handlers.floor.wording import clock, delegation_name, level_name
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Footnote,
    Heading,
    Inline,
    LocalTime,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.me.cancel import EndDialog
from handlers.wording import times
from handlers.wording.labels import clipped
from storage.floor import machine
from storage.floor.delegations import Delegation
from storage.floor.records import Turn
from storage.floor.speakers import Speaker

_MAX_GROUPS = 20


def own_blocks(reader: Reader, context: FloorContext, mine: Sequence[Turn]) -> tuple[Block, ...]:
    """Say where a person's own turns are."""
    return tuple(_place(reader, context, turn) for turn in mine)


def _place(reader: Reader, context: FloorContext, turn: Turn) -> Paragraph:
    """Say the place of a turn, about when it comes, and for how long."""
    _ = reader.gettext
    limit = clock(context.floor.limit_of(turn))
    if turn.state == "speaking":
        return Paragraph((Bold(_("You have the floor.")),))
    if turn.kind == "point":
        return Paragraph(_("Your point of order was passed to the chair."))
    place = machine.place(context.floor, turn.id)
    if place is None:
        return Paragraph(_("You are on the list."))
    label = _("Right of reply:") if turn.kind == "reply" else _("On the list:")
    told: list[Inline] = [
        Bold(label), " ",
        _("place {number} of {total}").format(number=place.before + 1, total=place.waiting),
    ]  # fmt: skip
    if turn.kind == "statement":
        about = context.begins_about(place.before, reader.now)
        hour = times.hour_in_zone(reader, about)
        told += [" · ", LocalTime(about, _("about {hour}").format(hour=hour))]
    told += [" · ", _("{time} to speak").format(time=limit)]
    return Paragraph(tuple(told))


def own_rows(
    reader: Reader,
    context: FloorContext,
    mine: Sequence[Turn],
    states: bool,
    with_text: Container[int] = (),
) -> tuple[Row, ...]:
    """Return what a person can ask for, and do with their own turns. `states` says whether they
    may raise a point of order, `with_text` are the turns whose text was sent."""
    _ = reader.gettext
    session, rows = context.session, list[Row]()
    if session.phase == "closed":
        return ()
    kinds = {turn.kind for turn in mine}
    if "statement" not in kinds and session.list_is_open(reader.now):
        rows.append((Press(_("Ask for the floor"), Ask(session.id, "s")),))
    for turn in mine:
        if turn.state != "waiting":
            continue
        if turn.kind == "statement":
            rows += text_rows(reader, turn, turn.id in with_text)
            rows.append(
                (Press(_("Another speaker"), Mine("speaker", turn.id)),
                 Press(_("Later"), Mine("later", turn.id)))
            )  # fmt: skip
        rows.append((Press(_withdraw_label(reader, turn), Mine("withdraw", turn.id)),))
    further: list[Press] = []
    if "reply" not in kinds and context.rules.replies and session.began is not None:
        further.append(Press(_("Right of reply"), Ask(session.id, "r")))
    if states and "point" not in kinds and session.began is not None:
        further.append(Press(_("Point of order"), Ask(session.id, "p")))
    if further:
        rows.append(tuple(further))
    return tuple(rows)


def _withdraw_label(reader: Reader, turn: Turn) -> str:
    _ = reader.gettext
    if turn.kind == "reply":
        return _("Withdraw the reply")
    return _("Withdraw the point of order") if turn.kind == "point" else _("Withdraw")


def no_delegation_view(reader: Reader, context: FloorContext) -> Reply:
    """Say how somebody comes to speak for a delegation."""
    _ = reader.gettext
    return Reply(
        (
            Heading(_("For whom do you speak?")),
            Paragraph(
                _(
                    "This chat does not speak for a delegation yet. Open the link or the code that "
                    "your delegation received from the secretariat, then ask for the floor again."
                )
            ),
        ),
        ((Press(_("Ask the clerk"), AskClerk(context.session.id)),), _back(reader, context)),
        payload=f"floor-{context.session.id}",
    )


def speakers_view(
    reader: Reader, context: FloorContext, kind: str, known: Sequence[Speaker]
) -> Reply:
    """Choose who speaks."""
    _ = reader.gettext
    session = context.session.id
    rows: list[Row] = [
        (Press(clipped(speaker_label(reader, speaker)), ForWhom(session, kind, speaker.id)),)
        for speaker in known
    ]
    rows.append((Press(_("I will speak"), NewSpeaker(session, kind, 1)),))
    rows.append((Press(_("Another person…"), NewSpeaker(session, kind, 0)),))
    if known:
        del rows[-2]
    return Reply(
        (Heading(_("Who will speak?")),), (*rows, _back(reader, context)),
        payload=f"floor-{session}",
    )  # fmt: skip


def speaker_label(reader: Reader, speaker: Speaker) -> str:
    name = reader.listed(filter(None, (speaker.name, speaker.title)))
    level = level_name(reader, speaker.level)
    return name if level is None else reader.annotated(name, level)


def name_view(reader: Reader, session: int, problem: str | None = None) -> Reply:
    _ = reader.gettext
    text = problem or _(
        "Write the name of the speaker in one message. You can add the title after a comma."
    )
    seen = Footnote(_("The podium sees the name. It is deleted 30 days after the session."))
    return Reply(
        (Paragraph(text), seen), ((Press(_("Cancel"), EndDialog(f"floor.{session}")),),),
        payload=f"floor-{session}",
    )  # fmt: skip


def level_view(reader: Reader, context: FloorContext, kind: str, speaker: Speaker) -> Reply:
    """Choose the level of a speaker."""
    _ = reader.gettext
    session = context.session.id
    rows: list[Row] = [
        (
            Press(
                level_name(reader, level) or _("Another level"),
                Level(session, kind, speaker.id, level),
            ),
        )
        for level in LEVELS
    ]
    return Reply(
        (Heading(speaker_label(reader, speaker)), Paragraph(_("At which level?"))),
        (*rows, _back(reader, context)), payload=f"floor-{session}",
    )  # fmt: skip


def for_whom_view(
    reader: Reader, context: FloorContext, kind: str, speaker: Speaker, own: Sequence[Delegation]
) -> Reply:
    """Choose for whom somebody speaks: for a delegation, or for it on behalf of a group."""
    _ = reader.gettext
    session = context.session.id

    def enter(delegation: Delegation, group: int = 0) -> Enter:
        return Enter(session, kind, speaker.id, delegation.id, group, "")

    rows: list[Row] = [(Press(clipped(delegation_name(reader, one)), enter(one)),) for one in own]
    groups = [
        one for one in context.delegations.values() if one.category == "group" and not one.removed
    ]
    if kind == "s" and len(own) == 1 and own[0].category != "group":
        label = _("On behalf of: {name}")
        for one in groups[:_MAX_GROUPS]:
            name = clipped(label.format(name=delegation_name(reader, one)))
            rows.append((Press(name, enter(own[0], one.id)),))
    return Reply(
        (Heading(speaker_label(reader, speaker)), Paragraph(_("For whom?"))),
        (*rows, _back(reader, context)), payload=f"floor-{session}",
    )  # fmt: skip


def reason_view(
    reader: Reader, context: FloorContext, own: Sequence[Delegation], speaker: Speaker | None
) -> Reply:
    """Choose the reason of a point of order. It goes to the chair and the screen at once."""
    _ = reader.gettext
    names = {
        "procedure": _("Procedure"), "time": _("Time"), "interpretation": _("Interpretation"),
        "other": _("Something else"),
    }  # fmt: skip
    raises = [one for one in own if one.category in context.rules.points_of_order]
    rows: list[Row] = []
    for one in raises:
        for reason in POINT_REASONS:
            data = Enter(context.session.id, "p", speaker.id if speaker else 0, one.id, 0, reason)
            label = names[reason]
            if len(raises) > 1:
                label = reader.annotated(label, delegation_name(reader, one))
            rows.append((Press(clipped(label), data),))
    return Reply(
        (
            Heading(_("Point of order")),
            Paragraph(_("It goes to the chair at once. What is it about?")),
        ),
        (*rows, _back(reader, context)), payload=f"floor-{context.session.id}",
    )  # fmt: skip


def advice(reader: Reader, context: FloorContext, turn: Turn) -> str | None:
    """Return what the chair should know of a turn: it has spoken for a group already."""
    if context.rules.group_then_national != "advise" or turn.kind != "statement":
        return None
    if not has_spoken_for_group(turn, context.given):
        return None
    return reader.gettext("has already spoken for a group")


def _back(reader: Reader, context: FloorContext) -> Row:
    place = Place("floor", str(context.session.id))
    return (Press(reader.gettext("‹ Back"), go(place)),)


def own_turns(context: FloorContext, chat_id: int) -> list[Turn]:
    return [turn for turn in context.floor.turns if turn.chat_id == chat_id]

"""What everybody sees of a floor: who has it, who is next, and where the list is."""

from __future__ import annotations

from content.model.floor import FloorRules
from handlers.floor.buttons import Follow
from handlers.floor.context import FloorContext
from handlers.floor.wording import clock, exact_hour_in_zone, kind_name, speaker
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    Inline,
    LocalTime,
    Open,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.meetings.lines import entry_id_of
from handlers.wording import times
from handlers.wording.labels import location
from storage.floor.records import Turn

_NEXT_SHOWN = 3


def public_view(
    reader: Reader,
    context: FloorContext,
    own: tuple[Block, ...] = (),
    rows: tuple[Row, ...] = (),
) -> Reply:
    """Show a floor to whoever looks on. `own` and `rows` are what concerns the reader alone."""
    heading = Heading(context.meeting.title)
    public = public_blocks(reader, context)
    return Reply(
        blocks=(heading, *public, *own),
        buttons=(*rows, way_back(reader, entry_id_of(context.meeting))),
        brief=(heading, *public),
        payload=f"floor-{context.session.id}",
    )


def group_view(reader: Reader, context: FloorContext, following: bool) -> Reply:
    """Show a floor in a group. While it is `following`, the message is edited with the session."""
    _ = reader.gettext
    session, public = context.session, public_blocks(reader, context)
    heading = Heading(context.meeting.title)
    rows: list[Row] = []
    if session.phase != "closed":
        label = _("Stop updating") if following else _("Keep up to date here")
        rows.append((Open(_("Open in private"), reader.link(f"floor-{session.id}")),))
        rows.append((Press(label, Follow(session.id, 0 if following else 1)),))
    return Reply(
        (heading, *public), tuple(rows), brief=(heading, *public[1:3]), keeps_buttons=True,
        payload=f"floor-{session.id}",
    )  # fmt: skip


def public_blocks(reader: Reader, context: FloorContext) -> tuple[Block, ...]:
    """Return who has the floor, who is next, and the state of the list, as the rules allow."""
    _ = reader.gettext
    floor, session = context.floor, context.session
    blocks: list[Block] = []
    place = location(reader, context.meeting)
    where: list[Inline] = [*_phrase(times.when(reader, context.meeting))]
    if place:
        where += [" · ", place]
    blocks.append(Paragraph(tuple(where)))
    if session.phase == "closed":
        return (*blocks, Paragraph(_("This session has ended.")))
    if session.phase == "suspended":
        blocks.append(Paragraph(_("The session is suspended.")))
    current = floor.speaking
    if current is None:
        if session.began is not None:
            blocks.append(Paragraph(_("Nobody has the floor.")))
    else:
        told: list[Inline] = [Bold(_("Now:")), " ", public_speaker(reader, context, current)]
        until = floor.time_is_up_at()
        if until is not None and until > reader.now:
            text = _("until {hour}").format(hour=exact_hour_in_zone(reader, until))
            told += [" · ", LocalTime(until, text)]
        blocks.append(Paragraph(tuple(told)))
    waiting = floor.waiting()
    lines = tuple(
        f"{public_speaker(reader, context, turn)} · {clock(floor.limit_of(turn))}"
        for turn in waiting[:_NEXT_SHOWN]
    )
    if lines and context.rules.public != "none":
        blocks.append(Bullets(lines, title=reader.pgettext("list of speakers", "Next")))
    state = (
        _("The list is open.") if session.list_is_open(reader.now) else closed_text(reader, context)
    )
    count = reader.ngettext("{number} waiting", "{number} waiting", len(waiting))
    blocks.append(Paragraph(f"{count.format(number=len(waiting))} · {state}"))
    blocks.append(Footnote(_("The chair may change the order.")))
    return tuple(blocks)


def closed_text(reader: Reader, context: FloorContext) -> str:
    """Say that the list is closed, and from when on it is open if that is known."""
    _ = reader.gettext
    session = context.session
    opens = session.list_opens
    if session.list_set is None and opens is not None and reader.now < opens:
        return _("The list opens: {moment}.").format(moment=times.moment(reader, opens))
    return _("The list of speakers is closed.")


def public_name(reader: Reader, context: FloorContext, turn: Turn) -> str:
    """Return as much of who speaks as the rules make public."""
    rules: FloorRules = context.rules
    if rules.public == "none":
        return reader.gettext("a speaker")
    text = speaker(reader, context, turn)
    if rules.public == "name" and turn.name and context.delegation(turn.delegation) is not None:
        text = reader.listed((text, turn.name))
    return text


def public_speaker(reader: Reader, context: FloorContext, turn: Turn) -> str:
    """As `public_name`, with what the turn is, such as a right of reply."""
    name = public_name(reader, context, turn)
    kind = None if context.rules.public == "none" else kind_name(reader, turn)
    return name if kind is None else reader.annotated(name, kind)


def _phrase(phrase: Phrase) -> tuple[Inline, ...]:
    return (phrase,) if isinstance(phrase, str) else phrase

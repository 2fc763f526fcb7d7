"""The card of the podium: one message, the same for all who chair, edited in its place."""

from __future__ import annotations

from datetime import datetime

from content.floor import limit_for_all
from handlers.floor.buttons import Podium
from handlers.floor.context import FloorContext
from handlers.floor.question_buttons import moderation_rows
from handlers.floor.record_buttons import record_rows
from handlers.floor.wording import clock, exact_hour_in_zone, proposal_reason, speaker, spoken_name
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    Inline,
    Italic,
    LocalTime,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.wording import times
from handlers.wording.labels import clipped
from storage.floor import machine
from storage.floor.records import Turn

_NEXT_SHOWN = 3
_MAX_NAME_CHARACTERS = 34  # on a button beside other words
EXTRA_SECONDS = 30
PLACE = "floor"


def chair_card(reader: Reader, context: FloorContext, acted: str = "") -> Reply:
    """Show the floor to the chair: who speaks until when, who is next, how many wait and when that
    would end, with the acts that are possible. `acted` says what was done last, and by whom."""
    _ = reader.gettext
    floor, session = context.floor, context.session
    blocks: list[Block] = [Heading(context.meeting.title), Paragraph(state_text(reader, context))]
    points = floor.waiting("point")
    if points:
        names = reader.listed(speaker(reader, context, turn) for turn in points)
        blocks.append(Paragraph((Bold(_("Point of order: {names}").format(names=names)),)))
    if session.phase != "closed":
        blocks += _now_and_next(reader, context)
    if acted:
        blocks.append(Footnote(acted))
    return Reply(
        blocks=tuple(blocks),
        buttons=_buttons(reader, context),
        payload=f"floor-{session.id}",
        keeps_buttons=True,
    )


def podium_words(reader: Reader, context: FloorContext) -> str | None:
    """Return what a chair says when the floor is given, or None if nobody has it."""
    _ = reader.gettext
    current = context.floor.speaking
    if current is None:
        return None
    following = context.floor.next
    if following is None:
        return _("I now give the floor to {speaker}.").format(
            speaker=spoken_name(reader, context, current)
        )
    return _("I now give the floor to {speaker}, to be followed by {next}.").format(
        speaker=spoken_name(reader, context, current),
        next=spoken_name(reader, context, following),
    )


def state_text(reader: Reader, context: FloorContext) -> str:
    """Say until when the meeting is planned, and whether the list is open."""
    _ = reader.gettext
    session, parts = context.session, []
    if isinstance(context.meeting.end, datetime):
        parts.append(
            _("ends {hour}").format(hour=times.hour_in_zone(reader, context.meeting.closes))
        )
    if session.phase == "closed":
        parts.append(_("session closed"))
    else:
        if session.phase == "suspended":
            parts.append(_("suspended"))
        is_open = session.list_is_open(reader.now)
        parts.append(_("list open") if is_open else _("list closed"))
    if session.cap_seconds:
        parts.append(_("limit {time}").format(time=clock(session.cap_seconds)))
    return " · ".join(parts)


def _now_and_next(reader: Reader, context: FloorContext) -> list[Block]:
    _ = reader.gettext
    floor, now = context.floor, reader.now
    blocks: list[Block] = []
    current = floor.speaking
    if current is None:
        blocks.append(Paragraph((Bold(_("Now:")), " ", _("nobody has the floor"))))
    else:
        told: list[Inline] = [Bold(_("Now:")), " ", speaker(reader, context, current), " · "]
        until, left = floor.time_is_up_at(), floor.left(now)
        if until is not None:
            hour = exact_hour_in_zone(reader, until)
            told.append(LocalTime(until, _("until {hour}").format(hour=hour)))
        elif left is not None:
            told.append(_("clock stopped, {time} left").format(time=clock(max(left, left * 0))))
        blocks.append(Paragraph(tuple(told)))
        words = podium_words(reader, context)
        if words:
            blocks.append(Paragraph((Italic(words),)))
    waiting = floor.waiting()
    proposed = context.proposal
    lines: list[Phrase] = []
    lines += [_line(reader, context, turn) for turn in waiting[:_NEXT_SHOWN]]
    if proposed is not None:
        better = floor.turn(proposed.turn_id)
        if better is not None:
            lines.append(
                _("Proposed: {speaker}, as {reason}").format(
                    speaker=speaker(reader, context, better),
                    reason=proposal_reason(reader, proposed),
                )
            )
    if lines:
        blocks.append(Bullets(tuple(lines), title=reader.pgettext("list of speakers", "Next")))
    blocks.append(Paragraph(forecast_text(reader, context, len(waiting))))
    replies = len(floor.waiting("reply"))
    if replies:
        text = reader.ngettext("{number} right of reply", "{number} rights of reply", replies)
        blocks.append(Paragraph(text.format(number=replies)))
    lost = [turn for turn in floor.turns if turn.id in context.unreachable]
    if lost:
        names = reader.listed(speaker(reader, context, turn) for turn in lost)
        text = _("Cannot be reached by the bot: {names}. Please tell them in the room.")
        blocks.append(Paragraph(text.format(names=names)))
    return blocks


def _line(reader: Reader, context: FloorContext, turn: Turn) -> str:
    limit = clock(context.floor.limit_of(turn))
    name = f"{speaker(reader, context, turn)} · {limit}"
    if turn.last_word:
        return reader.annotated(name, reader.gettext("last word"))
    return name


def forecast_text(reader: Reader, context: FloorContext, waiting: int) -> str:
    """Say how many wait, when that would end, and at which limit all could speak."""
    _ = reader.gettext
    if not waiting:
        return _("Nobody is waiting.")
    text = reader.ngettext("{number} waiting", "{number} waiting", waiting).format(number=waiting)
    end = context.all_speak_until(reader.now)
    parts = [text, _("all could speak by {hour}").format(hour=times.hour_in_zone(reader, end))]
    each = each_could_have(context, reader.now)
    if each is not None:
        parts.append(_("by the end at {time} each").format(time=clock(each)))
    return " · ".join(parts)


def each_could_have(context: FloorContext, now: datetime) -> int | None:
    """Return the limit at which all who wait could speak until the planned end, if that is less
    than they have now."""
    if not isinstance(context.meeting.end, datetime):
        return None
    end = context.meeting.closes
    if context.all_speak_until(now) <= end:
        return None
    floor = context.floor
    left = floor.left(now)
    current = max(left.total_seconds(), 0.0) if left is not None else 0.0
    seconds = (end - now).total_seconds() - current
    return limit_for_all(seconds, len(floor.waiting()), context.rules.between_seconds)


def _buttons(reader: Reader, context: FloorContext) -> tuple[Row, ...]:
    _ = reader.gettext
    floor, session = context.floor, context.session

    def act(label: str, name: str, turn: int = 0, value: int = 0, danger: bool = False) -> Press:
        data = Podium(name, session.id, session.control, turn, value)
        return Press(label, data, danger=danger)

    def screen(label: str, part: str) -> Press:
        return Press(label, go(Place(PLACE, f"{session.id}-{part}")))

    rows: list[Row] = []
    undo = _undo(reader, context)
    if session.phase == "closed":
        rows += record_rows(reader, session.id)
        rows.append((act(_("Reopen the session"), "reopen"), screen(_("Balance"), "balance")))
        return (*rows, undo) if undo else tuple(rows)
    if session.phase == "suspended":
        rows.append((act(_("Resume the session"), "resume"),))
        rows.append((screen(_("Balance"), "balance"), screen(_("More"), "more")))
        return (*rows, undo) if undo else tuple(rows)
    rows += [
        (act(_("Point of order: {name}").format(name=_short(reader, context, turn)), "give",
             turn.id),)
        for turn in floor.waiting("point")[:2]
    ]  # fmt: skip
    rows += _next_rows(reader, context)
    current = floor.speaking
    if current is not None:
        toggle = (
            act(_("Start the clock"), "start")
            if session.clock_since is None
            else act(_("Stop the clock"), "stop")
        )
        rows.append(
            (toggle, act(_("+{seconds} s").format(seconds=EXTRA_SECONDS), "extend",
                         value=EXTRA_SECONDS))
        )  # fmt: skip
        rows.append((act(_("Absent"), "absent"), screen(_("Someone else…"), "else")))
    elif floor.turns:
        rows.append((screen(_("Someone else…"), "else"),))
    rows += moderation_rows(reader, context)
    is_open = session.list_is_open(reader.now)
    rows.append(
        (
            screen(_("New limit…"), "limit"),
            act(_("Close the list"), "close-list")
            if is_open
            else act(_("Open the list"), "open-list"),
        )
    )
    rows.append((screen(_("Balance"), "balance"), screen(_("More"), "more")))
    return (*rows, undo) if undo else tuple(rows)


def _next_rows(reader: Reader, context: FloorContext) -> list[Row]:
    """Return the button that gives the floor to the next, or back to who was interrupted, and the
    one that ends a turn after which nobody comes."""
    _ = reader.gettext
    floor, session = context.floor, context.session

    def press(label: str, name: str, turn: int = 0) -> Press:
        return Press(label, Podium(name, session.id, session.control, turn))

    if session.interrupted is not None:
        back = floor.turn(session.interrupted)
        name = "" if back is None else _short(reader, context, back)
        return [(press(_("Back to {name}").format(name=name), "finish"),)]
    following = floor.next
    if following is not None:
        label = _("Next: {name}").format(name=_short(reader, context, following))
        return [(press(label, "give", following.id),)]
    if floor.speaking is not None:
        return [(press(_("End of this turn"), "finish"),)]
    return []


def _undo(reader: Reader, context: FloorContext) -> Row | None:
    act = context.last_act
    if act is None or act.act == "undo" or not machine.may_undo(act.at, reader.now):
        return None
    data = Podium("undo", context.session.id, context.session.control, 0, act.id)
    return (Press(reader.gettext("Undo"), data),)


def _short(reader: Reader, context: FloorContext, turn: Turn) -> str:
    return clipped(speaker(reader, context, turn), _MAX_NAME_CHARACTERS)

"""What interpreters see: the order with the languages, and each text as it comes. It is read
only; rapporteurs see it, too."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from handlers.floor.context import FloorContext
from handlers.floor.roles import FloorRoles
from handlers.floor.summary_buttons import summary_place
from handlers.floor.text_views import length_text, speech_language
from handlers.floor.wording import clock, kind_name, speaker
from handlers.framework.places import go
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    LocalTime,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    SentFile,
    Verbatim,
)
from handlers.wording import times
from storage.floor.records import Turn
from storage.floor.texts import StatementText

_SHOWN = 15


def interpreter_view(
    reader: Reader, context: FloorContext, with_text: Collection[int], roles: FloorRoles
) -> Reply:
    """Show the order of speakers with the language, the limit and whether the text is there.
    `with_text` are the turns whose text was sent."""
    _ = reader.gettext
    floor, session = context.floor, context.session
    blocks: list[Block] = [
        Heading(context.meeting.title),
        Paragraph(times.when(reader, context.meeting)),
    ]
    if session.phase == "closed":
        blocks.append(Paragraph(_("This session has ended.")))
    else:
        if session.phase == "suspended":
            blocks.append(Paragraph(_("The session is suspended.")))
        current = floor.speaking
        if current is not None:
            line = _line(reader, context, current, with_text)
            blocks.append(Paragraph((Bold(_("Now:")), " ", line)))
        order = (*floor.waiting("point"), *floor.waiting(), *floor.waiting("reply"))
        lines: tuple[Phrase, ...] = tuple(
            _line(reader, context, turn, with_text) for turn in order[:_SHOWN]
        )
        if lines:
            blocks.append(Bullets(lines, title=_("Next")))
        count = len(order)
        waiting = reader.ngettext("{number} waiting", "{number} waiting", count)
        blocks.append(Paragraph(waiting.format(number=count)))
        blocks.append(Footnote(_("Texts come to this chat as they are sent.")))
    rows: tuple[Row, ...] = ()
    if roles.rapporteur:
        rows = ((Press(_("Summary"), go(summary_place(session.id))),),)
    return Reply(tuple(blocks), rows, payload=f"floor-{session.id}", keeps_buttons=True)


def _line(reader: Reader, context: FloorContext, turn: Turn, with_text: Collection[int]) -> str:
    """Return a turn in a line: Ruritania (minister) · French · 3:00 · text."""
    _ = reader.gettext
    language = speech_language(reader, turn.language)
    parts = [
        named(reader, context, turn),
        language,
        clock(context.floor.limit_of(turn)),
        _("text sent") if turn.id in with_text else None,
    ]
    return " · ".join(part for part in parts if part)


def named(reader: Reader, context: FloorContext, turn: Turn) -> str:
    """Return for whom somebody speaks, and what kind of turn it is unless it is a statement."""
    name, kind = speaker(reader, context, turn), kind_name(reader, turn)
    return name if kind is None else reader.annotated(name, kind)


def sender_name(reader: Reader, context: FloorContext, text: StatementText) -> str:
    """Return whose text it is: of a turn, or of a delegation in writing."""
    turn = turns_by_id(context).get(text.turn or 0)
    if turn is not None:
        return named(reader, context, turn)
    delegation = context.delegation(text.delegation)
    return reader.gettext("a speaker") if delegation is None else delegation.name(reader.language)


def turns_by_id(context: FloorContext) -> Mapping[int, Turn]:
    return {turn.id: turn for turn in context.turns}


def text_message(reader: Reader, context: FloorContext, text: StatementText) -> Reply:
    """Return a text for those who read along."""
    _ = reader.gettext
    turn = turns_by_id(context).get(text.turn or 0)
    limit = None if turn is None else context.floor.limit_of(turn)
    title = _("Written statement") if turn is None else _("Text of the statement")
    facts = [length_text(reader, context, text.content, None)]
    if limit is not None:
        facts.append(_("limit {time}").format(time=clock(limit)))
    language = None if turn is None else speech_language(reader, turn.language)
    if language:
        facts.append(language)
    if text.late:
        facts.append(_("late"))
    if text.version > 1:
        facts.append(_("replaces the earlier text"))
    sent = LocalTime(text.sent, times.hour_in_zone(reader, text.sent))
    blocks: list[Block] = [
        Heading(sender_name(reader, context, text)),
        Paragraph((title, " · ", sent)),
        Paragraph(" · ".join(facts)),
    ]
    if turn is not None and turn.state != "done":
        blocks.append(Paragraph((Bold(_("Check against delivery.")),)))
    if text.content.words is not None:
        blocks.append(Verbatim(text.content.words))
        return Reply(tuple(blocks))
    if text.content.file_id is None:
        return Reply(tuple(blocks))
    return Reply(tuple(blocks), file=SentFile(text.content.file_id, "document"))

"""What rapporteurs see of a turn that ended, and of their notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.model import Pack
from handlers.floor.context import FloorContext
from handlers.floor.interpreters import named
from handlers.floor.rapporteur_buttons import (
    MARKS,
    LinkPassage,
    PickPassage,
    RemoveNote,
    SetMark,
)
from handlers.floor.text_views import length_text
from handlers.floor.wording import clock, exact_hour
from handlers.framework.places import two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Footnote,
    Heading,
    LocalTime,
    Paragraph,
    Press,
    Reply,
    Row,
    Verbatim,
)
from handlers.me.cancel import EndDialog
from handlers.wording import labels, times
from storage.floor.notes import WHOLE_TURN, Mark, Note
from storage.floor.records import Turn
from storage.floor.texts import StatementText


@dataclass(frozen=True)
class TurnNotes:
    """What one rapporteur has of a turn. `marks` are those of the turn, or of `note` if that is
    shown."""

    turn: Turn
    text: StatementText | None
    marks: Sequence[Mark]
    notes: int
    note: Note | None = None


def mark_name(reader: Reader, mark: str) -> str:
    _ = reader.gettext
    match mark:
        case "proposal":
            return _("Proposal")
        case "good-practice":
            return _("Good practice")
        case "challenge":
            return _("Challenge")
        case "commitment":
            return _("Commitment")
        case _:
            return _("Quote")


def turn_message(reader: Reader, pack: Pack, context: FloorContext, shown: TurnNotes) -> Reply:
    """Show a turn that ended: speaker, start, length, text. A reply to it is a note."""
    _ = reader.gettext
    turn = shown.turn
    facts: list[Block] = []
    if turn.began is not None:
        began = _("{hour} ({city} time)").format(
            hour=exact_hour(reader, turn.began), city=times.zone_name(reader, reader.zone)
        )
        spoke = _("spoke {time} of {limit}").format(
            time=clock(turn.spent_ms // 1000), limit=clock(context.floor.limit_of(turn))
        )
        facts.append(Paragraph((LocalTime(turn.began, began), " · ", spoke)))
    if shown.text is not None:
        length = length_text(reader, context, shown.text.content)
        facts.append(Paragraph(_("Text: {length}").format(length=length)))
    if shown.notes:
        count = reader.ngettext("{number} note of yours", "{number} notes of yours", shown.notes)
        facts.append(Paragraph(count.format(number=shown.notes)))
    return Reply(
        (
            Heading(named(reader, context, turn)),
            *facts,
            *_passages(reader, pack, shown.marks),
            Footnote(_("To add a note, reply to this message.")),
        ),
        _rows(reader, pack, turn.id, WHOLE_TURN, shown.marks),
        payload=f"floor-{context.session.id}",
    )


def note_view(reader: Reader, pack: Pack, context: FloorContext, shown: TurnNotes) -> Reply:
    """Show a note that was taken. Its marks are its own; without any, those of the turn hold."""
    _ = reader.gettext
    note = shown.note
    if note is None:
        return turn_message(reader, pack, context, shown)
    return Reply(
        (
            Heading(_("Note: {name}").format(name=named(reader, context, shown.turn))),
            Verbatim(note.words),
            *_passages(reader, pack, shown.marks),
            Footnote(_("Without a mark of its own, the note has those of the turn.")),
        ),
        (
            *_rows(reader, pack, shown.turn.id, note.id, shown.marks),
            (Press(_("Delete this note"), RemoveNote(note.id)),),
        ),
        payload=f"floor-{context.session.id}",
    )


def ask_words_view(reader: Reader, session: int, problem: str | None = None) -> Reply:
    _ = reader.gettext
    text = problem or _("Write words of the passage, or its number.")
    return Reply((Paragraph(text),), ((Press(_("Cancel"), EndDialog(f"floor.{session}")),),))


def passages_view(reader: Reader, pack: Pack, turn: int, note: int, found: Sequence[str]) -> Reply:
    """Choose a passage of those that were found."""
    _ = reader.gettext
    rows: list[Row] = [
        (Press(labels.clipped(label), PickPassage(turn, note, passage)),)
        for label, passage in labels.entry_labels(reader, pack, found)
    ]
    rows.append((Press(_("Other words"), LinkPassage(turn, note)),))
    return Reply((Heading(_("Which passage?")),), tuple(rows))


def _passages(reader: Reader, pack: Pack, marks: Sequence[Mark]) -> tuple[Block, ...]:
    ids = [mark.value for mark in marks if mark.kind == "passage" and mark.value in pack.passages]
    names = tuple(label for label, _id in labels.entry_labels(reader, pack, ids))
    return (Bullets(names, title=reader.gettext("Linked passages")),) if names else ()


def _rows(
    reader: Reader, pack: Pack, turn: int, note: int, marks: Sequence[Mark]
) -> tuple[Row, ...]:
    _ = reader.gettext
    set_marks = {mark.value for mark in marks if mark.kind == "mark"}
    presses = [
        Press(
            _("{name}: marked").format(name=mark_name(reader, mark))
            if mark in set_marks
            else mark_name(reader, mark),
            SetMark(turn, note, mark),
        )
        for mark in MARKS
    ]
    linked = [
        mark.value for mark in marks if mark.kind == "passage" and mark.value in pack.passages
    ]
    unlink = [
        (
            Press(
                labels.clipped(_("Unlink: {name}").format(name=name)),
                PickPassage(turn, note, passage),
            ),
        )
        for name, passage in labels.entry_labels(reader, pack, linked)
    ]
    return (
        *two_columns(presses),
        (Press(_("Link to a passage"), LinkPassage(turn, note)),),
        *unlink,
    )

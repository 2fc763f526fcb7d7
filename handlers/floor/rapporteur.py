"""Rapporteurs take notes of turns, mark them, and link them to passages of the pack."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import without_direction_controls
from handlers.floor.context import FloorContext, read_context
from handlers.floor.rapporteur_buttons import (
    MARKS,
    LinkPassage,
    PickPassage,
    RemoveNote,
    SetMark,
)
from handlers.floor.rapporteur_views import (
    TurnNotes,
    ask_words_view,
    note_view,
    passages_view,
    turn_message,
)
from handlers.floor.roles import roles_at
from handlers.framework.buttons import ButtonData, ButtonTable, OutOfDate
from handlers.framework.permissions import out_of_date
from handlers.framework.reader import Reader
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, ButtonHandler
from storage import dialogs
from storage.floor import acts, notes, texts
from storage.floor.notes import WHOLE_TURN, Mark, MarkKind, Note
from storage.floor.records import Turn

DIALOG = "floor-passage"
_MAX_FOUND = 8
_TABLE = ButtonTable((SetMark,))


@dataclass(frozen=True)
class _Known:
    context: FloorContext
    turn: Turn
    note: Note | None


async def _known(
    request: Request, connection: AsyncConnection, turn_id: int, note_id: int = WHOLE_TURN
) -> _Known | None:
    """Return a turn, and an own note of it, if the asking person is a rapporteur of its session."""
    turn = await acts.find_turn(connection, turn_id)
    if turn is None or not request.in_private:
        return None
    context = await read_context(connection, request.pack, turn.session)
    if context is None or not (await roles_at(request, connection, context.meeting)).rapporteur:
        return None
    if note_id == WHOLE_TURN:
        return _Known(context, turn, None)
    note = await notes.find_note(connection, note_id)
    if note is None or note.turn != turn_id or note.chat_id != request.chat_id:
        return None
    return _Known(context, turn, note)


async def _view(request: Request, connection: AsyncConnection, known: _Known) -> Reply:
    reader, pack, note = request.reader, request.pack, known.note
    note_id = WHOLE_TURN if note is None else note.id
    shown = TurnNotes(
        known.turn,
        (await texts.of_turns(connection, [known.turn.id])).get(known.turn.id),
        await notes.marks_of(connection, known.turn.id, note_id, request.chat_id),
        await notes.count_notes(connection, known.turn.id, request.chat_id),
        note,
    )
    view = turn_message if note is None else note_view
    return view(reader, pack, known.context, shown)


async def take_note(request: Request) -> Answer | None:
    """Take a reply to the message of a turn, or of a note, as a note."""
    incoming, reader = request.incoming, request.reader
    turn_id = None if incoming is None else _turn_of(incoming.reply_buttons)
    if incoming is None or turn_id is None:
        return None
    words = without_direction_controls(incoming.text).strip()
    async with request.services.database.write_transaction() as connection:
        known = await _known(request, connection, turn_id)
        if known is None:
            return None
        if incoming.attachment is not None or not words:
            return Reply((Paragraph(reader.gettext("A note can only be text.")),))
        note_id = await notes.add_note(
            connection, turn_id, request.chat_id, incoming.id, words, reader.now
        )
        note = await notes.find_note(connection, note_id)
        return await _view(request, connection, _Known(known.context, known.turn, note))


def _turn_of(buttons: tuple[str, ...]) -> int | None:
    """Return the turn of a message by its buttons."""
    for data in buttons:
        try:
            button = _TABLE.parse(data)
        except OutOfDate:
            continue
        if isinstance(button, SetMark):
            return button.turn
    return None


async def press_mark(request: Request, button: SetMark) -> Answer:
    if button.mark not in MARKS:
        return out_of_date(request.reader)
    return await _toggle(request, button.turn, button.note, "mark", button.mark)


async def press_passage(request: Request, button: PickPassage) -> Answer:
    """Link a passage, or take the link away."""
    if button.passage not in request.pack.passages:
        return out_of_date(request.reader)
    return await _toggle(request, button.turn, button.note, "passage", button.passage)


async def _toggle(
    request: Request, turn_id: int, note_id: int, kind: MarkKind, value: str
) -> Answer:
    async with request.services.database.write_transaction() as connection:
        known = await _known(request, connection, turn_id, note_id)
        if known is None:
            return out_of_date(request.reader)
        mark = Mark(turn_id, note_id, request.chat_id, kind, value)
        marks = await notes.marks_of(connection, turn_id, note_id, request.chat_id)
        linked = [one for one in marks if one.kind == "passage"]
        if kind == "passage" and mark not in linked and len(linked) >= notes.MAX_PASSAGES:
            view = await _view(request, connection, known)
            return _with_notice(view, _too_many(request.reader))
        await notes.toggle(connection, mark)
        return await _view(request, connection, known)


def _too_many(reader: Reader) -> str:
    text = reader.ngettext(
        "At most {number} passage can be linked.",
        "At most {number} passages can be linked.",
        notes.MAX_PASSAGES,
    )
    return text.format(number=notes.MAX_PASSAGES)


def _with_notice(view: Reply, notice: str) -> Reply:
    return Reply(view.blocks, view.buttons, payload=view.payload, notice=notice)


async def press_link(request: Request, button: LinkPassage) -> Answer:
    """Ask for words of the passage."""
    async with request.services.database.write_transaction() as connection:
        known = await _known(request, connection, button.turn, button.note)
        if known is None:
            return out_of_date(request.reader)
        state = json.dumps({"turn": button.turn, "note": button.note})
        await dialogs.open_dialog(connection, request.chat_id, DIALOG, state, request.reader.now)
    view = ask_words_view(request.reader, known.context.session.id)
    return Reply(view.blocks, view.buttons, new_message=True)


async def take_words(request: Request, state: str) -> Answer | None:
    """Search for the passage in the pack."""
    reader, pack, known_state = request.reader, request.pack, json.loads(state)
    turn_id, note_id = int(known_state["turn"]), int(known_state["note"])
    async with request.services.database.transaction() as connection:
        known = await _known(request, connection, turn_id, note_id)
    if known is None:
        return None
    results = await request.find(request.words) if request.words else None
    hits = results.only(pack.passages).hits if results is not None else ()
    found = [hit.id for hit in hits[:_MAX_FOUND]]
    if not found:
        problem = reader.gettext("No passage was found. Please try other words.")
        return ask_words_view(reader, known.context.session.id, problem)
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    return passages_view(reader, pack, turn_id, note_id, found)


async def press_remove_note(request: Request, button: RemoveNote) -> Answer:
    async with request.services.database.write_transaction() as connection:
        note = await notes.find_note(connection, button.note)
        known = None if note is None else await _known(request, connection, note.turn, note.id)
        if note is None or known is None:
            return out_of_date(request.reader)
        await notes.remove_note(connection, note)
        return await _view(request, connection, _Known(known.context, known.turn, None))


BUTTONS: dict[type[ButtonData], ButtonHandler] = {
    SetMark: press_mark, LinkPassage: press_link, PickPassage: press_passage,
    RemoveNote: press_remove_note,
}  # fmt: skip

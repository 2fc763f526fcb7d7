"""Notes of rapporteurs, and what they mark. Each author has their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import floor_marks, floor_notes, floor_turns

MarkKind = Literal["mark", "passage"]
MAX_PASSAGES = 5  # that one author links to a turn or a note
WHOLE_TURN = 0  # in place of a note's id


@dataclass(frozen=True)
class Note:
    """A note of a turn. `chat_id` is the author's."""

    id: int
    turn: int
    chat_id: int
    words: str
    written: datetime


@dataclass(frozen=True)
class Mark:
    """A mark (`proposal`), or a passage's id, that an author gave to a turn, or to one note of
    it."""

    turn: int
    note: int
    chat_id: int
    kind: MarkKind
    value: str


async def add_note(
    connection: AsyncConnection,
    turn: int,
    chat_id: int,
    message_id: int,
    words: str,
    now: datetime,
) -> int:
    """Store a note and return its id. The same message again changes the note."""
    result = await connection.execute(
        insert(floor_notes)
        .values(turn=turn, chat_id=chat_id, message_id=message_id, words=words, written=now)
        .on_conflict_do_update(index_elements=["chat_id", "message_id"], set_={"words": words})
        .returning(floor_notes.c.id)
    )
    return int(result.scalar_one())


async def find_note(connection: AsyncConnection, note_id: int) -> Note | None:
    query = select(floor_notes).where(floor_notes.c.id == note_id)
    row = (await connection.execute(query)).first()
    return None if row is None else _note(row)


async def remove_note(connection: AsyncConnection, note: Note) -> None:
    """Delete a note with its marks."""
    await connection.execute(delete(floor_notes).where(floor_notes.c.id == note.id))
    await connection.execute(
        delete(floor_marks).where(floor_marks.c.turn == note.turn, floor_marks.c.note == note.id)
    )


async def toggle(connection: AsyncConnection, mark: Mark) -> bool:
    """Set a mark, or take it away if it is set. Return whether it is set now."""
    same = floor_marks.c
    gone = await connection.execute(
        delete(floor_marks).where(
            same.turn == mark.turn, same.note == mark.note, same.chat_id == mark.chat_id,
            same.kind == mark.kind, same.value == mark.value,
        )
    )  # fmt: skip
    if gone.rowcount:
        return False
    await connection.execute(
        insert(floor_marks)
        .values(
            turn=mark.turn, note=mark.note, chat_id=mark.chat_id, kind=mark.kind, value=mark.value
        )
        .on_conflict_do_nothing()
    )
    return True


async def marks_of(
    connection: AsyncConnection, turn: int, note: int, chat_id: int
) -> tuple[Mark, ...]:
    """Return what an author marked in a turn, or in one note of it."""
    query = select(floor_marks).where(
        floor_marks.c.turn == turn, floor_marks.c.note == note, floor_marks.c.chat_id == chat_id
    )
    return tuple([_mark(row) for row in await connection.execute(query)])


async def count_notes(connection: AsyncConnection, turn: int, chat_id: int) -> int:
    query = select(floor_notes.c.id).where(
        floor_notes.c.turn == turn, floor_notes.c.chat_id == chat_id
    )
    return len((await connection.execute(query)).all())


async def of_session(
    connection: AsyncConnection, session: int
) -> tuple[Mapping[int, Sequence[Note]], Sequence[Mark]]:
    """Return the notes of a session by turn, in the order of writing, and all marks."""
    turns = select(floor_turns.c.id).where(floor_turns.c.session == session)
    query = select(floor_notes).where(floor_notes.c.turn.in_(turns)).order_by(floor_notes.c.id)
    notes: dict[int, list[Note]] = {}
    for row in await connection.execute(query):
        notes.setdefault(row.turn, []).append(_note(row))
    rows = await connection.execute(
        select(floor_marks)
        .where(floor_marks.c.turn.in_(turns))
        .order_by(floor_marks.c.turn, floor_marks.c.note, floor_marks.c.value)
    )
    return notes, [_mark(row) for row in rows]


def _note(row: Row[Any]) -> Note:
    return Note(row.id, row.turn, row.chat_id, row.words, row.written)


def _mark(row: Row[Any]) -> Mark:
    return Mark(row.turn, row.note, row.chat_id, row.kind, row.value)

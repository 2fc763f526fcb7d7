"""Texts of statements, and written statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import floor_notes, floor_texts

MAX_FILE_NAME = 120  # characters


@dataclass(frozen=True)
class Content:
    """What was sent: words, or a file of Telegram's. `word_count` is None if it is not known."""

    words: str | None
    file_id: str | None
    file_name: str | None
    word_count: int | None


@dataclass(frozen=True)
class StatementText:
    """The text of a turn, or a written statement if `turn` is None. `version` rises each time that
    it is replaced. `late` says that it came after texts were due."""

    id: int
    session: int
    turn: int | None
    delegation: int | None
    chat_id: int
    version: int
    content: Content
    late: bool
    sent: datetime

    @property
    def in_writing(self) -> bool:
        return self.turn is None


async def save(
    connection: AsyncConnection,
    session: int,
    turn: int | None,
    delegation: int | None,
    chat_id: int,
    content: Content,
    late: bool,
    now: datetime,
) -> StatementText:
    """Store the text of a turn, or a delegation's written statement, in place of the one before."""
    own = floor_texts.c.turn == turn
    if turn is None:
        written = (floor_texts.c.session == session) & (floor_texts.c.delegation == delegation)
        own = floor_texts.c.turn.is_(None) & written
    values: dict[str, Any] = {
        "chat_id": chat_id, "words": content.words, "file_id": content.file_id,
        "file_name": content.file_name and content.file_name[:MAX_FILE_NAME],
        "word_count": content.word_count, "late": late, "sent": now,
    }  # fmt: skip
    changed = await connection.execute(
        update(floor_texts)
        .where(own)
        .values(version=floor_texts.c.version + 1, **values)
        .returning(*floor_texts.c)
    )
    row = changed.first()
    if row is None:
        added = await connection.execute(
            insert(floor_texts)
            .values(session=session, turn=turn, delegation=delegation, version=1, **values)
            .returning(*floor_texts.c)
        )
        row = added.one()
    return _text(row)


async def of_session(connection: AsyncConnection, session: int) -> list[StatementText]:
    """Return the texts and written statements of a session, in the order in which they came."""
    query = (
        select(floor_texts)
        .where(floor_texts.c.session == session)
        .order_by(floor_texts.c.sent, floor_texts.c.id)
    )
    return [_text(row) for row in await connection.execute(query)]


async def of_turns(connection: AsyncConnection, turns: Iterable[int]) -> dict[int, StatementText]:
    """Return the texts of turns, by turn."""
    query = select(floor_texts).where(floor_texts.c.turn.in_(list(turns)))
    return {row.turn: _text(row) for row in await connection.execute(query)}


async def in_writing(
    connection: AsyncConnection, session: int, delegations: Iterable[int]
) -> list[StatementText]:
    """Return the written statements of delegations."""
    query = select(floor_texts).where(
        floor_texts.c.session == session,
        floor_texts.c.turn.is_(None),
        floor_texts.c.delegation.in_(list(delegations)),
    )
    return [_text(row) for row in await connection.execute(query)]


async def find(connection: AsyncConnection, text_id: int) -> StatementText | None:
    query = select(floor_texts).where(floor_texts.c.id == text_id)
    row = (await connection.execute(query)).first()
    return None if row is None else _text(row)


async def count_of_chat(connection: AsyncConnection, chat_id: int) -> tuple[int, int]:
    """Return how many texts and how many notes of a chat are stored."""
    texts = select(func.count()).select_from(floor_texts).where(floor_texts.c.chat_id == chat_id)
    notes = select(func.count()).select_from(floor_notes).where(floor_notes.c.chat_id == chat_id)
    return int(await connection.scalar(texts) or 0), int(await connection.scalar(notes) or 0)


def _text(row: Row[Any]) -> StatementText:
    content = Content(row.words, row.file_id, row.file_name, row.word_count)
    return StatementText(
        row.id, row.session, row.turn, row.delegation, row.chat_id, row.version, content, row.late,
        row.sent,
    )  # fmt: skip

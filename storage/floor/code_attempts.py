"""Guessing a delegation's code: after some wrong ones a chat is refused for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import delegation_code_attempts

MAX_WRONG_CODES = 5  # within WINDOW
WINDOW = timedelta(hours=1)
REFUSED_FOR = timedelta(hours=1)
_attempts = delegation_code_attempts.c


async def refused_until(
    connection: AsyncConnection, chat_id: int, now: datetime
) -> datetime | None:
    """Return until when a chat's codes are refused, or None if they are not."""
    until: datetime | None = await connection.scalar(
        select(_attempts.refused_until).where(_attempts.chat_id == chat_id)
    )
    return until if until is not None and now < until else None


async def count_wrong_code(connection: AsyncConnection, chat_id: int, now: datetime) -> bool:
    """Count a wrong code; return whether the chat's codes are refused from now on."""
    await _prune(connection, now)
    row = (
        await connection.execute(
            insert(delegation_code_attempts)
            .values(chat_id=chat_id, wrong=1, since=now)
            .on_conflict_do_update(index_elements=["chat_id"], set_={"wrong": _attempts.wrong + 1})
            .returning(_attempts.wrong)
        )
    ).one()
    if row.wrong < MAX_WRONG_CODES:
        return False
    values = {"wrong": 0, "since": now, "refused_until": now + REFUSED_FOR}
    await connection.execute(
        delegation_code_attempts.update().where(_attempts.chat_id == chat_id).values(values)
    )
    return True


async def _prune(connection: AsyncConnection, now: datetime) -> None:
    """Delete what is older than the window, of all chats."""
    await connection.execute(
        delete(delegation_code_attempts).where(
            _attempts.since <= now - WINDOW,
            or_(_attempts.refused_until.is_(None), _attempts.refused_until <= now),
        )
    )

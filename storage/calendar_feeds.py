"""Private calendar feeds: at most one for each chat, found by a secret token."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.hashing import sha256
from storage.tables import calendar_feeds

_TOKEN_BYTES = 24  # 192 bits, 32 characters


async def renew(connection: AsyncConnection, chat_id: int, now: datetime) -> str:
    """Make a new token, in place of the chat's old one. Only its hash is stored."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = insert(calendar_feeds).values(chat_id=chat_id, token_hash=sha256(token), created=now)
    values = {"token_hash": sha256(token), "created": now}
    await connection.execute(row.on_conflict_do_update(index_elements=["chat_id"], set_=values))
    return token


async def revoke(connection: AsyncConnection, chat_id: int) -> None:
    mine = calendar_feeds.c.chat_id == chat_id
    await connection.execute(delete(calendar_feeds).where(mine))


async def created_at(connection: AsyncConnection, chat_id: int) -> datetime | None:
    """When a chat's feed was made (UTC); None if it has none."""
    mine = select(calendar_feeds.c.created).where(calendar_feeds.c.chat_id == chat_id)
    found: datetime | None = (await connection.execute(mine)).scalar()
    return found


async def chat_of(connection: AsyncConnection, token: str) -> int | None:
    """The chat whose feed a token opens, if any. Looking up a hash is safe from timing attacks."""
    theirs = select(calendar_feeds.c.chat_id).where(calendar_feeds.c.token_hash == sha256(token))
    found: int | None = (await connection.execute(theirs)).scalar()
    return found

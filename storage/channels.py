"""Channels in which the bot is an administrator, and what organisers have it post there.

A channel is a chat as the others are, with two differences: it is no group, and reminders do not go
there. Nothing does until an organiser chooses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import subscriptions
from storage.chats import forget_chat
from storage.dialect import insert
from storage.tables import channels, chats
from storage.tables import subscriptions as subscriptions_table

_MAX_TITLE = 128  # characters, as in Telegram
_EVERYTHING = ("all", "")


@dataclass(frozen=True)
class Channel:
    """A channel, and whether announcements and changes of the programme are posted there."""

    chat_id: int
    title: str
    announcements: bool
    changes: bool


async def add_channel(connection: AsyncConnection, chat_id: int, title: str, now: datetime) -> None:
    """Note that the bot may post in a channel. What was chosen for it before stays."""
    row = insert(chats).values(
        id=chat_id, created=now, last_seen=now.date(), announcements=False, is_channel=True
    )
    seen = {"is_channel": True, "reachable": True, "last_seen": now.date()}
    await connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=seen))
    named = {"title": title[:_MAX_TITLE]}
    named_row = insert(channels).values(chat_id=chat_id, **named)
    await connection.execute(
        named_row.on_conflict_do_update(index_elements=["chat_id"], set_=named)
    )


async def remove_channel(connection: AsyncConnection, chat_id: int) -> None:
    """Forget a channel in which the bot may no longer post."""
    await forget_chat(connection, chat_id)


async def all_channels(connection: AsyncConnection) -> list[Channel]:
    """All channels, by title."""
    subscribed = exists().where(subscriptions_table.c.chat_id == channels.c.chat_id)
    rows = await connection.execute(
        select(channels.c.chat_id, channels.c.title, chats.c.announcements, subscribed)
        .select_from(channels.join(chats, chats.c.id == channels.c.chat_id))
        .order_by(channels.c.title, channels.c.chat_id)
    )
    return [Channel(*row) for row in rows]


async def post_announcements(connection: AsyncConnection, chat_id: int, wanted: bool) -> None:
    """Set whether announcements are posted in a channel."""
    await connection.execute(
        update(chats).where(chats.c.id == chat_id, chats.c.is_channel).values(announcements=wanted)
    )


async def post_changes(
    connection: AsyncConnection, chat_id: int, wanted: bool, now: datetime
) -> None:
    """Set whether changes of the programme are posted in a channel."""
    if wanted:
        await subscriptions.subscribe(connection, chat_id, *_EVERYTHING, now)
    else:
        await subscriptions.unsubscribe(connection, chat_id, *_EVERYTHING)

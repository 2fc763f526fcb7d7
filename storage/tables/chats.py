"""Chats, their calendars' addresses, and what the bot waits for in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Table, Text, true

from storage.tables.base import Instant, metadata

chats = Table(
    "chats",
    metadata,
    # Telegram's ids pass 32 bits: https://core.telegram.org/bots/api#chat
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),  # chosen by the person; none: the client's
    Column("time_zone", String(64), index=True),  # chosen by the person; none: the event's
    Column("created", Instant, nullable=False),
    Column("last_seen", Date, nullable=False, index=True),  # a day is enough to forget by
    # False once Telegram said that nothing can be sent there; true again when the chat writes.
    Column("reachable", Boolean, nullable=False, server_default=true()),
    # When it could be written to again. What fell due before then is not sent any more.
    Column("reachable_since", Instant),
    # False where the chat switched them off.
    Column("announcements", Boolean, nullable=False, server_default=true()),
)

# Who may read a chat's agenda as a calendar. The token itself is shown once and not kept.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created", Instant, nullable=False),
)

# What the bot asked in a private chat and waits for.
dialogs = Table(
    "dialogs",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(24), nullable=False),
    Column("state", Text, nullable=False),
    Column("asked", Instant, nullable=False),
)

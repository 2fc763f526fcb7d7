"""Chats, their calendar feeds, and the dialogs open in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text, false, func, true

from storage.tables.base import Day, Instant, metadata

chats = Table(
    "chats",
    metadata,
    # Telegram's ids exceed 32 bits: https://core.telegram.org/bots/api#chat
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),  # chosen by the person; null: that of their Telegram app
    # That of their Telegram app, as far as the bot speaks it; null: another, or a group.
    Column("app_language", String(8)),
    Column("time_zone", String(64), index=True),  # chosen by the person; null: the event's
    Column("created", Instant, nullable=False),
    Column("last_seen", Day, nullable=False, index=True),  # a day is precise enough to forget by
    # False once Telegram said that nothing can be sent there, until the chat writes again.
    Column("reachable", Boolean, nullable=False, server_default=true()),
    # When it became reachable again. What fell due before is not sent any more.
    Column("reachable_since", Instant),
    Column("announcements", Boolean, nullable=False, server_default=true()),  # wants them
    Column("is_channel", Boolean, nullable=False, server_default=false()),
    # The topic of a forum for what no subscription decides: digests and announcements. Null:
    # General, or no forum.
    Column("topic_id", BigInteger),
    # When it last looked at what is new, and since when it was told.
    Column("news_seen", Instant),
    Column("news_since", Instant),
)

# The language of what is sent to a chat; null: the event's.
language_of_chat = func.coalesce(chats.c.language, chats.c.app_language)

# Who may read a chat's agenda as a calendar. The token is shown once; its hash is kept.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created", Instant, nullable=False),
)

# What the bot asked in a private chat, if it expects an answer.
dialogs = Table(
    "dialogs",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(24), nullable=False),
    Column("state", Text, nullable=False),  # JSON
    Column("asked", Instant, nullable=False),
)

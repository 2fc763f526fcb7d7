"""Chats that Telegram takes no messages for at the moment, although the bot is still in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table

from storage.tables.base import Instant, metadata

chat_troubles = Table(
    "chat_troubles",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", String(16), nullable=False),  # a short code: storage/chat_troubles.py
    Column("since", Instant, nullable=False),
    # When its notices are tried again; null: they go to General, and only that is to be told.
    Column("next_try", Instant),
    Column("tries", Integer, nullable=False),
    # When somebody was told, or nobody could be; null: somebody is still to be told.
    Column("told", Instant),
    Column("tell_attempts", Integer, nullable=False),
    Column("tell_not_before", Instant),
)

"""Channels in which the bot is an administrator."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from storage.tables.base import metadata

# What is sent there is in `chats` (announcements) and `subscriptions` (changes of meetings).
channels = Table(
    "channels",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", String(128), nullable=False),
)

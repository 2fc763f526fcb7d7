"""Telegram's ids of files that the bot uploaded."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from storage.tables.base import metadata

# An id is of one bot alone: https://core.telegram.org/bots/api#sending-files
uploads = Table(
    "uploads",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(8), nullable=False),  # document or photo
    Column("file_id", String(255), nullable=False),
)

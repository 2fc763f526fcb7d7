"""Passages that chats saved."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from storage.tables.base import Instant, metadata

saved_passages = Table(
    "saved_passages",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", String(40), primary_key=True),
    Column("saved", Instant, nullable=False),
)

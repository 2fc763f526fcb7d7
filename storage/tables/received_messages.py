"""What is kept of messages to recognise the next ones."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from storage.tables.base import Instant, metadata

# Albums that were answered. Their other parts are not answered again.
albums = Table(
    "albums",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("album", String(64), primary_key=True),  # Telegram's media_group_id
    Column("message_id", BigInteger, nullable=False),  # the part that was answered
    Column("seen", Instant, nullable=False, index=True),
)

# The message that was written last in a private chat. An edit of an earlier one is not answered.
last_messages = Table(
    "last_messages",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
)

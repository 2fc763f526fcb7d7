"""The programs that share a PostgreSQL, and which of them does what."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, SmallInteger, String, Table

from storage.tables.base import metadata

# A program that was started and has not ended. Its id is random, and new after each loss of its
# connection.
programs = Table(
    "programs",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # By the database's own clock, which is the same for all of them.
    Column("heartbeat", DateTime(timezone=True), nullable=False),
    Column("pack", String(64), nullable=False),  # the hash of its pack's folder
)

# What one program at a time does: the chats of a slot, sending notices, polling. See
# storage/programs.py.
slots = Table(
    "slots",
    metadata,
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("program", BigInteger),  # null: nobody yet
)

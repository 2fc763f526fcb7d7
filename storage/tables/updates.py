"""Updates that are to be answered."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, SmallInteger, Table, text

from storage.tables.base import Instant, metadata

_waiting = text("body IS NOT NULL")

# What Telegram handed over. The body is deleted once the update is answered; the id stays for a
# while, so that an update handed over again is recognised.
updates = Table(
    "updates",
    metadata,
    # https://core.telegram.org/bots/api#update
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("received", Instant, nullable=False, index=True),
    Column("body", LargeBinary),  # null: answered
    Column("attempts", Integer, nullable=False),  # to answer it again, after a start
    # Of its chat; see storage/programs.py.
    Column("slot", SmallInteger, nullable=False, server_default="0"),
    Index("ix_updates_waiting", "id", sqlite_where=_waiting, postgresql_where=_waiting),
)

"""Updates on their way to an answer."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, text

from storage.tables.base import Instant, metadata

# What Telegram handed over. The body is kept until the update is answered; the id longer, so that
# one that is handed over again is known.
_waiting = text("body IS NOT NULL")
updates = Table(
    "updates",
    metadata,
    # https://core.telegram.org/bots/api#update
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("taken", Instant, nullable=False, index=True),
    Column("body", LargeBinary),
    Column("tries", Integer, nullable=False),
    Index("ix_updates_waiting", "id", sqlite_where=_waiting),
)

"""The statuses of items, such as motions, that organisers set."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from storage.tables.base import Day, Instant, metadata

# An item without a row has the status that the pack says.
item_statuses = Table(
    "item_statuses",
    metadata,
    Column("entry_id", String(40), primary_key=True),
    Column("status", String(12)),  # null: none
    Column("decided", Day),  # at the event; null: unknown, or not decided
    Column("set_at", Instant, nullable=False),
)

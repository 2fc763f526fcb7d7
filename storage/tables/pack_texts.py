"""The texts of the pack, so that a delegate can be told which are new."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from storage.tables.base import Instant, metadata

pack_texts = Table(
    "pack_texts",
    metadata,
    Column("entry_id", String(40), primary_key=True),
    Column("text_hash", String(12), nullable=False),
    # When the text came or changed; null: it was there from the start.
    Column("changed", Instant, index=True),
)

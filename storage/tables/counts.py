"""Counts for the statistics."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from storage.tables.base import Day, metadata

# How often something was looked up, or happened, on a day (UTC). Nobody's identity is kept.
counts = Table(
    "counts",
    metadata,
    Column("day", Day, primary_key=True),
    Column("what", String(12), primary_key=True),  # looked-up, found, not-found, arrived, outcome
    # An entry, a command, a screen, words; of an outcome: notice, state and reason.
    Column("name", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
)

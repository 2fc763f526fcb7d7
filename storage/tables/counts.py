"""Counts by day."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table

from storage.tables.base import metadata

# How often something was asked for, or happened, on a day (UTC); by or to whom is not kept.
counts = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("what", String(12), primary_key=True),  # looked-up, found, not-found, arrived, outcome
    # An entry, a command or place, words, or a notice with its state and reason.
    Column("name", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
)

"""Deletions that were put off, as they would take an unusual share."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from storage.tables.base import Instant, metadata

cleanup_holds = Table(
    "cleanup_holds",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("since", Instant, nullable=False),
)

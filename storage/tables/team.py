"""The team, and what it did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from storage.tables.base import Instant, metadata

# The team. Owners named by the operator's setting are not among them.
organisers = Table(
    "organisers",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(12), nullable=False),
    Column("roundtables", String(80), nullable=False),  # a chair's, with commas between
    Column("name", String(64), nullable=False),
    Column("since", Instant, nullable=False),
)

invites = Table(
    "invites",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("roundtables", String(80), nullable=False),
    Column("invited_by", BigInteger, nullable=False),
    Column("expires", Instant, nullable=False),
)

# Who of the team did what. Of one who was forgotten, the acts stay without the person.
trace = Table(
    "trace",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", BigInteger, index=True),
    Column("name", String(64)),
    Column("act", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("details", Text, nullable=False),
)

"""The team, and what it did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from storage.tables.base import Instant, metadata

# Owners named by the operator's setting have no row here.
team_members = Table(
    "team_members",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(12), nullable=False),
    Column("roundtables", String(80), nullable=False),  # a chair's, separated by commas
    Column("name", String(64), nullable=False),
    Column("since", Instant, nullable=False),
)

# The token is shown once; its hash is kept.
invites = Table(
    "invites",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("roundtables", String(80), nullable=False),
    Column("invited_by", BigInteger, nullable=False),
    Column("expires", Instant, nullable=False),
)

# Who of the team did what. When a person is forgotten, the rows stay without them.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", BigInteger, index=True),
    Column("name", String(64)),
    Column("act", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("details", Text, nullable=False),
)

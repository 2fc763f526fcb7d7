"""Who may use the clerk's page in a browser. Tokens are shown once; their hashes are kept."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from storage.tables.base import Instant, metadata

# Links from the chat that open the page once.
clerk_links = Table(
    "clerk_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("name", String(64), nullable=False),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_clerk_links_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("expires", Instant, nullable=False),
    Index("ix_clerk_links_user_id", "user_id"),
)  # fmt: skip

# Browsers in which somebody is signed in, by their cookies.
clerk_browsers = Table(
    "clerk_browsers",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("name", String(64), nullable=False),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_clerk_browsers_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("since", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Index("ix_clerk_browsers_user_id", "user_id"),
)  # fmt: skip

"""What chats are subscribed to, and when they are reminded of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.tables.base import Instant, metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(12), primary_key=True),  # meeting, kind, region, roundtable, all
    Column("value", String(40), primary_key=True),
    Column("created", Instant, nullable=False),
    Index("ix_subscriptions_what", "what", "value"),
)

# A meeting switched off although something wider is subscribed to.
exceptions = Table(
    "exceptions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("meeting_id", String(40), primary_key=True),
)

reminder_settings = Table(
    "reminder_settings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lead_times", String(80), index=True),  # seconds, "86400,3600"; none: the defaults
    Column("leads_since", Instant),  # when they were chosen
    Column("quiet_from", Integer),  # minutes after the chat's own midnight, as the next two
    Column("quiet_to", Integer),
    Column("digest_at", Integer, index=True),
    Column("digest_since", Instant),  # when it was chosen
)

lead_overrides = Table(
    "lead_overrides",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("meeting_id", String(40), primary_key=True),
    Column("lead_times", String(80), index=True),  # none: the chat's own hold again, since then
    Column("since", Instant, nullable=False),
)

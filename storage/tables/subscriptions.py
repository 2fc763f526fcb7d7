"""What chats are subscribed to, and when they want to be reminded."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.tables.base import Instant, metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(12), primary_key=True),  # meeting, kind, region, roundtable, all
    Column("value", String(40), primary_key=True),  # its id or number; empty for all
    Column("created", Instant, nullable=False),
    Column("topic_id", BigInteger),  # of a forum, for its notices; null: General, or no forum
    Index("ix_subscriptions_what", "what", "value"),
)

# A meeting that a chat switched off although it is subscribed to its kind, region, …
subscription_exceptions = Table(
    "subscription_exceptions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("meeting_id", String(40), primary_key=True),
)

reminder_settings = Table(
    "reminder_settings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lead_times", String(80), index=True),  # seconds, "86400,3600"; null: the defaults
    Column("leads_since", Instant),  # when they were chosen
    # These three are minutes after midnight in the chat's time zone; null: none.
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("digest_at", Integer, index=True),
    Column("digest_since", Instant),  # when it was chosen
    # The weekly digest: minutes after the beginning of Monday in the chat's time zone; null: none.
    Column("weekly_at", Integer, index=True),
    Column("weekly_since", Instant),
)

# The lead times that the pack gives to kinds of meetings, for chats that chose none.
kind_lead_times = Table(
    "kind_lead_times",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("lead_times", String(80)),  # as above; null: since then, the defaults apply again
    Column("since", Instant, nullable=False),
)

lead_overrides = Table(
    "lead_overrides",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("meeting_id", String(40), primary_key=True),
    Column("lead_times", String(80), index=True),  # null: since then, the chat's own apply again
    Column("since", Instant, nullable=False),
)

"""The outbox, and what is still to be planned into it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables.base import Instant, metadata

# Few chats' deliveries are about announcements, and those are counted while they go out.
_announced = text("notice IN ('announcement', 'correction', 'withdrawal')")

# The outbox: one notice about one thing to one chat. `subject` is a meeting's id, or a name that
# no meeting has: see storage/deliveries/subjects.py.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("subject", String(40), nullable=False),
    Column("revision", Integer, nullable=False),  # of the meeting; 0 where it is about none
    Column("notice", String(12), nullable=False),
    Column("lead", Integer, nullable=False),  # seconds; 0 where there is none
    Column("before", Integer),  # the revision that the chat knows, where the notice is a change
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("claimed_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("late", Boolean, nullable=False),
    Column("settled", Instant),
    Column("reason", String(40)),  # a short code, never words
    UniqueConstraint("chat_id", "subject", "revision", "notice", "lead", name="uq_deliveries_once"),
    Index("ix_deliveries_state", "state", "due"),
    Index("ix_deliveries_chat_id", "chat_id", "state", "due"),
    Index(
        "ix_deliveries_announced", "subject", "revision", "notice", "state", "reason",
        sqlite_where=_announced,
    ),
)  # fmt: skip

# Moments that were planned after they fell due. Nobody can be added to them any more, because
# nothing is sent for an instant before it was asked for; so planning may skip them.
planned_moments = Table(
    "planned_moments",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("lead", Integer, primary_key=True, autoincrement=False),
    Column("zone", String(64), primary_key=True),  # empty: everywhere at once
    Column("planned", Instant, nullable=False),
)

# Chats whose own settings moved their instants: planning looks at them again.
chats_to_plan = Table(
    "chats_to_plan",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
)

# Changes of meetings, and new ones, of which not everybody's notice is in the outbox yet.
meetings_to_tell = Table(
    "meetings_to_tell",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("before", Integer),  # the revision before it; none: it is new
    Column("moved", Boolean, nullable=False),  # its times or its status are others
    Column("notice", String(12)),  # new, change, cancellation; none: nobody sees a change
    Column("made", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("told_to", BigInteger, nullable=False),  # chats up to this one have theirs
)

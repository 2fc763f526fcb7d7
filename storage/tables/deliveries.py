"""The outbox, and what is still to be put into it."""

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

# Only some deliveries are about announcements, and those are counted while they are sent.
_about_announcements = text("notice IN ('announcement', 'correction', 'withdrawal')")

# The outbox. A row is one notice about one subject to one chat. The subject is a meeting's id, or
# a name that no meeting has: see storage/deliveries/subjects.py.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("subject", String(40), nullable=False),
    Column("revision", Integer, nullable=False),  # of the meeting; 0 for other subjects
    Column("notice", String(12), nullable=False),
    Column("lead", Integer, nullable=False),  # lead time in seconds; 0 if the notice has none
    Column("known_revision", Integer),  # of a change: the revision that the chat was told of
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("claimed_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),  # of the next attempt
    Column("late", Boolean, nullable=False),
    Column("settled", Instant),  # when it was sent, failed, expired or was cancelled
    Column("reason", String(40)),  # a short code, never somebody's words
    UniqueConstraint("chat_id", "subject", "revision", "notice", "lead", name="uq_deliveries_once"),
    Index("ix_deliveries_state", "state", "due", "id"),  # as they are claimed
    Index("ix_deliveries_chat_id", "chat_id", "state", "due"),
    Index(
        "ix_deliveries_announced", "subject", "revision", "notice", "state", "reason",
        sqlite_where=_about_announcements, postgresql_where=_about_announcements,
    ),
)  # fmt: skip

# Due times of reminders and digests that were planned after they had passed. Nobody can be added
# to them any more, since nothing is sent for an instant before it was asked for; so planning
# skips them.
planned_reminders = Table(
    "planned_reminders",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("lead", Integer, primary_key=True, autoincrement=False),
    Column("zone", String(64), primary_key=True),  # empty if it is the same instant in all zones
    Column("planned", Instant, nullable=False),
)

# Chats whose settings changed the due times of their reminders: planning looks at them again.
chats_to_plan = Table(
    "chats_to_plan",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
)

# New and changed meetings whose notices are not all in the outbox yet.
meeting_changes = Table(
    "meeting_changes",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("previous_revision", Integer),  # null: the meeting is new
    Column("rescheduled", Boolean, nullable=False),  # its times or its status changed
    Column("notice", String(12)),  # new, change, cancellation; null: nobody is told
    Column("made", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("queued_to_chat_id", BigInteger, nullable=False),  # chats up to this one have theirs
)

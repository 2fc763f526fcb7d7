"""Meetings, what each revision said, and calendars' files on their way to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table, Text

from storage.tables.base import Instant, metadata

meetings = Table(
    "meetings",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("origin", String(8), nullable=False),  # pack, local
    Column("status", String(12), nullable=False),  # planned, cancelled
    # pack, local: who said so last. What an organiser said stays.
    Column("status_by", String(8), nullable=False, server_default="pack"),
    Column("kind", String(40), nullable=False),
    Column("region", String(40), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("begins", Instant),  # none: its hour is not known, it is a meeting of days
    Column("opens", Instant, nullable=False),
    Column("closes", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("pack_hash", String(64)),  # of what the pack said last; none: the pack never had it
    Column("changed", Instant, nullable=False),
    Column("since", Instant, nullable=False),  # when the times it now has were set
)

meeting_roundtables = Table(
    "meeting_roundtables",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("roundtable", Integer, primary_key=True, autoincrement=False),
)

# What each revision said, so that a notice can show old and new.
meeting_revisions = Table(
    "meeting_revisions",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("status", String(12), nullable=False),
    Column("when_and_where", String(64), nullable=False),  # equal where a reader sees no change
    Column("body", Text, nullable=False),
    Column("made", Instant),  # none: before this was kept
    Column("reason", Text),  # why, as an organiser tells it to everybody
    Column("edited_by", String(64)),  # a name for everybody, nobody's own
)

# A calendar's file that an organiser sent, read, until they confirm it.
imports = Table(
    "imports",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mark", String(16), nullable=False),  # tells it from the one before
    Column("draft", Text, nullable=False),
    Column("made", Instant, nullable=False),
)

# Which meeting an event of another calendar became, by its UID.
imported_events = Table(
    "imported_events",
    metadata,
    Column("uid_hash", String(64), primary_key=True),
    Column("meeting_id", String(40), nullable=False),
)

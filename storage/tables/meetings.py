"""Meetings, their revisions, and what is read from calendar files."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from storage.tables.base import Day, Instant, metadata

meetings = Table(
    "meetings",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("origin", String(8), nullable=False),  # pack, local
    Column("status", String(12), nullable=False),  # planned, cancelled
    # pack, local: who set the status last. A pack does not overwrite what an organiser set.
    Column("status_by", String(8), nullable=False, server_default="pack"),
    Column("kind", String(40), nullable=False),
    Column("region", String(40), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    Column("begins", Instant),  # null: only its days are known
    Column("opens", Instant, nullable=False),
    Column("closes", Instant, nullable=False),
    Column("body", Text, nullable=False),  # JSON: all else that is shown of it
    Column("changed", Instant, nullable=False),
    Column("times_since", Instant, nullable=False),  # when it got the times that it has now
)

meeting_roundtables = Table(
    "meeting_roundtables",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("roundtable", Integer, primary_key=True, autoincrement=False),
)

# The contents of each revision, so that a notice can show old and new.
meeting_revisions = Table(
    "meeting_revisions",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("status", String(12), nullable=False),
    # Of its times and place: subscribers are told of a change only if this or the status differs.
    Column("visible_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("made", Instant, nullable=False, index=True),
    Column("reason", Text),  # as an organiser tells it to subscribers
    Column("edited_by", String(64)),  # shown to subscribers: an office, not a person
)

# A calendar file that an organiser sent, parsed, until it is confirmed.
calendar_imports = Table(
    "calendar_imports",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mark", String(16), nullable=False),  # a random id; buttons of older files have another
    Column("draft", Text, nullable=False),  # JSON
    Column("made", Instant, nullable=False),
)

# Which meeting an event of another calendar became, by the event's UID.
imported_events = Table(
    "imported_events",
    metadata,
    Column("uid_hash", String(64), primary_key=True),
    Column("meeting_id", String(40), nullable=False),
    # Of the version that was imported last: SEQUENCE, and when it was written; NULL if unknown.
    Column("sequence", Integer),
    Column("stamp", String(24)),
    # Of an occurrence of an event that repeats: that event's UID, and when the occurrence begins by
    # the rule, as calendar files are read; NULL if it does not repeat.
    Column("series_hash", String(64), index=True),
    Column("occurrence", String(24)),
)

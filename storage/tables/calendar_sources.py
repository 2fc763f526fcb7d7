"""Addresses that the calendar is fetched from."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from storage.tables.base import Instant, metadata

# The address itself is only in the operator's setting; it may contain a password.
calendar_sources = Table(
    "calendar_sources",
    metadata,
    Column("id", String(12), primary_key=True),  # a hash of the address
    Column("mode", String(12), nullable=False),  # preview, automatic
    Column("next_fetch", Instant, nullable=False),
    # Of the worker that is fetching it; it counts as dead after `claimed_until`.
    Column("claim", String(16), nullable=False),  # empty: nobody
    Column("claimed_until", Instant),
    # What the server gave to ask whether something has changed.
    Column("etag", String(200), nullable=False),
    Column("last_modified", String(200), nullable=False),
    Column("content_hash", String(64), nullable=False),  # of what was read last
    Column("fetched", Instant),  # the last attempt; null: never
    Column("outcome", String(16), nullable=False),  # of the last attempt
    Column("details", Text, nullable=False),  # JSON
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", Instant),
    Column("failure_told", Boolean, nullable=False),  # to the organisers
    Column("draft", Text),  # JSON of what waits to be confirmed
    Column("mark", String(16), nullable=False),  # a hash of its content, in its buttons
    Column("told", String(16), nullable=False),  # the fingerprint of the changes told last
    Column("choices", Text, nullable=False),  # JSON of what the last import's organiser chose
)

# The meetings that an address gave, with their revisions after that.
calendar_source_meetings = Table(
    "calendar_source_meetings",
    metadata,
    Column("source_id", String(12), primary_key=True),
    Column("meeting_id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
)

# What is to be told to organisers, until it is sent.
calendar_source_messages = Table(
    "calendar_source_messages",
    metadata,
    Column("source_id", String(12), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(12), primary_key=True),  # changes, imported, failing, recovered
    Column("details", Text, nullable=False),  # JSON
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),  # of the next attempt
)

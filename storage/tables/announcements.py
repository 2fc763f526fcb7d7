"""Announcements, what they say, and the messages that they became."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from storage.tables.base import Instant, metadata

announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author", BigInteger, index=True),  # none: forgotten
    Column("language", String(8), nullable=False),  # in which its author is told of it
    Column("fallback", String(8), nullable=False),  # for chats in whose language it is not written
    Column("status", String(12), nullable=False, index=True),
    Column("job", String(12), nullable=False),  # announcement, correction, withdrawal
    Column("edition", Integer, nullable=False),  # one more with each correction or withdrawal
    Column("what", String(12), nullable=False),  # everybody, language, or what is subscribed to
    Column("value", String(40), nullable=False),
    Column("made", Instant, nullable=False),
    Column("due", Instant),  # when it is to begin by itself
    Column("chats", Integer, nullable=False),  # how many the job concerned when it began
    Column("queued_to", BigInteger),  # chats up to this one are in the outbox
    Column("queued", Boolean, nullable=False),  # all of them are
    Column("began", Instant),
    Column("ended", Instant),
    Column("progress", BigInteger),  # the message that tells its author how far it is
    Column("told", String(12)),  # the last status that message was brought to
    Column("tally", Text),  # what became of the job, once it ended; none: counted as it goes
    Column("kept_until", Instant),  # its messages are known until then, to be changed
)

# What it says, by language; a correction writes a new edition.
announcement_versions = Table(
    "announcement_versions",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("language", String(8), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),  # text, photo, document
    Column("file_id", String(256)),
    Column("html", Text, nullable=False),
)

# The messages that went out, so that they can be corrected and withdrawn.
announcement_messages = Table(
    "announcement_messages",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("message_id", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),  # of the version that was sent
)

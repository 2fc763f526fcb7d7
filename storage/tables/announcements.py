"""Announcements, their texts, and the messages that were sent."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from storage.tables.base import Instant, metadata

announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author", BigInteger, index=True),  # null: forgotten
    Column("language", String(8), nullable=False),  # of the author
    Column("fallback", String(8), nullable=False),  # for chats whose language has no version
    Column("status", String(12), nullable=False, index=True),
    Column("job", String(12), nullable=False),  # announcement, correction, withdrawal
    Column("edition", Integer, nullable=False),  # one more with each correction or withdrawal
    # The audience: everybody, language, or what can be subscribed to; and its language or id.
    Column("what", String(12), nullable=False),
    Column("value", String(40), nullable=False),
    Column("made", Instant, nullable=False),
    Column("due", Instant),  # when it is scheduled to begin
    Column("chats", Integer, nullable=False),  # how many the job concerned when it began
    Column("queued_to_chat_id", BigInteger),  # chats up to this one are in the outbox
    Column("all_queued", Boolean, nullable=False),
    Column("began", Instant),
    Column("ended", Instant),
    Column("progress_message_id", BigInteger),  # in the author's chat
    Column("progress_status", String(12)),  # the status that this message shows
    Column("tally", Text),  # JSON, what became of the job; null: it has not ended
    Column("correctable_until", Instant),  # then its messages are forgotten
)

# Its text in each language. A correction adds an edition.
announcement_versions = Table(
    "announcement_versions",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("language", String(8), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),  # text, photo, document, video, album
    Column("file_id", String(256)),
    Column("parts", Text),  # JSON, of an album: its id, and kind and file id of each part
    Column("html", Text, nullable=False),
)

# The messages that were sent, so that they can be corrected and withdrawn.
announcement_messages = Table(
    "announcement_messages",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("message_id", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),  # of the version that was sent
    Column("other_parts", Text),  # JSON: the messages of an album after the first
)

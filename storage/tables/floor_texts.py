"""Texts of statements, and what interpreters and rapporteurs get and write."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import Instant, metadata

_in_writing = text("turn IS NULL")

# The text of a statement, or a written statement if it is of no turn. A new text replaces it. A
# file is Telegram's; only its id is kept.
floor_texts = Table(
    "floor_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_floor_texts_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column(
        "turn", Integer,
        ForeignKey("floor_turns.id", name="fk_floor_texts_turn", ondelete="CASCADE"),
    ),
    Column("delegation", Integer, ForeignKey("delegations.id", name="fk_floor_texts_delegation")),
    Column("chat_id", BigInteger, nullable=False),  # who sent it
    Column("version", Integer, nullable=False),  # rises with each text sent in its place
    Column("words", Text),  # null: a file
    Column("file_id", String(255)),
    Column("file_name", String(120)),
    Column("word_count", Integer),  # null: not known
    Column("late", Boolean, nullable=False),  # sent after texts were due
    Column("sent", Instant, nullable=False),
    UniqueConstraint("turn", name="uq_floor_texts_turn"),
    Index(
        "uq_floor_texts_in_writing", "session", "delegation", unique=True,
        sqlite_where=_in_writing, postgresql_where=_in_writing,
    ),
    Index("ix_floor_texts_session", "session"),
    Index("ix_floor_texts_chat_id", "chat_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

# What interpreters and rapporteurs are sent, once each: a version of a text, or a turn that ended.
floor_messages = Table(
    "floor_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_floor_messages_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("kind", String(8), nullable=False),  # text, turn
    Column("subject", Integer, nullable=False),  # the id of the text or the turn
    Column("version", Integer, nullable=False),  # of the text; 0 for a turn
    Column("chat_id", BigInteger, nullable=False),
    Column("due", Instant, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, sent, cancelled, failed
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    UniqueConstraint("kind", "subject", "version", "chat_id", name="uq_floor_messages_once"),
    Index("ix_floor_messages_state", "state", "due"),
    Index("ix_floor_messages_session", "session"),
    Index("ix_floor_messages_chat_id", "chat_id"),
)  # fmt: skip

# A rapporteur's notes of a turn.
floor_notes = Table(
    "floor_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "turn", Integer,
        ForeignKey("floor_turns.id", name="fk_floor_notes_turn", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("chat_id", BigInteger, nullable=False),  # the author
    Column("message_id", BigInteger, nullable=False),  # the author's message
    Column("words", Text, nullable=False),
    Column("written", Instant, nullable=False),
    UniqueConstraint("chat_id", "message_id", name="uq_floor_notes_message"),
    Index("ix_floor_notes_turn", "turn"),
    sqlite_autoincrement=True,
)  # fmt: skip

# What a rapporteur marked in a turn, or in one note of it: proposal, good-practice, challenge,
# commitment, quote; or the id of a passage of the pack.
floor_marks = Table(
    "floor_marks",
    metadata,
    Column(
        "turn", Integer,
        ForeignKey("floor_turns.id", name="fk_floor_marks_turn", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    Column("note", Integer, primary_key=True, autoincrement=False),  # 0: the turn as a whole
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),  # mark, passage
    Column("value", String(64), primary_key=True),
    Index("ix_floor_marks_chat_id", "chat_id"),
)  # fmt: skip

# Drafts of a session's summary, as they were shown; the approved one is what everybody sees.
floor_summaries = Table(
    "floor_summaries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_floor_summaries_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("report", Text, nullable=False),  # JSON
    Column("sha256", String(64), nullable=False),  # of `report`
    Column("made", Instant, nullable=False),
    Column("approved", Instant),  # null: a draft
    Index("ix_floor_summaries_session", "session", "approved"),
    sqlite_autoincrement=True,
)  # fmt: skip

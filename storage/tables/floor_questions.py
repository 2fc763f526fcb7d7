"""Questions from the room to a session, and the votes for them."""

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

_notice_waits = text("notice IS NOT NULL")

floor_questions = Table(
    "floor_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_floor_questions_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("chat_id", BigInteger, nullable=False),  # the private chat of who asks
    Column("message_id", BigInteger, nullable=False),  # with the words
    Column("name", String(64), nullable=False),
    Column(
        "delegation", Integer,
        ForeignKey("delegations.id", name="fk_floor_questions_delegation"),
    ),  # for which they may speak
    Column("words", Text, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, shown, refused, merged, answered
    Column(
        "merged_into", Integer,
        ForeignKey("floor_questions.id", name="fk_floor_questions_merged", ondelete="SET NULL"),
    ),
    Column("pinned", Boolean, nullable=False),
    Column("asked", Instant, nullable=False),
    # What is still to be told to who asked: shown, answered.
    Column("notice", String(12)),
    Column("notice_attempts", Integer, nullable=False),
    Column("notice_not_before", Instant),
    UniqueConstraint("chat_id", "message_id", name="uq_floor_questions_message"),
    Index("ix_floor_questions_session", "session", "state"),
    Index(
        "ix_floor_questions_notice", "notice",
        sqlite_where=_notice_waits, postgresql_where=_notice_waits,
    ),
    sqlite_autoincrement=True,
)  # fmt: skip

# One vote a person.
floor_question_votes = Table(
    "floor_question_votes",
    metadata,
    Column(
        "question", Integer,
        ForeignKey("floor_questions.id", name="fk_floor_question_votes", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_floor_question_votes_chat_id", "chat_id"),
)  # fmt: skip

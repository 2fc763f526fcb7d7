"""Messages that show a floor and follow it, and notices to those who want the floor."""

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
    UniqueConstraint,
)

from storage.tables.base import Instant, metadata

# One message in a chat that shows a session, and is edited in its place.
floor_cards = Table(
    "floor_cards",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_floor_cards_session", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    Column("view", String(12), nullable=False),  # podium, public, interpreter
    Column("thread_id", Integer),
    Column("message_id", BigInteger),  # null: not sent yet
    Column("shown_revision", Integer, nullable=False),  # of the session
    # The chat looks at something else in this message, such as a choice: it is left alone.
    Column("held_until", Instant),
    Column("not_before", Instant),  # of the next edit
    Column("pinned", Boolean, nullable=False),
    Index("ix_floor_cards_session", "session"),
)  # fmt: skip

# What whoever wants the floor is told, once each: third, next, floor, nearly, over.
floor_notices = Table(
    "floor_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "turn", Integer,
        ForeignKey("floor_turns.id", name="fk_floor_notices_turn", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("notice", String(12), nullable=False),
    Column("round", Integer, nullable=False),  # 0, and more after an undo or being called again
    Column("chat_id", BigInteger, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, sent, cancelled, expired, failed
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    UniqueConstraint("turn", "notice", "round", name="uq_floor_notices_once"),
    Index("ix_floor_notices_state", "state", "due"),
    Index("ix_floor_notices_chat_id", "chat_id"),
)  # fmt: skip

# Who spoke for a chat's delegations, so that a second request takes three taps.
floor_speakers = Table(
    "floor_speakers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("name", String(120), nullable=False),
    Column("title", String(120), nullable=False),
    Column("level", String(12), nullable=False),  # head, minister, other; empty: not chosen yet
    Column("used", Instant, nullable=False),
    Index("ix_floor_speakers_chat_id", "chat_id"),
    sqlite_autoincrement=True,
)

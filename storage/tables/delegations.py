"""Wrong codes of delegations, requests to speak for one, and what people are told of both."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from storage.tables.base import Instant, metadata

_waiting = text("state = 'waiting'")

# Wrong codes that a chat sent, for two hours at most. /forget leaves them: whoever guesses could
# else go on at once.
delegation_code_attempts = Table(
    "delegation_code_attempts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("wrong", Integer, nullable=False),  # since `since`
    Column("since", Instant, nullable=False),
    Column("refused_until", Instant),  # all codes are refused, also right ones
)

# Somebody without a code asks to speak for a delegation.
delegation_requests = Table(
    "delegation_requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),  # their private chat
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_delegation_requests_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("name", String(64), nullable=False),
    Column("words", String(200), nullable=False),  # for whom they speak, as they wrote it
    Column("state", String(12), nullable=False),  # waiting, let, refused
    Column(
        "delegation", Integer,
        ForeignKey("delegations.id", name="fk_delegation_requests_delegation"),
    ),  # for which they may speak
    Column("decided_by", BigInteger),
    Column("decided_name", String(64)),
    Column("asked", Instant, nullable=False),
    # One request of a chat waits at a time.
    Index(
        "uq_delegation_requests_waiting", "chat_id", unique=True,
        sqlite_where=_waiting, postgresql_where=_waiting,
    ),
    Index("ix_delegation_requests_chat_id", "chat_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

# Messages about them, once each: to clerks and organisers (request, guessing), and to whoever asked
# (let, refused).
delegation_messages = Table(
    "delegation_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message", String(12), nullable=False),
    Column(
        "request", Integer,
        ForeignKey(
            "delegation_requests.id", name="fk_delegation_messages_request", ondelete="CASCADE"
        ),
    ),
    Column("about", String(64), nullable=False),  # the name of whom a warning is about
    Column("state", String(12), nullable=False),  # waiting, sent, failed, cancelled
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("created", Instant, nullable=False),
    Index("ix_delegation_messages_state", "state", "not_before"),
    Index("ix_delegation_messages_chat_id", "chat_id"),
)  # fmt: skip

# Meetings whose list of speakers was switched on or off at the desk, whatever the pack says.
floor_switches = Table(
    "floor_switches",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("on", Boolean, nullable=False),
)

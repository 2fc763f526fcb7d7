"""The floor: sessions, delegations, the list of speakers, and the record of acts."""

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

_waiting = text("state = 'waiting' AND user_id IS NOT NULL")

# A meeting with a floor. An id is never used again: buttons in old messages contain it.
floor_sessions = Table(
    "floor_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", String(40), nullable=False, unique=True),
    Column("rules", Text, nullable=False),  # JSON
    Column("phase", String(12), nullable=False),  # ready, suspended, closed
    Column("list_opens", Instant),  # null: with the session
    Column("list_closes", Instant),  # null: when the chair says so
    Column("list_set", String(8)),  # open, closed: by the chair; null: by the hours above
    Column("speaking", Integer),  # the turn that has the floor
    Column("interrupted", Integer),  # the turn that a point of order interrupted
    Column("clock_since", Instant),  # null: the clock stands
    Column("clock_spent_ms", Integer, nullable=False),  # before `clock_since`
    Column("cap_seconds", Integer),  # a limit for all statements, below those of the rules
    Column("began", Instant),
    Column("ended", Instant),
    Column("screen_token", String(64), nullable=False, unique=True),
    Column("screen_mode", String(12), nullable=False),  # list, clock, today, questions, blank
    Column("screen_languages", String(16), nullable=False),  # one or two, separated by commas
    Column("control", Integer, nullable=False),  # the number of acts of the podium
    Column("revision", Integer, nullable=False),  # the number of all acts
    Column("created", Instant, nullable=False),
    sqlite_autoincrement=True,
)

# Who can speak. `names` is a JSON object by language, with at least one name.
delegations = Table(
    "delegations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(48), nullable=False, unique=True),  # of the pack or the file
    Column("names", Text, nullable=False),
    Column("category", String(16), nullable=False),
    Column("region", String(80)),
    Column("code", String(32), nullable=False, unique=True),  # lets a person speak for it
    Column("removed", Boolean, nullable=False),
    # pack, desk: what was changed at the desk stays so when a pack is loaded
    Column("origin", String(8), nullable=False, server_default="desk"),
    sqlite_autoincrement=True,
)

# People who may speak for a delegation: they opened its link, or the clerk let them.
delegation_people = Table(
    "delegation_people",
    metadata,
    Column(
        "delegation", Integer,
        ForeignKey("delegations.id", name="fk_delegation_people_delegation", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # their private chat
    Column("name", String(64), nullable=False),
    Column("since", Instant, nullable=False),
    Index("ix_delegation_people_chat_id", "chat_id"),
)  # fmt: skip

# One time of holding the floor, or of wanting to.
floor_turns = Table(
    "floor_turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "session", Integer,
        ForeignKey("floor_sessions.id", name="fk_floor_turns_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("kind", String(12), nullable=False),  # statement, reply, point, panellist, answer
    Column("state", String(12), nullable=False),  # waiting, speaking, interrupted, done, absent…
    Column("position", BigInteger, nullable=False),  # in the list of its kind
    Column("delegation", Integer, ForeignKey("delegations.id", name="fk_floor_turns_delegation")),
    Column("group", Integer, ForeignKey("delegations.id", name="fk_floor_turns_group")),
    Column("name", String(120), nullable=False),  # of who speaks; empty: not given, or forgotten
    Column("title", String(120), nullable=False),
    Column("category", String(16), nullable=False),
    Column("level", String(12), nullable=False),  # head, minister, other
    Column("region", String(80)),
    Column("gender", String(1)),  # only if volunteered; deleted with the session's end
    Column("language", String(8)),  # of the speech
    Column("reason", String(24)),  # of a point of order
    Column("user_id", BigInteger),  # null: entered by the clerk, or forgotten
    Column("chat_id", BigInteger),  # where they are told
    Column("asked", Instant, nullable=False),
    Column("limit_seconds", Integer, nullable=False),  # by the rules
    Column("extra_seconds", Integer, nullable=False),  # given by the chair
    Column("began", Instant),
    Column("ended", Instant),
    Column("spent_ms", Integer, nullable=False),  # of the clock, when it ended
    Column("last_word", Boolean, nullable=False),
    # One person has one waiting turn of a kind.
    Index(
        "uq_floor_turns_waiting", "session", "user_id", "kind", unique=True,
        sqlite_where=_waiting, postgresql_where=_waiting,
    ),
    Index("ix_floor_turns_session", "session", "state", "position"),
    Index("ix_floor_turns_chat_id", "chat_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

# Every act, in order; rows are added and never changed, but for `undone` and the person who goes.
floor_acts = Table(
    "floor_acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "session",
        Integer,
        ForeignKey("floor_sessions.id", name="fk_floor_acts_session", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("revision", Integer, nullable=False),  # of the session, after the act
    Column("at", Instant, nullable=False),
    Column("act", String(24), nullable=False),
    Column("podium", Boolean, nullable=False),  # of the chair or the clerk
    Column("actor", BigInteger),  # null: the bot itself, or forgotten
    Column("name", String(64)),
    Column("turn", Integer),  # that it concerns
    Column("details", Text, nullable=False),  # JSON
    Column("before", Text, nullable=False),  # JSON: what it changed, as it was, for undo
    Column("undone", Integer),  # the act that took it back
    UniqueConstraint("session", "revision", name="uq_floor_acts_revision"),
)

# Chairs, clerks, interpreters and rapporteurs of a meeting. Chairs of its roundtable are in
# `team_members`.
floor_team = Table(
    "floor_team",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("meeting_id", String(40), primary_key=True),
    Column("role", String(12), primary_key=True),  # chair, clerk, interpreter, rapporteur
    Column("name", String(64), nullable=False),
    Column("since", Instant, nullable=False),
)

# The token is shown once; its hash is kept.
floor_invites = Table(
    "floor_invites",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("meeting_id", String(40), nullable=False),
    Column("role", String(12), nullable=False),
    Column("invited_by", BigInteger, nullable=False),
    Column("expires", Instant, nullable=False),
)

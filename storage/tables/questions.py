"""Questions to the secretariat, on their way there and back."""

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
)

from storage.tables.base import Instant, metadata

# What delegates asked the secretariat. An id is never given twice: buttons in old messages bear it.
questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("thread", Integer),  # the question that it follows up; none: it is the first
    Column("name", String(64), nullable=False),
    Column("language", String(8), nullable=False),  # in which its asker is answered
    Column("words", Text),  # none: answered, closed or too old
    Column("asked", Instant, nullable=False, index=True),
    Column("status", String(12), nullable=False),  # open, answered, closed
    Column("settled_by", String(64), nullable=False),  # a name; empty: nobody, or forgotten
    Column("settler", BigInteger),
    Column("spread", Boolean, nullable=False),  # it is decided who is asked
    UniqueConstraint("chat_id", "message_id", name="uq_questions_message"),
    sqlite_autoincrement=True,
)

# A question shown to one who may answer: the organisers' group, or an organiser.
question_relays = Table(
    "question_relays",
    metadata,
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_relays_question", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger),  # none: not sent yet
    Column("state", String(12), nullable=False),  # waiting, sent, refused, failed
    Column("shown", String(12), nullable=False),  # the status that its buttons show
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Index("ix_question_relays_chat_id", "chat_id", "message_id"),
)  # fmt: skip

# What the team answered, on its way to who asked.
question_answers = Table(
    "question_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_answers_question", ondelete="CASCADE"),
        nullable=False, index=True,
    ),
    Column("from_chat", BigInteger, nullable=False),
    Column("from_message", BigInteger, nullable=False),
    Column("author", BigInteger),  # none: forgotten
    Column("name", String(64), nullable=False),
    Column("language", String(8), nullable=False),  # in which its author is told
    Column("words", Text),  # none: it is delivered, or cannot be
    Column("state", String(12), nullable=False),  # waiting, sent, blocked, failed
    Column("message_id", BigInteger, index=True),  # with who asked; none: not sent yet
    Column("told", Boolean, nullable=False),  # its author knows what became of it
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    UniqueConstraint("from_chat", "from_message", name="uq_question_answers_message"),
    sqlite_autoincrement=True,
)  # fmt: skip

# From whom the secretariat takes no questions. It outlasts /forget, or it would be of no use.
muted = Table(
    "muted",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),  # empty: forgotten
    Column("since", Instant, nullable=False),
)

# The group that questions go to: one row, or none.
question_group = Table(
    "question_group",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("title", String(128), nullable=False),
    Column("lost", Boolean, nullable=False),  # Telegram said that the bot cannot write there
)

# A link by which one organiser chooses the group. The token itself is shown once and not kept.
group_links = Table(
    "group_links",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token_hash", String(64), nullable=False),
    Column("expires", Instant, nullable=False),
)

"""Questions to the secretariat, the messages that show them to the team, and the answers."""

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

# An id is never used again: buttons in old messages contain it.
questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("thread", Integer),  # the first question of its thread; null: this is the first
    Column("name", String(64), nullable=False),  # of the delegate
    Column("language", String(8), nullable=False),  # for the answer
    Column("words", Text),  # null: answered, closed or too old
    Column("asked", Instant, nullable=False, index=True),
    Column("status", String(12), nullable=False),  # open, answered, closed
    Column("settled_by", String(64), nullable=False),  # a name; empty: nobody, or forgotten
    Column("settler", BigInteger),
    Column("recipients_assigned", Boolean, nullable=False),  # question_relays has its rows
    Column("subject", Integer),  # in question_subjects; null: none was chosen, or it is gone
    Column("taken_by", String(64), nullable=False, server_default=""),  # as settled_by
    Column("taker", BigInteger),  # the member who takes care of it; null: nobody
    Column("taken_at", Instant),
    # How often that changed. A message about the question shows the state after so many changes.
    Column("takes", Integer, nullable=False, server_default="0"),
    UniqueConstraint("chat_id", "message_id", name="uq_questions_message"),
    sqlite_autoincrement=True,
)

# The message that shows a question to the team: in the organisers' group, or to an organiser.
question_relays = Table(
    "question_relays",
    metadata,
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_relays_question", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger),  # null: not sent yet
    Column("state", String(12), nullable=False),  # waiting, sent, refused, failed
    Column("shown_status", String(12), nullable=False),  # the status that its buttons show
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),  # of the next attempt
    Column("shown_takes", Integer, nullable=False, server_default="0"),  # `takes` that they show
    Index("ix_question_relays_chat_id", "chat_id", "message_id"),
)  # fmt: skip

# What the team answered.
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
    Column("author", BigInteger),  # null: forgotten
    Column("name", String(64), nullable=False),  # of the author
    Column("language", String(8), nullable=False),  # of the author
    Column("words", Text),  # null: delivered, or undeliverable
    Column("state", String(12), nullable=False),  # waiting, sent, blocked, failed
    Column("message_id", BigInteger, index=True),  # in the delegate's chat; null: not sent
    Column("author_told", Boolean, nullable=False),  # what became of it
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),  # of the next attempt
    UniqueConstraint("from_chat", "from_message", name="uq_question_answers_message"),
    sqlite_autoincrement=True,
)  # fmt: skip

# Chats from which the secretariat takes no questions. It outlasts /forget, or that would undo it.
muted_chats = Table(
    "muted_chats",
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

# What questions can be about. The names are in `team_texts`. An id is never used again: buttons in
# old messages contain it.
question_subjects = Table(
    "question_subjects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("group_id", BigInteger),  # the group that these questions go to; null: no group
    Column("group_title", String(128), nullable=False),
    Column("group_lost", Boolean, nullable=False),  # as in question_group
    sqlite_autoincrement=True,
)

# The organisers who get the questions about a subject, by their private chats.
question_subject_people = Table(
    "question_subject_people",
    metadata,
    Column(
        "subject", Integer,
        ForeignKey(
            "question_subjects.id", name="fk_question_subject_people_subject", ondelete="CASCADE"
        ),
        primary_key=True, autoincrement=False,
    ),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
)  # fmt: skip

# A link by which one organiser chooses the group. The token is shown once; its hash is kept.
group_links = Table(
    "group_links",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token_hash", String(64), nullable=False),
    Column("expires", Instant, nullable=False),
    Column("subject", Integer),  # the group is to get questions about this one alone
)

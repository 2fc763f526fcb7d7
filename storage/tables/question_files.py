"""What comes along with questions and answers, and edits that are still to be passed on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import Instant, metadata

# Files and locations that came with a question or an answer, until they are passed on. The files
# themselves stay with Telegram.
question_files = Table(
    "question_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_files_question", ondelete="CASCADE"),
        nullable=False, index=True,
    ),
    Column("answer", Integer, index=True),  # null: it came with the question
    Column("chat_id", BigInteger, nullable=False),  # where it was sent
    Column("message_id", BigInteger, nullable=False),
    Column("album", String(64)),  # Telegram's media_group_id
    Column("kind", String(12), nullable=False),
    Column("file_id", String(256), nullable=False),  # empty: a location
    Column("latitude", Float),
    Column("longitude", Float),
    Column("added", Instant, nullable=False),
    UniqueConstraint("chat_id", "message_id", name="uq_question_files_message"),
    sqlite_autoincrement=True,
)  # fmt: skip

# The messages by which they were passed on, so that a reply to one finds its question.
question_file_messages = Table(
    "question_file_messages",
    metadata,
    Column("file", Integer, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger),  # null: Telegram refused it
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_file_messages_question", ondelete="CASCADE"),
        nullable=False, index=True,
    ),
    Column("answer", Integer),  # null: it came with the question
    Index("ix_question_file_messages_message", "chat_id", "message_id"),
)  # fmt: skip

# Messages of the bot's that are to show what a question or an answer was changed to.
question_edits = Table(
    "question_edits",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_edits_question", ondelete="CASCADE"),
        nullable=False, index=True,
    ),
    Column("answer", Integer),  # null: the question was edited
    Column("words", Text, nullable=False),
)  # fmt: skip

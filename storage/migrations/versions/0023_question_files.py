"""What comes along with questions and answers, and edits that are to be passed on."""

import sqlalchemy as sa
from alembic import op

revision = "0023_question_files"
down_revision = "0022_attendance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_edits",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.id"], name="fk_question_edits_question", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_question_edits")),
    )
    op.create_index(
        op.f("ix_question_edits_question"), "question_edits", ["question"], unique=False
    )
    op.create_table(
        "question_file_messages",
        sa.Column("file", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["question"],
            ["questions.id"],
            name="fk_question_file_messages_question",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file", "chat_id", name=op.f("pk_question_file_messages")),
    )
    op.create_index(
        "ix_question_file_messages_message",
        "question_file_messages",
        ["chat_id", "message_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_question_file_messages_question"),
        "question_file_messages",
        ["question"],
        unique=False,
    )
    op.create_table(
        "question_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.String(64), nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("file_id", sa.String(256), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.id"], name="fk_question_files_question", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_files")),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_question_files_message"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_question_files_answer"), "question_files", ["answer"], unique=False)
    op.create_index(
        op.f("ix_question_files_question"), "question_files", ["question"], unique=False
    )

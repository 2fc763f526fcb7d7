"""Texts of statements, notes of rapporteurs, summaries, and what goes out to interpreters."""

import sqlalchemy as sa
from alembic import op

revision = "0014_floor_texts"
down_revision = "0013_delegations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session"], ["floor_sessions.id"], name="fk_floor_messages_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_messages")),
        sa.UniqueConstraint("kind", "subject", "version", "chat_id", name="uq_floor_messages_once"),
    )
    op.create_index("ix_floor_messages_chat_id", "floor_messages", ["chat_id"], unique=False)
    op.create_index("ix_floor_messages_session", "floor_messages", ["session"], unique=False)
    op.create_index("ix_floor_messages_state", "floor_messages", ["state", "due"], unique=False)
    op.create_table(
        "floor_summaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session"],
            ["floor_sessions.id"],
            name="fk_floor_summaries_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_summaries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_floor_summaries_session", "floor_summaries", ["session", "approved"], unique=False
    )
    op.create_table(
        "floor_marks",
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn"], ["floor_turns.id"], name="fk_floor_marks_turn", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "turn", "note", "chat_id", "kind", "value", name=op.f("pk_floor_marks")
        ),
    )
    op.create_index("ix_floor_marks_chat_id", "floor_marks", ["chat_id"], unique=False)
    op.create_table(
        "floor_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn"], ["floor_turns.id"], name="fk_floor_notes_turn", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_notes")),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_floor_notes_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_floor_notes_turn", "floor_notes", ["turn"], unique=False)
    op.create_table(
        "floor_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("delegation", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("file_id", sa.String(255), nullable=True),
        sa.Column("file_name", sa.String(120), nullable=True),
        sa.Column("word_count", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation"], ["delegations.id"], name="fk_floor_texts_delegation"
        ),
        sa.ForeignKeyConstraint(
            ["session"], ["floor_sessions.id"], name="fk_floor_texts_session", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["turn"], ["floor_turns.id"], name="fk_floor_texts_turn", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_texts")),
        sa.UniqueConstraint("turn", name="uq_floor_texts_turn"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_floor_texts_chat_id", "floor_texts", ["chat_id"], unique=False)
    op.create_index("ix_floor_texts_session", "floor_texts", ["session"], unique=False)
    op.create_index(
        "uq_floor_texts_in_writing",
        "floor_texts",
        ["session", "delegation"],
        unique=True,
        sqlite_where=sa.text("turn IS NULL"),
        postgresql_where=sa.text("turn IS NULL"),
    )

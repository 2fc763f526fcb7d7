"""Questions from the room to a session, and the votes for them."""

import sqlalchemy as sa
from alembic import op

revision = "0015_floor_questions"
down_revision = "0014_floor_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("delegation", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.String(12), nullable=True),
        sa.Column("notice_attempts", sa.Integer(), nullable=False),
        sa.Column("notice_not_before", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation"], ["delegations.id"], name="fk_floor_questions_delegation"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["floor_questions.id"],
            name="fk_floor_questions_merged",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["session"],
            ["floor_sessions.id"],
            name="fk_floor_questions_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_questions")),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_floor_questions_message"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_floor_questions_notice",
        "floor_questions",
        ["notice"],
        unique=False,
        sqlite_where=sa.text("notice IS NOT NULL"),
        postgresql_where=sa.text("notice IS NOT NULL"),
    )
    op.create_index(
        "ix_floor_questions_session", "floor_questions", ["session", "state"], unique=False
    )
    op.create_table(
        "floor_question_votes",
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["question"], ["floor_questions.id"], name="fk_floor_question_votes", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question", "chat_id", name=op.f("pk_floor_question_votes")),
    )
    op.create_index(
        "ix_floor_question_votes_chat_id", "floor_question_votes", ["chat_id"], unique=False
    )

"""Questions to the secretariat: whom they were shown to, answers, mutes and the group."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.Integer()),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("words", sa.Text()),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("settled_by", sa.String(64), nullable=False),
        sa.Column("settler", sa.BigInteger()),
        sa.Column("spread", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_questions_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_questions_asked", "questions", ["asked"])
    op.create_table(
        "question_relays",
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("shown", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("question", "chat_id", name="pk_question_relays"),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.id"], name="fk_question_relays_question", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_question_relays_chat_id", "question_relays", ["chat_id", "message_id"])
    op.create_table(
        "question_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("from_chat", sa.BigInteger(), nullable=False),
        sa.Column("from_message", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.BigInteger()),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("words", sa.Text()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_question_answers"),
        sa.UniqueConstraint("from_chat", "from_message", name="uq_question_answers_message"),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.id"], name="fk_question_answers_question", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_answers_question", "question_answers", ["question"])
    op.create_index("ix_question_answers_message_id", "question_answers", ["message_id"])
    op.create_table(
        "muted",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_muted"),
    )
    op.create_table(
        "question_group",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(128), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question_group"),
    )
    op.create_table(
        "group_links",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_group_links"),
    )


def downgrade() -> None:
    for table in (
        "group_links", "question_group", "muted", "question_answers", "question_relays",
        "questions",
    ):  # fmt: skip
        op.drop_table(table)

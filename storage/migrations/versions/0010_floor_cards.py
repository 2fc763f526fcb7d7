"""Cards that follow a floor, and notices to those who want the floor."""

import sqlalchemy as sa
from alembic import op

revision = "0010_floor_cards"
down_revision = "0009_calendar_sources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_cards",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("view", sa.String(12), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("shown_revision", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["floor_sessions.id"], name="fk_floor_cards_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "session", name=op.f("pk_floor_cards")),
    )
    op.create_index("ix_floor_cards_session", "floor_cards", ["session"], unique=False)
    op.create_table(
        "floor_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["turn"], ["floor_turns.id"], name="fk_floor_notices_turn", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_notices")),
        sa.UniqueConstraint("turn", "notice", "round", name="uq_floor_notices_once"),
    )
    op.create_index("ix_floor_notices_chat_id", "floor_notices", ["chat_id"], unique=False)
    op.create_index("ix_floor_notices_state", "floor_notices", ["state", "due"], unique=False)

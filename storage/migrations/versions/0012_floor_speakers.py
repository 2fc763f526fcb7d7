"""Who spoke for a chat's delegations before."""

import sqlalchemy as sa
from alembic import op

revision = "0012_floor_speakers"
down_revision = "0011_weekly_digest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_speakers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_floor_speakers_chat_id", "floor_speakers", ["chat_id"], unique=False)

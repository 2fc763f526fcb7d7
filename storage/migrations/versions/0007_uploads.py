"""Telegram's ids of files that the bot uploaded."""

import sqlalchemy as sa
from alembic import op

revision = "0007_uploads"
down_revision = "0006_floor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("file_id", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "sha256", name="pk_uploads"),
    )

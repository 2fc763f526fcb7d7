"""Channels in which the bot is an administrator."""

import sqlalchemy as sa
from alembic import op

revision = "0026_channels"
down_revision = "0025_operator_alerts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "chats",
        sa.Column("is_channel", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "channels",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )

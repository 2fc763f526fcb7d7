"""Statuses of items that organisers set."""

import sqlalchemy as sa
from alembic import op

revision = "0005_item_statuses"
down_revision = "0004_whats_new"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_statuses",
        sa.Column("entry_id", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12)),
        sa.Column("decided", sa.Date()),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_item_statuses"),
    )

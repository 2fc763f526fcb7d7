"""Passages that chats saved."""

import sqlalchemy as sa
from alembic import op

revision = "0003_saved_passages"
down_revision = "0002_cleanup_holds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_passages",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(40), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "entry_id", name="pk_saved_passages"),
    )

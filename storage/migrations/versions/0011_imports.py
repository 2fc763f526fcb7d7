"""Calendar files that wait to be confirmed, and which of their events are which meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_imports"),
    )
    op.create_table(
        "imported_events",
        sa.Column("uid_hash", sa.String(64), nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("uid_hash", name="pk_imported_events"),
    )


def downgrade() -> None:
    for table in ("imported_events", "imports"):
        op.drop_table(table)

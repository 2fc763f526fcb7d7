"""Who set a meeting's status: the pack or an organiser."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "meetings", sa.Column("status_by", sa.String(8), nullable=False, server_default="pack")
    )
    # Until now only organisers cancelled.
    op.execute("UPDATE meetings SET status_by = 'local' WHERE status = 'cancelled'")


def downgrade() -> None:
    op.execute("ALTER TABLE meetings DROP COLUMN status_by")

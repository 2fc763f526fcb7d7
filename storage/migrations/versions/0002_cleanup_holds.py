"""When a deletion that would take an unusual share was put off for the first time."""

import sqlalchemy as sa
from alembic import op

revision = "0002_cleanup_holds"
down_revision = "0001_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cleanup_holds",
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cleanup_holds"),
    )

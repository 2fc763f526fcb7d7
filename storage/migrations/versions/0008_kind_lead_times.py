"""Lead times of kinds of meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0008_kind_lead_times"
down_revision = "0007_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kind_lead_times",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("lead_times", sa.String(80)),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_kind_lead_times"),
    )

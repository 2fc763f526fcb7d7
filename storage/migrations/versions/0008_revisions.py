"""When a meeting was revised, why, and in whose name."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting_revisions", sa.Column("made", sa.DateTime(timezone=True)))
    op.add_column("meeting_revisions", sa.Column("reason", sa.Text()))
    op.add_column("meeting_revisions", sa.Column("edited_by", sa.String(64)))


def downgrade() -> None:
    for name in ("edited_by", "reason", "made"):
        op.execute(f"ALTER TABLE meeting_revisions DROP COLUMN {name}")

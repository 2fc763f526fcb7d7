"""The weekly digest."""

import sqlalchemy as sa
from alembic import op

revision = "0011_weekly_digest"
down_revision = "0010_floor_cards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminder_settings", sa.Column("weekly_at", sa.Integer()))
    op.add_column("reminder_settings", sa.Column("weekly_since", sa.DateTime(timezone=True)))
    op.create_index("ix_reminder_settings_weekly_at", "reminder_settings", ["weekly_at"])

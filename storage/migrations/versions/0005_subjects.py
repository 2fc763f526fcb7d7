"""Deliveries about other things than meetings; when a daily digest was chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place: the outbox may be large, and its constraint follows the name.
    op.execute("ALTER TABLE deliveries RENAME COLUMN meeting_id TO subject")
    op.execute("ALTER TABLE planned_moments RENAME COLUMN meeting_id TO subject")
    op.add_column("reminder_settings", sa.Column("digest_since", sa.DateTime(timezone=True)))
    op.create_index("ix_reminder_settings_digest_at", "reminder_settings", ["digest_at"])


def downgrade() -> None:
    # A version before this one knows of meetings alone.
    op.execute("DELETE FROM deliveries WHERE subject LIKE '%:%'")
    op.execute("DELETE FROM planned_moments WHERE subject LIKE '%:%'")
    op.drop_index("ix_reminder_settings_digest_at", "reminder_settings")
    op.execute("ALTER TABLE reminder_settings DROP COLUMN digest_since")
    op.execute("ALTER TABLE planned_moments RENAME COLUMN subject TO meeting_id")
    op.execute("ALTER TABLE deliveries RENAME COLUMN subject TO meeting_id")

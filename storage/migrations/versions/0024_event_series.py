"""The series that imported events are occurrences of, so that cancelling it cancels them."""

import sqlalchemy as sa
from alembic import op

revision = "0024_event_series"
down_revision = "0023_question_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imported_events", sa.Column("series_hash", sa.String(64)))
    op.add_column("imported_events", sa.Column("occurrence", sa.String(24)))
    op.create_index("ix_imported_events_series_hash", "imported_events", ["series_hash"])

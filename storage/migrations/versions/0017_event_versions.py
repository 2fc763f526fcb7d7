"""The versions of events that were imported, so that older files are noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0017_event_versions"
down_revision = "0016_clerk_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imported_events", sa.Column("sequence", sa.Integer()))
    op.add_column("imported_events", sa.Column("stamp", sa.String(24)))

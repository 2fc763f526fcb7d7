"""Due deliveries in the order in which they are claimed, which PostgreSQL would sort otherwise."""

from alembic import op

revision = "0030_due_order"
down_revision = "0029_album_announcements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_deliveries_state", table_name="deliveries")
    op.create_index("ix_deliveries_state", "deliveries", ["state", "due", "id"], unique=False)

"""What needs the operator, and what owners are told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0025_operator_alerts"
down_revision = "0024_event_series"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator_alert_messages",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("alert", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "alert", name="pk_operator_alert_messages"),
    )
    op.create_index(
        "ix_operator_alert_messages_state",
        "operator_alert_messages",
        ["state", "not_before"],
        unique=False,
    )
    op.create_table(
        "operator_alerts",
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_operator_alerts"),
    )

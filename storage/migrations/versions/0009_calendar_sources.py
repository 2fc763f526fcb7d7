"""Addresses that the calendar is fetched from."""

import sqlalchemy as sa
from alembic import op

revision = "0009_calendar_sources"
down_revision = "0008_kind_lead_times"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_sources",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("mode", sa.String(12), nullable=False),
        sa.Column("next_fetch", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.String(16), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("last_modified", sa.String(200), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("failure_told", sa.Boolean, nullable=False),
        sa.Column("draft", sa.Text),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("told", sa.String(16), nullable=False),
        sa.Column("choices", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_sources"),
    )
    op.create_table(
        "calendar_source_meetings",
        sa.Column("source_id", sa.String(12), nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "meeting_id", name="pk_calendar_source_meetings"),
    )
    op.create_table(
        "calendar_source_messages",
        sa.Column("source_id", sa.String(12), nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("source_id", "chat_id", "kind", name="pk_calendar_source_messages"),
    )

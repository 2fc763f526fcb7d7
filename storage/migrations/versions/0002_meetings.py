"""Meetings with their revisions, subscriptions, reminders and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("chats") as batch:
        batch.add_column(
            sa.Column("reachable", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.add_column(sa.Column("reachable_since", INSTANT))
    op.create_index("ix_chats_time_zone", "chats", ["time_zone"])
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("begins", INSTANT),
        sa.Column("opens", INSTANT, nullable=False),
        sa.Column("closes", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("pack_hash", sa.String(64)),
        sa.Column("changed", INSTANT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_table(
        "meeting_roundtables",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("roundtable", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "roundtable", name="pk_meeting_roundtables"),
    )
    op.create_table(
        "meeting_revisions",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("when_and_where", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "revision", name="pk_meeting_revisions"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "what", "value", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_what", "subscriptions", ["what", "value"])
    op.create_table(
        "exceptions",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "meeting_id", name="pk_exceptions"),
    )
    op.create_table(
        "reminder_settings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lead_times", sa.String(80)),
        sa.Column("leads_since", INSTANT),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_to", sa.Integer()),
        sa.Column("digest_at", sa.Integer()),
        sa.PrimaryKeyConstraint("chat_id", name="pk_reminder_settings"),
    )
    op.create_index("ix_reminder_settings_lead_times", "reminder_settings", ["lead_times"])
    op.create_table(
        "lead_overrides",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("lead_times", sa.String(80)),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "meeting_id", name="pk_lead_overrides"),
    )
    op.create_index("ix_lead_overrides_lead_times", "lead_overrides", ["lead_times"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(12), nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer()),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("claimed_until", INSTANT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("settled", INSTANT),
        sa.Column("reason", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "chat_id", "meeting_id", "revision", "notice", "lead", name="uq_deliveries_once"
        ),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "due"])
    op.create_index("ix_deliveries_chat_id", "deliveries", ["chat_id", "state", "due"])
    op.create_table(
        "planned_moments",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lead", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("planned", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "meeting_id", "revision", "lead", "zone", name="pk_planned_moments"
        ),
    )
    op.create_table(
        "chats_to_plan",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chats_to_plan"),
    )


def downgrade() -> None:
    for table in (
        "chats_to_plan",
        "planned_moments",
        "deliveries",
        "lead_overrides",
        "reminder_settings",
        "exceptions",
        "subscriptions",
        "meeting_revisions",
        "meeting_roundtables",
        "meetings",
    ):
        op.drop_table(table)
    op.drop_index("ix_chats_time_zone", "chats")
    with op.batch_alter_table("chats") as batch:
        batch.drop_column("reachable_since")
        batch.drop_column("reachable")

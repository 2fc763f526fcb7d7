"""All tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement_messages",
        sa.Column("announcement", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("announcement", "chat_id", name="pk_announcement_messages"),
    )
    op.create_index(
        "ix_announcement_messages_chat_id", "announcement_messages", ["chat_id"], unique=False
    )
    op.create_table(
        "announcement_versions",
        sa.Column("announcement", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("file_id", sa.String(256)),
        sa.Column("html", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "announcement", "language", "edition", name="pk_announcement_versions"
        ),
    )
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author", sa.BigInteger()),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("fallback", sa.String(8), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("job", sa.String(12), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True)),
        sa.Column("chats", sa.Integer(), nullable=False),
        sa.Column("queued_to_chat_id", sa.BigInteger()),
        sa.Column("all_queued", sa.Boolean(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("progress_message_id", sa.BigInteger()),
        sa.Column("progress_status", sa.String(12)),
        sa.Column("tally", sa.Text()),
        sa.Column("correctable_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
    )
    op.create_index("ix_announcements_author", "announcements", ["author"], unique=False)
    op.create_index("ix_announcements_status", "announcements", ["status"], unique=False)
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.BigInteger()),
        sa.Column("name", sa.String(64)),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_actor", "audit_log", ["actor"], unique=False)
    op.create_table(
        "calendar_feeds",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
    )
    op.create_table(
        "calendar_imports",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_calendar_imports"),
    )
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("time_zone", sa.String(64)),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.Column("reachable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("reachable_since", sa.DateTime(timezone=True)),
        sa.Column("announcements", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )
    op.create_index("ix_chats_last_seen", "chats", ["last_seen"], unique=False)
    op.create_index("ix_chats_time_zone", "chats", ["time_zone"], unique=False)
    op.create_table(
        "chats_to_plan",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chats_to_plan"),
    )
    op.create_table(
        "counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "what", "name", name="pk_counts"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(12), nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("known_revision", sa.Integer()),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "chat_id", "subject", "revision", "notice", "lead", name="uq_deliveries_once"
        ),
    )
    op.create_index(
        "ix_deliveries_announced",
        "deliveries",
        ["subject", "revision", "notice", "state", "reason"],
        unique=False,
        sqlite_where=sa.text("notice IN ('announcement', 'correction', 'withdrawal')"),
        postgresql_where=sa.text("notice IN ('announcement', 'correction', 'withdrawal')"),
    )
    op.create_index(
        "ix_deliveries_chat_id", "deliveries", ["chat_id", "state", "due"], unique=False
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "due"], unique=False)
    op.create_table(
        "dialogs",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_dialogs"),
    )
    op.create_table(
        "group_links",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_group_links"),
    )
    op.create_table(
        "imported_events",
        sa.Column("uid_hash", sa.String(64), nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("uid_hash", name="pk_imported_events"),
    )
    op.create_table(
        "invites",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("roundtables", sa.String(80), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invites"),
    )
    op.create_table(
        "lead_overrides",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("lead_times", sa.String(80)),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "meeting_id", name="pk_lead_overrides"),
    )
    op.create_index("ix_lead_overrides_lead_times", "lead_overrides", ["lead_times"], unique=False)
    op.create_table(
        "meeting_changes",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("previous_revision", sa.Integer()),
        sa.Column("rescheduled", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.String(12)),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_to_chat_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_meeting_changes"),
    )
    op.create_table(
        "meeting_revisions",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("visible_hash", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("edited_by", sa.String(64)),
        sa.PrimaryKeyConstraint("meeting_id", "revision", name="pk_meeting_revisions"),
    )
    op.create_table(
        "meeting_roundtables",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("roundtable", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "roundtable", name="pk_meeting_roundtables"),
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("status_by", sa.String(8), server_default="pack", nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True)),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_table(
        "muted_chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_muted_chats"),
    )
    op.create_table(
        "planned_reminders",
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lead", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("planned", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "revision", "lead", "zone", name="pk_planned_reminders"),
    )
    op.create_table(
        "question_group",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(128), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question_group"),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.Integer()),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("words", sa.Text()),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("settled_by", sa.String(64), nullable=False),
        sa.Column("settler", sa.BigInteger()),
        sa.Column("recipients_assigned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_questions_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_questions_asked", "questions", ["asked"], unique=False)
    op.create_table(
        "reminder_settings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lead_times", sa.String(80)),
        sa.Column("leads_since", sa.DateTime(timezone=True)),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_to", sa.Integer()),
        sa.Column("digest_at", sa.Integer()),
        sa.Column("digest_since", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("chat_id", name="pk_reminder_settings"),
    )
    op.create_index(
        "ix_reminder_settings_digest_at", "reminder_settings", ["digest_at"], unique=False
    )
    op.create_index(
        "ix_reminder_settings_lead_times", "reminder_settings", ["lead_times"], unique=False
    )
    op.create_table(
        "subscription_exceptions",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "meeting_id", name="pk_subscription_exceptions"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "what", "value", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_what", "subscriptions", ["what", "value"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("roundtables", sa.String(80), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_team_members"),
    )
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_updates"),
    )
    op.create_index("ix_updates_received", "updates", ["received"], unique=False)
    op.create_index(
        "ix_updates_waiting",
        "updates",
        ["id"],
        unique=False,
        sqlite_where=sa.text("body IS NOT NULL"),
        postgresql_where=sa.text("body IS NOT NULL"),
    )
    op.create_table(
        "question_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("from_chat", sa.BigInteger(), nullable=False),
        sa.Column("from_message", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.BigInteger()),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("words", sa.Text()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("author_told", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.id"], name="fk_question_answers_question", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_question_answers"),
        sa.UniqueConstraint("from_chat", "from_message", name="uq_question_answers_message"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_question_answers_message_id", "question_answers", ["message_id"], unique=False
    )
    op.create_index("ix_question_answers_question", "question_answers", ["question"], unique=False)
    op.create_table(
        "question_relays",
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("shown_status", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.id"], name="fk_question_relays_question", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question", "chat_id", name="pk_question_relays"),
    )
    op.create_index(
        "ix_question_relays_chat_id", "question_relays", ["chat_id", "message_id"], unique=False
    )

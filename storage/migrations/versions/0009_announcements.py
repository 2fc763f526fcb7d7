"""Announcements, what they say, and the messages they became."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("queued_to", sa.BigInteger()),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("progress", sa.BigInteger()),
        sa.Column("told", sa.String(12)),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
    )
    op.create_index("ix_announcements_author", "announcements", ["author"])
    op.create_index("ix_announcements_status", "announcements", ["status"])
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
        "announcement_messages",
        sa.Column("announcement", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("announcement", "chat_id", name="pk_announcement_messages"),
    )
    op.create_index("ix_announcement_messages_chat_id", "announcement_messages", ["chat_id"])
    announced = sa.text("notice IN ('announcement', 'correction', 'withdrawal')")
    op.create_index(
        "ix_deliveries_announced",
        "deliveries",
        ["subject", "revision", "notice", "state", "reason"],
        sqlite_where=announced,
        postgresql_where=announced,
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_announced", "deliveries")
    for table in ("announcement_messages", "announcement_versions", "announcements"):
        op.drop_table(table)

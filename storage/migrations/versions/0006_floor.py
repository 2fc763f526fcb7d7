"""The floor: sessions, delegations, the list of speakers, the record of acts, and who runs it."""

import sqlalchemy as sa
from alembic import op

revision = "0006_floor"
down_revision = "0005_item_statuses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(48), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("region", sa.String(80), nullable=True),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.UniqueConstraint("code", name=op.f("uq_delegations_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_delegations_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "floor_invites",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_floor_invites")),
    )
    op.create_table(
        "floor_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("phase", sa.String(12), nullable=False),
        sa.Column("list_opens", sa.DateTime(timezone=True), nullable=True),
        sa.Column("list_closes", sa.DateTime(timezone=True), nullable=True),
        sa.Column("list_set", sa.String(8), nullable=True),
        sa.Column("speaking", sa.Integer(), nullable=True),
        sa.Column("interrupted", sa.Integer(), nullable=True),
        sa.Column("clock_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_spent_ms", sa.Integer(), nullable=False),
        sa.Column("cap_seconds", sa.Integer(), nullable=True),
        sa.Column("began", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("screen_token", sa.String(64), nullable=False),
        sa.Column("screen_mode", sa.String(12), nullable=False),
        sa.Column("screen_languages", sa.String(16), nullable=False),
        sa.Column("control", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_sessions")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_floor_sessions_meeting_id")),
        sa.UniqueConstraint("screen_token", name=op.f("uq_floor_sessions_screen_token")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "floor_team",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "meeting_id", "role", name=op.f("pk_floor_team")),
    )
    op.create_table(
        "delegation_people",
        sa.Column("delegation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation"],
            ["delegations.id"],
            name="fk_delegation_people_delegation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("delegation", "chat_id", name=op.f("pk_delegation_people")),
    )
    op.create_index("ix_delegation_people_chat_id", "delegation_people", ["chat_id"], unique=False)
    op.create_table(
        "floor_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("podium", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(64), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session"], ["floor_sessions.id"], name="fk_floor_acts_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_acts")),
        sa.UniqueConstraint("session", "revision", name="uq_floor_acts_revision"),
    )
    op.create_table(
        "floor_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("delegation", sa.Integer(), nullable=True),
        sa.Column("group", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("region", sa.String(80), nullable=True),
        sa.Column("gender", sa.String(1), nullable=True),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("reason", sa.String(24), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limit_seconds", sa.Integer(), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_ms", sa.Integer(), nullable=False),
        sa.Column("last_word", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation"], ["delegations.id"], name="fk_floor_turns_delegation"
        ),
        sa.ForeignKeyConstraint(["group"], ["delegations.id"], name="fk_floor_turns_group"),
        sa.ForeignKeyConstraint(
            ["session"], ["floor_sessions.id"], name="fk_floor_turns_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_turns")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_floor_turns_chat_id", "floor_turns", ["chat_id"], unique=False)
    op.create_index(
        "ix_floor_turns_session", "floor_turns", ["session", "state", "position"], unique=False
    )
    op.create_index(
        "uq_floor_turns_waiting",
        "floor_turns",
        ["session", "user_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting' AND user_id IS NOT NULL"),
        postgresql_where=sa.text("state = 'waiting' AND user_id IS NOT NULL"),
    )

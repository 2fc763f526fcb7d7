"""Codes of delegations, requests to speak for one, and lists of speakers switched at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0013_delegations"
down_revision = "0012_floor_speakers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegation_code_attempts",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_delegation_code_attempts")),
    )
    op.create_table(
        "floor_switches",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_floor_switches")),
    )
    op.create_table(
        "delegation_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("delegation", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_name", sa.String(64), nullable=True),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation"], ["delegations.id"], name="fk_delegation_requests_delegation"
        ),
        sa.ForeignKeyConstraint(
            ["session"],
            ["floor_sessions.id"],
            name="fk_delegation_requests_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_requests")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_delegation_requests_chat_id", "delegation_requests", ["chat_id"], unique=False
    )
    op.create_index(
        "uq_delegation_requests_waiting",
        "delegation_requests",
        ["chat_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "delegation_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.String(12), nullable=False),
        sa.Column("request", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request"],
            ["delegation_requests.id"],
            name="fk_delegation_messages_request",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_messages")),
    )
    op.create_index(
        "ix_delegation_messages_chat_id", "delegation_messages", ["chat_id"], unique=False
    )
    op.create_index(
        "ix_delegation_messages_state", "delegation_messages", ["state", "not_before"], unique=False
    )
    op.add_column(
        "delegations",
        sa.Column("origin", sa.String(8), nullable=False, server_default="desk"),
    )

"""Who may use the clerk's page in a browser."""

import sqlalchemy as sa
from alembic import op

revision = "0016_clerk_pages"
down_revision = "0015_floor_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clerk_browsers",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["floor_sessions.id"], name="fk_clerk_browsers_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_clerk_browsers")),
    )
    op.create_index("ix_clerk_browsers_user_id", "clerk_browsers", ["user_id"], unique=False)
    op.create_table(
        "clerk_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["floor_sessions.id"], name="fk_clerk_links_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_clerk_links")),
    )
    op.create_index("ix_clerk_links_user_id", "clerk_links", ["user_id"], unique=False)

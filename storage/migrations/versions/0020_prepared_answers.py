"""Answers that the team keeps ready, and what it writes in several languages."""

import sqlalchemy as sa
from alembic import op

revision = "0020_prepared_answers"
down_revision = "0019_topics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_texts",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "owner", "language", name=op.f("pk_team_texts")),
    )
    op.create_table(
        "prepared_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_answers")),
        sqlite_autoincrement=True,
    )

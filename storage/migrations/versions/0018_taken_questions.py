"""Which member of the team takes care of a question."""

import sqlalchemy as sa
from alembic import op

revision = "0018_taken_questions"
down_revision = "0017_event_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "questions", sa.Column("taken_by", sa.String(64), nullable=False, server_default="")
    )
    op.add_column("questions", sa.Column("taker", sa.BigInteger()))
    op.add_column("questions", sa.Column("taken_at", sa.DateTime(timezone=True)))
    op.add_column("questions", sa.Column("takes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "question_relays",
        sa.Column("shown_takes", sa.Integer(), nullable=False, server_default="0"),
    )

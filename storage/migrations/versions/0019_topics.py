"""The topics of forums that notices go to, and chats that take no messages at the moment."""

import sqlalchemy as sa
from alembic import op

revision = "0019_topics"
down_revision = "0018_taken_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("topic_id", sa.BigInteger()))
    op.add_column("subscriptions", sa.Column("topic_id", sa.BigInteger()))
    op.create_table(
        "chat_troubles",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True)),
        sa.Column("tell_attempts", sa.Integer(), nullable=False),
        sa.Column("tell_not_before", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("chat_id"),
    )

"""Albums that were answered, and the last message of each private chat."""

import sqlalchemy as sa
from alembic import op

revision = "0021_albums"
down_revision = "0020_prepared_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "albums",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("album", sa.String(64), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "album", name=op.f("pk_albums")),
    )
    op.create_index(op.f("ix_albums_seen"), "albums", ["seen"], unique=False)
    op.create_table(
        "last_messages",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_last_messages")),
    )

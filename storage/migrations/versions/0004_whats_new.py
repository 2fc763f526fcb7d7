"""What is new since a chat last looked, and the language of its person's Telegram app."""

import sqlalchemy as sa
from alembic import op

revision = "0004_whats_new"
down_revision = "0003_saved_passages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("app_language", sa.String(8)))
    op.create_index("ix_meeting_revisions_made", "meeting_revisions", ["made"])
    op.add_column("chats", sa.Column("news_seen", sa.DateTime(timezone=True)))
    op.add_column("chats", sa.Column("news_since", sa.DateTime(timezone=True)))
    op.create_table(
        "pack_texts",
        sa.Column("entry_id", sa.String(40), nullable=False),
        sa.Column("text_hash", sa.String(12), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("entry_id", name="pk_pack_texts"),
    )
    op.create_index("ix_pack_texts_changed", "pack_texts", ["changed"])

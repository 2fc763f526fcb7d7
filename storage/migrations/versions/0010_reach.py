"""Chats may switch announcements off; an announcement keeps what became of it, and until when
its messages can be changed."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KEPT = timedelta(days=90)


def upgrade() -> None:
    op.add_column(
        "chats", sa.Column("announcements", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("announcements", sa.Column("tally", sa.Text()))
    op.add_column("announcements", sa.Column("kept_until", sa.DateTime(timezone=True)))
    kept = sa.table(
        "announcements", sa.column("id"), sa.column("began", sa.DateTime(timezone=True)),
        sa.column("kept_until", sa.DateTime(timezone=True)),
    )  # fmt: skip
    connection = op.get_bind()
    begun = sa.select(kept.c.id, kept.c.began).where(kept.c.began.is_not(None))
    for number, began in connection.execute(begun).all():
        connection.execute(
            sa.update(kept).where(kept.c.id == number).values(kept_until=began + _KEPT)
        )


def downgrade() -> None:
    op.drop_column("announcements", "kept_until")
    op.drop_column("announcements", "tally")
    op.drop_column("chats", "announcements")

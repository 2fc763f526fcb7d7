"""Updates, kept from when Telegram hands them over until they are answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_updates"),
    )
    waiting = sa.text("body IS NOT NULL")
    op.create_index(
        "ix_updates_waiting", "updates", ["id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("ix_updates_taken", "updates", ["taken"])


def downgrade() -> None:
    op.drop_table("updates")

"""Several programs on one database: the programs, who does what, and the slot of an update."""

import sqlalchemy as sa
from alembic import op

revision = "0027_programs"
down_revision = "0026_channels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programs",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pack", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_programs"),
    )
    op.create_table(
        "slots",
        sa.Column("slot", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("program", sa.BigInteger()),
        sa.PrimaryKeyConstraint("slot", name="pk_slots"),
    )
    # Updates that wait at this moment are answered by the program that has slot 0.
    slot = sa.Column("slot", sa.SmallInteger(), nullable=False, server_default="0")
    op.add_column("updates", slot)

"""Changes of meetings whose notices are not all in the outbox yet."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meetings_to_tell",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer()),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.String(12)),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_meetings_to_tell"),
    )


def downgrade() -> None:
    op.drop_table("meetings_to_tell")

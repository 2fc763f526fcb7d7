"""Whether people come to a meeting that asks for it."""

import sqlalchemy as sa
from alembic import op

revision = "0022_attendance"
down_revision = "0021_albums"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance_answers",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("comes", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "meeting_id", name=op.f("pk_attendance_answers")),
    )
    op.create_index(
        "ix_attendance_answers_meeting_id", "attendance_answers", ["meeting_id"], unique=False
    )
    op.create_table(
        "attendance_switches",
        sa.Column("meeting_id", sa.String(40), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_attendance_switches")),
    )

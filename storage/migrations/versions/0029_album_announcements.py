"""Announcements as albums: the parts of a version, and the messages by which they were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0029_album_announcements"
down_revision = "0028_question_subjects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("announcement_versions", sa.Column("parts", sa.Text()))
    op.add_column("announcement_messages", sa.Column("other_parts", sa.Text()))

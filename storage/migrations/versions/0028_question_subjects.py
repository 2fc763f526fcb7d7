"""What questions can be about, and who gets them."""

import sqlalchemy as sa
from alembic import op

revision = "0028_question_subjects"
down_revision = "0027_programs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.BigInteger()),
        sa.Column("group_title", sa.String(128), nullable=False),
        sa.Column("group_lost", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_subjects")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "question_subject_people",
        sa.Column("subject", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["subject"],
            ["question_subjects.id"],
            name="fk_question_subject_people_subject",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject", "chat_id", name=op.f("pk_question_subject_people")),
    )
    op.add_column("questions", sa.Column("subject", sa.Integer()))
    op.add_column("group_links", sa.Column("subject", sa.Integer()))

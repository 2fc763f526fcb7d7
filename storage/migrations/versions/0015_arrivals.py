"""How many private chats came on a day is counted as they come, so that forgetting one does not
change the past. It begins with those that are known."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO counts (day, what, name, number) "
        "SELECT date(created), 'arrived', 'private', count(*) FROM chats WHERE id > 0 "
        "GROUP BY date(created)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM counts WHERE what = 'arrived'")

"""Words that were not found are counted without being named, unless two chats asked for them. Of
those counted before it is not known how many asked, and a mark can be guessed: their names go."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# storage.counts.NOT_KEPT
_NOT_KEPT = "…"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete=ON")
    op.execute(
        "INSERT INTO counts (day, what, name, number) "
        f"SELECT day, what, '{_NOT_KEPT}', sum(number) FROM counts "
        f"WHERE what = 'not-found' AND name <> '{_NOT_KEPT}' GROUP BY day, what "
        "ON CONFLICT (day, what, name) DO UPDATE SET number = counts.number + excluded.number"
    )
    op.execute(f"DELETE FROM counts WHERE what = 'not-found' AND name <> '{_NOT_KEPT}'")


def downgrade() -> None:
    """What is not kept cannot come back."""

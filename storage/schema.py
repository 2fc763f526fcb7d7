"""Creating the tables and bringing them up to date.

A revision is a file in `migrations/versions`; its id is the file's name without `.py`, and
alphabetical order is the order of revisions.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, inspect, select
from sqlalchemy.engine import Connection

from storage.errors import DatabaseError
from storage.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic's own table: https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration
_alembic_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
# Other programs use Alembic, too.
MADE_BY_THIS_PROGRAM = frozenset({"chats", "deliveries"})
# Versions before the first release numbered their revisions so.
_UNRELEASED = re.compile(r"\d{4}")


def is_newest(connection: Connection) -> bool:
    """Return whether the tables are those of this version of the program."""
    return _current_revision(connection) == _revisions()[-1]


def older_revision(connection: Connection) -> str | None:
    """Return the revision of tables that an older version of this program made; None for those of
    this version, of none, or that it cannot use."""
    revision, known = _current_revision(connection), _revisions()
    return revision if revision in known[:-1] else None


def bring_up_to_date(connection: Connection) -> None:
    """Create the tables, or change them to be those of this version. Data stays.

    A new database gets all tables or, if the program ends meanwhile, none. Raises DatabaseError
    for a database of an unreleased or a newer version, and for one of another program.
    """
    if not inspect(connection).get_table_names():
        if connection.dialect.name == "sqlite":
            # Python's driver would begin a transaction only before the first row is written.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(connection, checkfirst=False)
        _alembic_version.create(connection, checkfirst=False)
        connection.execute(_alembic_version.insert().values(version_num=_revisions()[-1]))
        return
    revision = _current_revision(connection)
    if (why := why_unusable(revision)) is not None:
        raise DatabaseError(why)
    if revision != _revisions()[-1]:
        upgrade(connection)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a revision; `head` is the newest."""
    # Importing Alembic takes a while, so it is imported only if there is something to do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _revisions() -> list[str]:
    """All revisions, the oldest first."""
    return sorted(file.stem for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _current_revision(connection: Connection) -> str | None:
    """The revision of the tables; None if no version of this program made them."""
    if not {_alembic_version.name, *MADE_BY_THIS_PROGRAM} <= set(
        inspect(connection).get_table_names()
    ):
        return None
    return connection.execute(select(_alembic_version.c.version_num)).scalar()


def why_unusable(revision: str | None) -> str | None:
    """Return why tables of a revision cannot be used, in a sentence; None if they can. No version
    of this program made tables without a revision."""
    if revision in _revisions():
        return None
    if revision is None:
        return "the database has another program's tables; set DATABASE_URL to one of its own"
    if _UNRELEASED.fullmatch(revision):
        return (
            "the database was made by an unreleased version of this program and cannot be brought "
            "up to date; move it away, or set DATABASE_URL to a new one, and start again"
        )
    return (
        "the database was made by a newer version of this program; "
        "use that version, or set DATABASE_URL to another database"
    )

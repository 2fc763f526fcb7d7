"""The version of the tables, and the way to the newest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, inspect, select
from sqlalchemy.engine import Connection

from storage.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic's own: https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration
_versions = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def is_newest(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    there = inspect(connection).get_table_names()
    return _versions.name in there and _found(connection) == _newest()


def bring_up_to_date(connection: Connection) -> None:
    """Make or change the tables to be those of this version; data stays.

    Alembic takes a while to import, so it is only asked where there is something to upgrade. A
    new database gets its tables as they are now, all or none."""
    if not inspect(connection).get_table_names():
        # Python's driver would begin only before the first row is written.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(connection, checkfirst=False)
        _versions.create(connection, checkfirst=False)
        connection.execute(_versions.insert().values(version_num=_newest()))
    elif not is_newest(connection):
        upgrade(connection)


def _newest() -> str:
    return max(each.name[:4] for each in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _found(connection: Connection) -> str | None:
    return connection.execute(select(_versions.c.version_num)).scalar()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to one, by its number; `head` is the newest."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)

"""A new database, and one that was brought up to date, have the same tables."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, open_database
from storage.errors import DatabaseError
from storage.schema import upgrade
from storage.tables import metadata

Shape = dict[str, Any]


@pytest.fixture
def upgraded(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'upgraded.db'}")

    async def make() -> None:
        async with opened.engine.begin() as connection:
            await connection.run_sync(upgrade)

    asyncio.run(make())
    yield opened
    asyncio.run(opened.close())


def test_migrations_make_exactly_the_tables(upgraded: Database) -> None:
    async def differences() -> list[Any]:
        async with upgraded.engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
            )

    assert asyncio.run(differences()) == []


def test_a_new_database_is_as_one_that_was_brought_up_to_date(
    upgraded: Database, tmp_path: Path
) -> None:
    async def both() -> tuple[Shape, Shape]:
        new = open_database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
        await new.migrate()
        shapes = await shape_of(new), await shape_of(upgraded)
        await new.close()
        return shapes

    new, old = asyncio.run(both())
    assert new["alembic_version"]["rows"] == old["alembic_version"]["rows"]
    assert new == old


async def test_a_new_database_gets_all_its_tables_or_none(tmp_path: Path) -> None:
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    made: list[str] = []

    @event.listens_for(opened.engine.sync_engine, "before_cursor_execute")
    def end_in_the_middle(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "CREATE TABLE" in statement:
            made.append(statement)
            if len(made) == 5:
                raise SQLAlchemyError("the program ended")

    with pytest.raises(SQLAlchemyError, match="the program ended"):
        await opened.migrate()
    async with opened.engine.connect() as connection:
        assert (await connection.execute(text("SELECT name FROM sqlite_master"))).all() == []
    await opened.migrate()
    assert len(await shape_of(opened)) == len(metadata.tables) + 1
    await opened.close()


@pytest.mark.parametrize(
    ("revision", "advice"),
    [
        ("0001", "unreleased version.*move it away"),
        ("0016", "unreleased version.*move it away"),
        ("0002_later", "newer version.*use that version"),
        (None, "another program's tables; set DATABASE_URL"),
    ],
)
async def test_a_database_that_is_not_of_this_version_is_left_alone_and_named(
    tmp_path: Path, revision: str | None, advice: str
) -> None:
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    async with opened.transaction() as connection:
        await connection.execute(text("CREATE TABLE chats (id INTEGER)"))
        if revision is not None:
            await connection.execute(text("CREATE TABLE deliveries (id INTEGER)"))
            await connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
            values = {"revision": revision}
            await connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), values)
    with pytest.raises(DatabaseError, match=f"^the database .*{advice}") as problem:
        await opened.migrate()
    assert "\n" not in str(problem.value)
    assert not await opened.is_newest()
    async with opened.transaction() as connection:
        tables = await connection.scalar(text("SELECT count(*) FROM sqlite_master"))
        assert tables == (1 if revision is None else 3)
    await opened.close()


async def shape_of(database: Database) -> Shape:
    """Columns, keys and indexes of every table, in no order; and the version."""
    shape: Shape = {}
    async with database.engine.connect() as connection:

        async def rows(query: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in await connection.execute(text(query))]

        for (name,) in await rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ):
            columns = await rows(
                f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{name}')"
            )
            indexes = await rows(
                f"SELECT name, \"unique\", origin, partial FROM pragma_index_list('{name}')"
            )
            keys = await rows(
                f'SELECT "table", "from", "to", on_delete FROM pragma_foreign_key_list(\'{name}\')'
            )
            shape[name] = {
                "columns": sorted((*map(str, column[:3]), plain(column[3]), column[4])
                                  for column in columns),
                "keys": sorted(keys),
                "indexes": sorted([
                    # SQLite numbers those that it makes itself.
                    ("" if each[2] != "c" else each[0], *each[1:],
                     tuple(await rows(f"SELECT name FROM pragma_index_info('{each[0]}')")))
                    for each in indexes
                ]),
            }  # fmt: skip
        partial = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
        shape["alembic_version"]["partial"] = sorted(
            (name, plain(sql)) for name, sql in await rows(partial)
        )
        shape["alembic_version"]["rows"] = await rows("SELECT version_num FROM alembic_version")
    return shape


def plain(sql: str | None) -> str:
    """Without what may be written in more than one way."""
    return re.sub(r"[\s\"'()]+", " ", sql or "").strip().casefold()

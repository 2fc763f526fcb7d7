"""What PostgreSQL is used for that SQLite has no use for: writers beside each other, several
programs, and a server that can go away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from storage import chats, deliveries, subscriptions, team_members, updates
from storage.database import Database, open_database
from storage.errors import DatabaseError
from storage.floor.acts import acts
from storage.meetings import load_pack_meetings
from storage.postgresql import explained
from storage.schema import MIGRATIONS, upgrade
from storage.tables import deliveries as outbox
from tests import postgresql
from tests.storage.calendar import DAY, EVENT_ZONE, NOW, a_chat, a_meeting
from tests.storage.floor.floors import ask, stored_session, wanted

DUE = NOW + 2 * DAY + timedelta(seconds=1)


@pytest.fixture
async def two(postgresql_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two programs' connections to one database."""
    both = open_database(postgresql_url), open_database(postgresql_url)
    yield both
    for opened in both:
        await opened.close()


async def subscribed_chats(database: Database, number: int) -> None:
    async with database.write_transaction() as connection:
        await load_pack_meetings(connection, [a_meeting()], NOW)
        for chat in range(1, number + 1):
            await a_chat(connection, chat)
            await subscriptions.subscribe(connection, chat, "meeting", "lima", NOW)


async def test_ordinary_writers_write_beside_each_other(two: tuple[Database, Database]) -> None:
    one, other = two
    await subscribed_chats(one, 3)
    async with one.write_transaction() as connection:
        await chats.set_language(connection, 1, "fr")
        async with asyncio.timeout(5), other.write_transaction() as beside:
            await chats.set_language(beside, 2, "fr")
        async with asyncio.timeout(5), one.write_transaction() as beside:
            await chats.set_language(beside, 3, "fr")


async def test_nobody_writes_beside_one_that_is_alone(two: tuple[Database, Database]) -> None:
    one, other = two
    order: list[str] = []

    async def write(database: Database, name: str, alone: bool) -> None:
        async with database.write_transaction(alone=alone):
            order.append(name)
            await asyncio.sleep(0.05)
            order.append(name)

    async with one.write_transaction():
        waiting = asyncio.create_task(write(other, "alone", True))
        await asyncio.sleep(0.1)
        assert order == []
        # Those who come after it wait for it, so that it has its turn.
        later = [asyncio.create_task(write(one, f"later {number}", False)) for number in range(3)]
        await asyncio.sleep(0.1)
    await asyncio.gather(waiting, *later)
    assert order[:2] == ["alone", "alone"]


async def test_who_waits_too_long_for_a_lock_is_told(two: tuple[Database, Database]) -> None:
    one, other = two
    async with one.write_transaction(alone=True):
        with pytest.raises(DBAPIError) as raised:
            async with other.transaction(0.1) as connection:
                await connection.exec_driver_sql("LOCK chats IN EXCLUSIVE MODE")
                await connection.exec_driver_sql("SELECT pg_sleep(0)")
            async with other.write_transaction(lock_timeout_seconds=0.1):
                pass
    assert "busy" in explained(raised.value) or "holds" in explained(raised.value)


async def test_writers_wait_for_a_lock_for_longer_than_taking_over_takes(
    two: tuple[Database, Database],
) -> None:
    async with two[0].write_transaction() as connection:
        waits = await connection.exec_driver_sql("SHOW lock_timeout")
    assert waits.scalar_one() == "15s"


async def test_two_that_plan_at_once_plan_each_reminder_once(
    two: tuple[Database, Database],
) -> None:
    await subscribed_chats(two[0], 200)

    async def plan(database: Database) -> int:
        async with database.write_transaction(alone=True) as connection:
            return await deliveries.plan(connection, DUE, DUE, EVENT_ZONE)

    async def leave(database: Database, chat: int) -> None:
        async with database.write_transaction() as connection:
            await subscriptions.unsubscribe(connection, chat, "meeting", "lima")

    planned = await asyncio.gather(
        plan(two[0]), *(leave(two[1], chat) for chat in range(1, 11)), plan(two[1])
    )
    async with two[0].transaction() as connection:
        pending = await connection.scalar(
            select(func.count()).select_from(outbox).where(outbox.c.state == "pending")
        )
        left_over = await connection.scalar(
            select(func.count())
            .select_from(outbox)
            .where(outbox.c.state == "pending", outbox.c.chat_id <= 10)
        )
    assert sum(number for number in planned if number) >= 190
    assert (pending, left_over) == (190, 0)


async def test_two_that_claim_at_once_claim_each_once(two: tuple[Database, Database]) -> None:
    await subscribed_chats(two[0], 300)
    async with two[0].write_transaction(alone=True) as connection:
        await deliveries.plan(connection, DUE, DUE, EVENT_ZONE)
    claimed: list[int] = []

    async def claim(database: Database) -> None:
        while True:
            async with database.write_transaction() as connection:
                found = await deliveries.claim(connection, DUE, 20, 60)
            claimed.extend(delivery.id for delivery in found)
            if not found:
                return

    await asyncio.gather(*map(claim, (*two, *two)))
    # A batch that finds only locked rows ends early.
    await claim(two[0])
    assert len(claimed) == 300
    assert len(set(claimed)) == 300


async def test_acts_of_two_programs_in_one_session_come_one_after_another(
    two: tuple[Database, Database],
) -> None:
    session = await stored_session(two[0])

    people = range(100, 120)
    await asyncio.gather(*(ask(two[person % 2], session, wanted(person)) for person in people))
    async with two[0].transaction() as connection:
        recorded = await acts(connection, session.id)
    revisions = [act.revision for act in recorded if act.act == "ask"]
    assert len(set(revisions)) == 20


async def test_updates_that_two_programs_are_handed_are_new_to_one(
    two: tuple[Database, Database],
) -> None:
    bodies = dict.fromkeys(range(1, 101), b"{}")

    async def store(database: Database) -> set[int]:
        async with database.write_transaction(urgent=True) as connection:
            return await updates.store(connection, bodies, dict.fromkeys(bodies, 1), NOW)

    one, other = await asyncio.gather(*map(store, two))
    assert one | other == set(bodies)
    assert not one & other


async def test_an_invitation_is_used_by_one(two: tuple[Database, Database]) -> None:
    async with two[0].write_transaction() as connection:
        token = await team_members.invite(connection, "organiser", (), 1, NOW)

    async def use(database: Database, person: int) -> bool:
        async with database.write_transaction() as connection:
            used = await team_members.join(connection, token, person, "Somebody", NOW)
            return used is not None

    used = await asyncio.gather(*(use(two[person % 2], person) for person in range(2, 8)))
    assert sum(used) == 1


async def test_a_cancelled_task_leaves_no_transaction_behind(
    postgresql_database: Database,
) -> None:
    begun = asyncio.Event()

    async def write() -> None:
        async with postgresql_database.write_transaction(alone=True) as connection:
            await chats.record_contact(connection, 1, NOW)
            begun.set()
            await connection.execute(text("SELECT pg_sleep(30)"))

    for _ in range(5):
        begun.clear()
        writing = asyncio.create_task(write())
        await begun.wait()
        await asyncio.sleep(0.01)
        writing.cancel()
        await asyncio.wait([writing])
        async with asyncio.timeout(5), postgresql_database.write_transaction() as connection:
            assert await chats.find_chat(connection, 1) is None


async def test_connections_that_were_cut_are_replaced_without_an_error(
    postgresql_server: str, postgresql_database: Database
) -> None:
    async def one() -> None:
        async with postgresql_database.write_transaction() as connection:
            await connection.execute(text("SELECT pg_sleep(0.05)"))

    await asyncio.gather(*(one() for _ in range(6)))
    name = postgresql_database.engine.url.database
    assert name is not None
    await postgresql.cut_connections(postgresql_server, name)
    await asyncio.sleep(0.1)
    await asyncio.gather(*(one() for _ in range(6)))


async def test_two_programs_that_start_at_once_make_the_tables_once(
    postgresql_empty_url: str,
) -> None:
    both = open_database(postgresql_empty_url), open_database(postgresql_empty_url)
    await asyncio.gather(*(database.migrate() for database in both))
    assert [await database.is_newest() for database in both] == [True, True]
    for database in both:
        await database.close()


async def test_data_of_the_first_revision_comes_along_through_all_of_them(
    postgresql_empty_url: str,
) -> None:
    database = open_database(postgresql_empty_url)
    revisions = sorted(file.stem for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    for revision in revisions:
        async with database.engine.begin() as connection:
            await connection.run_sync(upgrade, revision)
            if revision == revisions[0]:
                await connection.exec_driver_sql(
                    "INSERT INTO chats (id, language, created, last_seen) "
                    "VALUES (5000000001, 'fr', now(), now())"
                )
                await connection.exec_driver_sql(
                    "INSERT INTO subscriptions (chat_id, what, value, created) "
                    "VALUES (5000000001, 'all', '', now())"
                )
    await database.migrate()
    async with database.transaction() as connection:
        chat = await chats.find_chat(connection, 5_000_000_001)
        assert chat is not None
        assert chat.language == "fr"
        found = await subscriptions.subscriptions_of(connection, 5_000_000_001)
        assert [(each.what, each.value) for each in found] == [("all", "")]
    await database.close()


async def test_a_new_database_is_as_one_that_was_brought_up_to_date(
    postgresql_url: str, postgresql_empty_url: str
) -> None:
    upgraded = open_database(postgresql_empty_url)
    async with upgraded.engine.begin() as connection:
        await connection.run_sync(upgrade)
    new = open_database(postgresql_url)
    shapes = [await _shape(new), await _shape(upgraded)]
    assert shapes[0] == shapes[1]
    for database in (new, upgraded):
        await database.close()


async def _shape(database: Database) -> dict[str, set[Any]]:
    """Columns, constraints and indexes, in no order."""
    found: dict[str, set[Any]] = {}
    async with database.transaction() as connection:
        for name, query in (
            (
                "columns",
                "SELECT table_name, column_name, data_type, is_nullable, column_default "
                "FROM information_schema.columns WHERE table_schema = 'public'",
            ),
            ("indexes", "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"),
            (
                "constraints",
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace",
            ),
        ):
            found[name] = {tuple(row) for row in await connection.exec_driver_sql(query)}
    return found


@pytest.mark.parametrize(
    ("tables", "advice"),
    [
        (["chats"], "another program's tables; set DATABASE_URL"),
        (["chats", "deliveries", "alembic_version"], "newer version.*use that version"),
    ],
)
async def test_another_programs_tables_are_left_alone(
    postgresql_empty_url: str, tables: list[str], advice: str
) -> None:
    database = open_database(postgresql_empty_url)
    async with database.transaction() as connection:
        for table in tables:
            await connection.exec_driver_sql(f"CREATE TABLE {table} (version_num TEXT)")
        if "alembic_version" in tables:
            await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('e1a2b3')")
    with pytest.raises(DatabaseError, match=advice):
        await database.migrate()
    async with database.transaction() as connection:
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert await connection.scalar(text(query)) == len(tables)
    await database.close()


async def test_what_cannot_be_reached_is_told_without_the_password(postgresql_url: str) -> None:
    address = make_url(postgresql_url)
    for changed, told in (
        ({"port": 9}, "cannot be reached"),
        ({"host": "nowhere.invalid"}, "cannot be reached"),
        ({"database": "missing"}, "no database of the name"),
        ({"username": "stranger"}, "does not accept the name or password"),
    ):
        url = address.set(password="s3cret", **changed)
        database = open_database(url.render_as_string(hide_password=False))
        with pytest.raises(DBAPIError) as raised:
            await database.migrate()
        assert told in explained(raised.value), explained(raised.value)
        assert "s3cret" not in f"{raised.value!r} {raised.value} {raised.value.__cause__!r}"
        await database.close()


async def test_integers_and_texts_are_as_large_as_sqlite_keeps_them(
    postgresql_database: Database,
) -> None:
    async with postgresql_database.write_transaction() as connection:
        await connection.exec_driver_sql("SELECT setval('deliveries_id_seq', 3000000000)")
        await subscribed_rows(connection)
        await deliveries.plan(connection, DUE, DUE, EVENT_ZONE)
        (claimed,) = await deliveries.claim(connection, DUE, 10, 60)
        assert claimed.id > 2**31
        await connection.execute(text("UPDATE deliveries SET reason = repeat('x', 500)"))


async def subscribed_rows(connection: Any) -> None:
    await load_pack_meetings(connection, [a_meeting()], NOW)
    await a_chat(connection, 1)
    await subscriptions.subscribe(connection, 1, "meeting", "lima", NOW)

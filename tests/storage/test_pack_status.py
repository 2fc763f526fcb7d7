"""A pack that cancels: its word holds until an organiser says otherwise."""

from __future__ import annotations

from bot.pack.calendar import load_calendar, stored_calendar
from content.model import Pack
from storage import meetings, subscriptions
from storage.database import Database
from storage.meetings import PackLoad
from tests.factories import BEFORE, shipped_pack
from tests.storage.calendar import DAY, HOUR, NOW, SOON, a_meeting, due_at

OFF = ("lima",)
LIMA = "global-rcp-lima-2013"


async def status(database: Database) -> tuple[str, int]:
    async with database.transaction() as connection:
        kept = await meetings.find_meeting(connection, "lima")
    assert kept is not None
    return kept.status, kept.revision


async def load(database: Database, *cancelled: str) -> PackLoad:
    async with database.transaction() as connection:
        return await meetings.load_pack_meetings(connection, [a_meeting()], NOW, cancelled)


async def test_a_pack_cancels_and_takes_it_back_and_both_are_told(database: Database) -> None:
    await load(database)
    async with database.transaction() as connection:
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
    assert (await load(database, *OFF)).changed == ("lima",)
    assert await load(database, *OFF) == PackLoad((), (), (), ())
    async with database.transaction() as connection:
        assert [each.notice for each in await due_at(connection, NOW)] == ["cancellation"]
    assert await status(database) == ("cancelled", 2)
    assert (await load(database)).changed == ("lima",)
    async with database.transaction() as connection:
        sent = await due_at(connection, NOW + SOON)
        assert [(each.notice, each.restored) for each in sent] == [("change", True)]
        assert [each.lead for each in await due_at(connection, NOW + 2 * DAY)] == [86_400]


async def test_a_meeting_that_a_pack_brings_cancelled_is_not_announced(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting("rome")], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        rows = [a_meeting("rome"), a_meeting()]
        await meetings.load_pack_meetings(connection, rows, NOW, OFF)
        assert await due_at(connection, NOW + HOUR) == []
    assert await status(database) == ("cancelled", 1)


async def test_no_pack_brings_back_what_an_organiser_cancelled(database: Database) -> None:
    await load(database)
    async with database.transaction() as connection:
        await meetings.cancel_meeting(connection, "lima", NOW)
    assert await load(database) == PackLoad((), (), ("lima",), ())
    # Neither does a pack that agreed for a while.
    assert await load(database, *OFF) == PackLoad((), (), (), ())
    assert await load(database) == PackLoad((), (), ("lima",), ())
    assert await status(database) == ("cancelled", 2)


async def test_no_pack_cancels_what_an_organiser_restored(database: Database) -> None:
    await load(database, *OFF)
    async with database.transaction() as connection:
        await meetings.restore_meeting(connection, "lima", NOW)
    assert await load(database, *OFF) == PackLoad((), (), ("lima",), ())
    assert await status(database) == ("planned", 2)


async def test_no_pack_cancels_what_an_organiser_edited(database: Database) -> None:
    await load(database)
    async with database.transaction() as connection:
        await meetings.change_meeting(connection, a_meeting(venue="Room 9"), NOW)
    assert await load(database, *OFF) == PackLoad((), (), ("lima",), ())
    assert await status(database) == ("planned", 2)


async def test_the_calendar_carries_the_status_into_the_pack(database: Database) -> None:
    pack = shipped_pack()
    off = [each.model_copy(update={"cancelled": each.id == LIMA}) for each in pack.meetings]
    fields = {name: getattr(pack, name) for name in Pack.model_fields}
    shown = await load_calendar(Pack(**{**fields, "meetings": off}), database, BEFORE)
    assert [each.id for each in shown.meetings if each.cancelled] == [LIMA]
    assert sorted(shown.meetings, key=str) == sorted(off, key=str)
    async with database.transaction() as connection:
        await meetings.restore_meeting(connection, LIMA, BEFORE)
        await meetings.cancel_meeting(connection, "hld-2013", BEFORE)
    shown = await stored_calendar(pack, database)
    assert [each.id for each in shown.meetings if each.cancelled] == ["hld-2013"]

"""What organisers set holds over the pack, until they take it back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import text

from bot.pack.calendar import stored_calendar
from content.loading import load_pack
from storage import item_statuses
from storage.database import Database
from storage.item_statuses import KeptStatus
from tests.content.motions_example import motions_example
from tests.storage.calendar import NOW

DAY = date(2030, 5, 2)


async def test_a_status_is_kept_replaced_and_removed(database: Database) -> None:
    async with database.write_transaction() as connection:
        await item_statuses.set_status(connection, "motion-1", KeptStatus("adopted", DAY), NOW)
        await item_statuses.set_status(connection, "motion-2", KeptStatus(None, None), NOW)
        await item_statuses.set_status(connection, "motion-1", KeptStatus("amended", None), NOW)
        assert await item_statuses.all_statuses(connection) == {
            "motion-1": KeptStatus("amended", None), "motion-2": KeptStatus(None, None),
        }  # fmt: skip
        await item_statuses.set_status(connection, "motion-2", None, NOW)
        assert set(await item_statuses.all_statuses(connection)) == {"motion-1"}


async def test_a_start_shows_what_was_set_and_ignores_what_it_does_not_know(
    sqlite_database: Database, tmp_path: Path
) -> None:
    database = sqlite_database
    pack = load_pack(motions_example(tmp_path))
    async with database.write_transaction() as connection:
        await item_statuses.set_status(connection, "motion-1", KeptStatus("rejected", DAY), NOW)
        await item_statuses.set_status(connection, "motion-2", KeptStatus("postponed", None), NOW)
        await connection.execute(text("UPDATE item_statuses SET decided = 'soon'"))
    shown = (await stored_calendar(pack, database)).passages
    assert (shown["motion-1"].status, shown["motion-2"].status) == ("rejected", "proposed")

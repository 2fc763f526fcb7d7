"""Calendar files that wait: one a chat, for two days, and told apart by their marks."""

from __future__ import annotations

from storage import calendar_imports
from storage.database import Database
from tests.storage.calendar import DAY, HOUR, NOW


async def test_one_waits_in_a_chat_and_not_for_ever(database: Database) -> None:
    async with database.transaction() as connection:
        await calendar_imports.save_import(connection, 1, "old", "{}", NOW)
        await calendar_imports.save_import(connection, 1, "new", '{"a": 1}', NOW + HOUR)
        await calendar_imports.save_import(connection, 2, "other", "{}", NOW)
        await calendar_imports.update_import(connection, 1, "old", '{"a": 2}')
        waiting = await calendar_imports.find_import(connection, 1, NOW + DAY)
        assert waiting is not None and (waiting.mark, waiting.draft) == ("new", '{"a": 1}')
        assert not await calendar_imports.delete_import(connection, 1, "old")
        assert await calendar_imports.delete_import(connection, 1, "new")
        assert await calendar_imports.find_import(connection, 1, NOW + DAY) is None
        assert await calendar_imports.find_import(connection, 2, NOW + 2 * DAY) is None
        # What nobody may confirm any more goes when the next one comes.
        await calendar_imports.save_import(connection, 1, "later", "{}", NOW + 3 * DAY)
        assert await calendar_imports.find_import(connection, 2, NOW) is None


async def test_an_event_stays_the_meeting_it_became(database: Database) -> None:
    async with database.transaction() as connection:
        await calendar_imports.save_imported_events(connection, {"a@b": "lima", "c@d": "rome"})
        await calendar_imports.save_imported_events(connection, {"c@d": "cairo"})
        found = await calendar_imports.find_imported_meetings(connection, ["a@b", "c@d", "unknown"])
        assert found == {"a@b": "lima", "c@d": "cairo"}
        assert not await calendar_imports.find_imported_versions(connection, ["a@b", "c@d"])
        await calendar_imports.save_imported_events(
            connection, {"a@b": "lima"}, {"a@b": (2, "2013-05-20T12:00:00Z")}
        )
        versions = await calendar_imports.find_imported_versions(connection, ["a@b", "c@d"])
        assert versions == {"a@b": (2, "2013-05-20T12:00:00Z")}

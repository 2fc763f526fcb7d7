"""What changed since a chat last looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import announcements, chats, meetings, whats_new
from storage.announcements import Version
from storage.database import Database
from tests.storage.calendar import DAY, HOUR, NOW, a_meeting

MINUTE = timedelta(minutes=1)


async def test_who_looks_again_within_the_hour_sees_the_same(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, 1, NOW)
        assert await whats_new.look(connection, 1, NOW + DAY) == NOW
        assert await whats_new.look(connection, 1, NOW + DAY + 59 * MINUTE) == NOW
        assert await whats_new.look(connection, 1, NOW + 2 * DAY) == NOW + DAY
        assert await whats_new.last_look(connection, 1) == NOW + 2 * DAY


async def test_the_first_packs_texts_are_new_to_nobody(database: Database) -> None:
    async with database.transaction() as connection:
        await whats_new.record_texts(connection, {"rt1": "a", "rt2": "b"}, NOW)
        assert await whats_new.changed_texts(connection, NOW - DAY) == []
        later = NOW + DAY
        await whats_new.record_texts(connection, {"rt1": "a", "rt2": "c", "rt3": "d"}, later)
        changed = await whats_new.changed_texts(connection, NOW)
        assert changed == [("rt2", later), ("rt3", later)]
        assert await whats_new.changed_texts(connection, later) == []
        await whats_new.record_texts(connection, {"rt1": "a"}, later + DAY)
        assert await whats_new.changed_texts(connection, NOW) == []


async def test_a_meeting_is_told_once_with_what_it_was_before(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting("a"), a_meeting("b")], NOW)
    for hours in (1, 2):
        async with database.transaction() as connection:
            moved = a_meeting("a", begins=NOW + DAY + hours * HOUR)
            await meetings.load_pack_meetings(
                connection, [moved, a_meeting("b"), a_meeting("c")], NOW + hours * HOUR
            )
    async with database.transaction() as connection:
        first, second = await whats_new.changed_meetings(connection, NOW)
        assert [(first.id, first.after.number), second.id] == [("a", 3), "c"]
        assert first.before is not None and first.before.number == 1
        assert second.before is None
        assert await whats_new.changed_meetings(connection, NOW + 2 * HOUR) == []


@pytest.mark.parametrize("what", ["everybody", "language"])
async def test_announcements_to_everybody_are_readable_until_they_are_withdrawn(
    database: Database, what: str
) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, 1, NOW)
        draft = await announcements.begin_draft(connection, 9, "en", NOW)
        await announcements.save_version(connection, draft.id, "en", 0, Version("text", "Open"))
        await announcements.set_audience(
            connection, draft.id, what, "" if what == "everybody" else "fr"
        )
        assert await whats_new.readable_announcement(connection, 1, draft.id) is None
        found = await announcements.find(connection, draft.id)
        assert found is not None
        await announcements.start(connection, found, NOW)
        readable = await whats_new.readable_announcement(connection, 1, draft.id)
        assert (readable is not None) == (what == "everybody")
        assert len(await whats_new.announcements_since(connection, 1, NOW - HOUR)) == (
            what == "everybody"
        )

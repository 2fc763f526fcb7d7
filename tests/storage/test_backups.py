"""What a restored backup knows of and has not sent is not sent by itself."""

from __future__ import annotations

from sqlalchemy import select, text

from storage import announcements, chats, meetings, questions, subscriptions, updates
from storage.backups import settle_what_was_due
from storage.database import Database
from storage.tables import announcements as announcements_table
from storage.tables import deliveries as deliveries_table
from tests.storage.calendar import DAY, EVENT_ZONE, HOUR, NOW, a_meeting, due_at

BEGINS = NOW + 3 * DAY


async def test_reminders_that_fell_due_since_are_settled_and_later_ones_come(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting(begins=BEGINS)], NOW)
        for chat_id in (1, 2, 3):
            await chats.record_contact(connection, chat_id, NOW)
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        # A moved meeting, of which nobody was told yet.
        moved = a_meeting(begins=BEGINS, venue="Room 2")
        await meetings.load_pack_meetings(connection, [moved], NOW + HOUR)
        assert await settle_what_was_due(connection, BEGINS - DAY + HOUR, EVENT_ZONE) == 3
        reasons = set(await connection.scalars(select(deliveries_table.c.reason)))
        assert reasons == {"restored"}
        assert await due_at(connection, BEGINS - DAY + 2 * HOUR) == []
        later = await due_at(connection, BEGINS - HOUR)
        assert sorted(each.chat_id for each in later) == [1, 2, 3]
        assert {each.notice for each in later} == {"reminder"}


async def test_organisers_decide_about_announcements(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, 1, NOW)
        numbers = []
        for author in (11, 12, 13):
            draft = await announcements.begin_draft(connection, author, "en", NOW)
            numbers.append(draft.id)
        sending, past, future = numbers
        for number, due in ((sending, NOW), (past, NOW + DAY), (future, NOW + 3 * DAY)):
            await announcements.schedule(connection, number, due, "en")
        await announcements.queue_due(connection, NOW)
        await settle_what_was_due(connection, NOW + 2 * DAY, EVENT_ZONE)
        rows = await connection.execute(
            select(announcements_table.c.id, announcements_table.c.status)
        )
        assert {row.id: row.status for row in rows} == {
            sending: "paused", past: "draft", future: "scheduled",
        }  # fmt: skip
        assert await due_at(connection, NOW + 2 * DAY + HOUR) == []


async def test_questions_answers_and_updates_are_not_passed_on_again(database: Database) -> None:
    async with database.transaction() as connection:
        for number in (1, 2):
            await questions.add_question(connection, 1, number, "A", "en", "Where?", None, NOW)
        await questions.assign_recipients(connection, [11])
        asked = await questions.find(connection, 1)
        assert asked is not None
        await questions.add_answer(connection, asked, 11, 5, 11, "O", "en", "There")
        await updates.store(connection, {7: b"{}", 8: b"{}"}, {}, NOW)
        waiting = len(await questions.relays_due(connection, NOW, 10))
        assert waiting
        settled = await settle_what_was_due(connection, NOW, EVENT_ZONE)
        assert settled == waiting + 1 + 2
        assert await questions.relays_due(connection, NOW + DAY, 10) == []
        assert await questions.answers_due(connection, NOW + DAY, 10) == []
        assert await questions.answer_reports_due(connection, 10) == []
        unanswered = text("SELECT count(*) FROM updates WHERE body IS NOT NULL")
        assert await connection.scalar(unanswered) == 0

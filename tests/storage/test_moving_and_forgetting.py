"""What is kept of a chat beside its own row moves with it and goes with it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import (
    announcements,
    attendance,
    calendar_feeds,
    calendar_imports,
    calendar_sources,
    chat_troubles,
    chats,
    deliveries,
    dialogs,
    floor,
    meetings,
    operator_alerts,
    questions,
    received_messages,
    reminder_settings,
    saved_passages,
    subscriptions,
)
from storage.database import Database
from storage.deliveries.states import Trouble
from storage.floor import messages, notes, speaking_requests, texts
from storage.tables import (
    CHAT_TABLES,
    channels,
    floor_notices,
    floor_turns,
    metadata,
    question_edits,
    question_file_messages,
)
from tests.storage.calendar import DAY, EVENT_ZONE, HOUR, NOW, a_meeting, due_at, mark_sent
from tests.storage.floor.floors import wanted

BEGINS = NOW + 3 * DAY


async def fill(connection: AsyncConnection, *chat_ids: int) -> None:
    """Something in every table that keeps anything of a chat."""
    await meetings.load_pack_meetings(connection, [a_meeting(), a_meeting("rome")], NOW)
    for chat_id in chat_ids:
        await chats.record_contact(connection, chat_id, NOW)
        await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        await subscriptions.except_meeting(connection, chat_id, "rome")
        await reminder_settings.set_lead_times(connection, chat_id, [86400, 7200], NOW)
        await reminder_settings.set_digest(connection, chat_id, 480, NOW)
        await reminder_settings.set_lead_override(connection, chat_id, "rome", [300], NOW)
        await calendar_feeds.renew(connection, chat_id, NOW)
        await connection.execute(channels.insert().values(chat_id=chat_id, title="News"))
        await chat_troubles.wait(connection, chat_id, (), Trouble.NO_RIGHTS, NOW)
        await dialogs.open_dialog(connection, chat_id, "ask", "{}", NOW)
        await saved_passages.save(connection, chat_id, "rec-3-2", NOW)
        await calendar_imports.save_import(connection, chat_id, "mark", "{}", NOW)
        await announcements.save_messages(connection, [(1, chat_id, 7, "en")])
        delegation = await a_delegation(connection)
        await floor.delegations.let_speak(connection, delegation, chat_id, "Amina", NOW)
        session = await a_session(connection)
        await floor.cards.follow(connection, chat_id, session, "public", 7)
        if chat_id > 0:  # groups ask nothing
            await floor.speakers.remember(connection, chat_id, "Amina", "", NOW)
            await floor.questions.add(
                connection, session, chat_id, 8, "Amina", None, "Why?", "waiting", NOW
            )
            done = await asks_for_the_floor(connection, session, chat_id)
            await connection.execute(
                floor_notices.insert().values(
                    turn=done,
                    notice="next",
                    round=0,
                    chat_id=chat_id,
                    due=NOW,
                    expires=NOW,
                    state="sent",
                    attempts=0,
                )
            )
            await speaking_requests.add_request(
                connection, chat_id, session, "Amina", "Ruritania", [chat_id], NOW
            )
            await reads_along(connection, session, done, chat_id)
            asked = await questions.add_question(
                connection, chat_id, 7, "Amina", "en", "Where?", None, NOW
            )
            photo = questions.SentFile(7, "photo", "an-id")
            await questions.add_files(connection, chat_id, asked, None, None, [photo], NOW)
            sent = {"chat_id": chat_id, "message_id": 9, "question": asked}
            await connection.execute(question_file_messages.insert().values(**sent, file=chat_id))
            await connection.execute(question_edits.insert().values(**sent, words="Why?"))
            await attendance.answer(connection, chat_id, "lima", True, NOW)
            subject = await questions.add_subject(connection, "en", "Visas")
            await questions.set_person(connection, subject or 0, chat_id, True)
            await received_messages.begin_album(connection, chat_id, "1", 8, NOW)
    await received_messages.note_last(connection, dict.fromkeys(chat_ids, 8))
    await operator_alerts.begin(connection, "disk", NOW, "", chat_ids)
    await questions.assign_recipients(connection, chat_ids)
    await calendar_sources.tell_organisers(connection, chat_ids, "source", "changes", {})
    await deliveries.plan(connection, NOW, BEGINS - DAY, EVENT_ZONE)
    for chat_id in chat_ids:
        await reminder_settings.set_quiet_hours(connection, chat_id, 1320, 420)
        await deliveries.snooze(connection, chat_id, "lima", BEGINS - 3 * HOUR, NOW)


async def a_delegation(connection: AsyncConnection) -> int:
    await floor.delegations.save(
        connection, [floor.delegations.Wanted("ruritania", {"en": "Ruritania"}, "state")]
    )
    return next(iter(await floor.delegations.all_delegations(connection)))


async def a_session(connection: AsyncConnection) -> int:
    made = await floor.sessions.add_session(connection, "lima", "{}", None, None, "en", NOW)
    return made.id


async def asks_for_the_floor(connection: AsyncConnection, session: int, chat_id: int) -> int:
    turn = wanted(chat_id, name="Amina Diallo", title="Minister")
    done = await floor.acts.perform(
        connection, session, "ask", lambda before: floor.machine.ask(before, turn, NOW, 9),
        floor.acts.By(chat_id, "Amina"), NOW,
    )  # fmt: skip
    assert done.added is not None
    return done.added.id


async def reads_along(connection: AsyncConnection, session: int, turn: int, chat_id: int) -> None:
    """Somebody sends the text of their turn, is sent it, and takes notes of it."""
    content = texts.Content("Thank you.", None, None, 2)
    await texts.save(connection, session, turn, None, chat_id, content, False, NOW)
    found = await floor.sessions.session_of_meeting(connection, "lima")
    assert found is not None
    readers = messages.Readers({chat_id}, ())
    await messages.add(connection, await messages.missing(connection, found, readers, NOW))
    note = await notes.add_note(connection, turn, chat_id, 7, "Thanks.", NOW)
    await notes.toggle(connection, notes.Mark(turn, note, chat_id, "mark", "quote"))


async def rows_of(connection: AsyncConnection, chat_id: int) -> dict[str, int]:
    counted = {
        "chats": await connection.scalar(text(f"SELECT count(*) FROM chats WHERE id = {chat_id}"))
    }
    for table in CHAT_TABLES:
        query = f"SELECT count(*) FROM {table.name} WHERE chat_id = {chat_id}"
        counted[table.name] = await connection.scalar(text(query))
    return {name: int(number or 0) for name, number in counted.items()}


# A mute stays, without its name; the organisers' group leaves with its own /forget.
# What a delegation said stays, without the person: see storage/floor/forgetting.py.
# Wrong codes of delegations are counted for two hours at most.
STAYING = {"muted_chats", "question_group", "floor_turns", "delegation_code_attempts"}


def test_every_table_that_names_a_chat_is_forgotten_with_it() -> None:
    naming = {table.name for table in metadata.tables.values() if "chat_id" in table.c}
    assert naming - STAYING == {table.name for table in CHAT_TABLES}


async def test_forgetting_a_chat_leaves_nothing_in_any_table(database: Database) -> None:
    async with database.transaction() as connection:
        await fill(connection, 1, 2)
        assert all((await rows_of(connection, 1)).values())
        assert await chats.forget_chat(connection, 1)
        assert not any((await rows_of(connection, 1)).values())
        assert all((await rows_of(connection, 2)).values())
        await chats.record_contact(connection, 3, NOW + 9 * DAY)
        assert await chats.forget_inactive_chats(connection, (NOW + DAY).date()) == 1
        assert not any((await rows_of(connection, 2)).values())
        assert await chats.find_chat(connection, 3) is not None


async def test_a_group_that_became_a_supergroup_takes_everything_along(database: Database) -> None:
    async with database.transaction() as connection:
        await fill(connection, -1, -100)
        before = await rows_of(connection, -1)
        await chats.move_chat(connection, -1, -100)
        assert not any((await rows_of(connection, -1)).values())
        assert await rows_of(connection, -100) == before
        settings = await reminder_settings.settings_of(connection, -100)
        assert settings == reminder_settings.ReminderSettings((86400, 7200), 1320, 420, 480, True)


async def test_what_went_out_under_either_id_is_not_sent_again(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        for chat_id in (-1, -100):
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        due = BEGINS - DAY
        await deliveries.plan(connection, due, due, EVENT_ZONE)
        claimed = await deliveries.claim(connection, due, 9, 60)
        new = [each.id for each in claimed if each.chat_id == -100]
        await mark_sent(connection, new, due)
        await chats.move_chat(connection, -1, -100)
        assert await due_at(connection, due + timedelta(minutes=5)) == []
        (hour,) = await due_at(connection, BEGINS - HOUR)
        assert hour.chat_id == -100


async def test_what_is_queued_in_the_order_of_chats_names_no_forgotten_one(
    database: Database,
) -> None:
    cursors = ("announcements", "meeting_changes")
    async with database.transaction() as connection:
        await fill(connection, 21, 22)
        await announcements.begin_draft(connection, 21, "en", NOW)
        await meetings.load_pack_meetings(connection, [a_meeting(begins=BEGINS + HOUR)], NOW)
        for table in cursors:
            await connection.execute(text(f"UPDATE {table} SET queued_to_chat_id = 22"))

        async def queued_to() -> list[int | None]:
            return [
                await connection.scalar(text(f"SELECT max(queued_to_chat_id) FROM {table}"))
                for table in cursors
            ]

        assert await queued_to() == [22, 22]
        await chats.forget_chat(connection, 22)
        assert await queued_to() == [21, 21]
        await chats.forget_chat(connection, 21)
        nobody = await queued_to()
        assert nobody[0] is None and (nobody[1] or 0) < -(2**60)


async def test_who_is_forgotten_leaves_the_list_and_the_record(database: Database) -> None:
    async with database.transaction() as connection:
        await fill(connection, 1)
        assert await chats.forget_chat(connection, 1)
        (turn,) = (await connection.execute(floor_turns.select())).all()
        (act,) = await floor.acts.acts(connection, turn.session)
    assert (turn.state, turn.name, turn.title, turn.chat_id) == ("withdrawn", "", "", None)
    assert (act.actor, act.name) == (None, None)

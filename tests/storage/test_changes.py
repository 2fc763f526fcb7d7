"""What a change, a cancellation or a new pack means for those who are subscribed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from storage import deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from storage.meetings import PackLoad
from storage.tables import chats as chat_table
from tests.storage.calendar import (
    DAY,
    EVENT_ZONE,
    HOUR,
    NOW,
    SOON,
    a_meeting,
    due_at,
    mark_sent,
    states,
)

BEGINS = NOW + 3 * DAY


async def test_loading_a_pack_again_changes_nothing(database: Database) -> None:
    rows = [a_meeting(), a_meeting("rome", BEGINS + DAY, roundtables=())]
    async with database.transaction() as connection:
        first = await meetings.load_pack_meetings(connection, rows, NOW)
        kept = await meetings.all_meetings(connection)
        again = await meetings.load_pack_meetings(connection, rows, NOW + DAY)
        assert await meetings.all_meetings(connection) == kept
    assert first == PackLoad(("lima", "rome"), (), (), ())
    assert again == PackLoad((), (), (), ())
    assert [(each.id, each.revision, each.origin, each.status) for each in kept] == [
        ("lima", 1, "pack", "planned"),
        ("rome", 1, "pack", "planned"),
    ]
    assert kept[0].roundtables == (2,)


async def test_a_new_meeting_of_the_pack_is_told_once_to_whom_it_concerns(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "kind", "rcp", NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await subscriptions.subscribe(connection, 2, "kind", "global", NOW)
        rows = [a_meeting(), a_meeting("rome", BEGINS + DAY)]
        load = await meetings.load_pack_meetings(connection, rows, NOW + HOUR)
        assert load == PackLoad(("rome",), (), (), ())
        sent = await due_at(connection, NOW + HOUR)
        assert [(each.chat_id, each.notice, each.subject) for each in sent] == [(1, "new", "rome")]
        await meetings.load_pack_meetings(connection, rows, NOW + 2 * HOUR)
        assert await due_at(connection, NOW + 2 * HOUR) == []


async def test_a_new_meeting_is_told_after_quiet_hours(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting("far", NOW + 90 * DAY)], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        minute = 13 * 60 - 5 * 60  # NOW in Lima, for a chat that chose no zone
        await reminder_settings.set_quiet_hours(connection, 1, minute - 60, minute + 60)
        await meetings.change_meeting(connection, a_meeting(), NOW)
        assert await due_at(connection, NOW + HOUR / 2) == []
        assert [each.notice for each in await due_at(connection, NOW + HOUR)] == ["new"]


async def test_mere_words_are_not_told_and_repeat_or_lose_no_reminder(database: Database) -> None:
    worded = a_meeting(title="Better words")
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        for chat_id in (1, 2):
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        now = BEGINS - DAY
        await deliveries.plan(connection, now, now, EVENT_ZONE)
        (first,) = await deliveries.claim(connection, now, 1, 60)
        await mark_sent(connection, [first.id], now)
        # The other's is due and unsent while the program starts with the new pack.
        load = await meetings.load_pack_meetings(connection, [worded], now + HOUR)
        assert load == PackLoad((), ("lima",), (), ())
        sent = await due_at(connection, now + HOUR)
        assert [(each.chat_id, each.notice, each.revision) for each in sent] == [(2, "reminder", 2)]
        assert sent[0].body == worded.body
        (first, *_) = await meetings.revisions_since(connection, "lima", 1)
        assert (first.number, first.body) == (1, a_meeting().body)
        assert len(await due_at(connection, BEGINS - HOUR)) == 2


async def test_nothing_for_the_old_time_goes_out_after_a_move(database: Database) -> None:
    moved = a_meeting(begins=BEGINS + DAY)
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await due_at(connection, BEGINS - DAY)
        await deliveries.plan(connection, BEGINS - DAY, BEGINS, EVENT_ZONE)
        now = BEGINS - 2 * HOUR
        assert await meetings.change_meeting(connection, moved, now) == 2
        (change,) = await due_at(connection, now + SOON)
        assert (change.notice, change.revision, change.restored) == ("change", 2, False)
        assert (change.previous_body, change.body) == (a_meeting().body, moved.body)
        assert await due_at(connection, BEGINS - HOUR) == []
        assert ("reminder", 3600, "cancelled", "outdated") in await states(connection, 1)
        # What was sent for the old time is sent again for the new one.
        sent = await due_at(connection, BEGINS)
        assert [(each.lead, each.revision) for each in sent] == [(86400, 2)]
        assert [each.lead for each in await due_at(connection, BEGINS + DAY - HOUR)] == [3600]


async def test_another_place_is_told_and_leaves_the_reminders(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await due_at(connection, BEGINS - DAY)
        await meetings.change_meeting(connection, a_meeting(venue="Room 2"), BEGINS - 5 * HOUR)
        sent = await due_at(connection, BEGINS - 4 * HOUR)
        assert [each.notice for each in sent] == ["change"]
        assert [each.lead for each in await due_at(connection, BEGINS - HOUR)] == [3600]


async def test_several_changes_come_as_one_notice_of_what_was_known(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await meetings.change_meeting(connection, a_meeting(venue="Room 2"), NOW)
        last = a_meeting(venue="Room 3", begins=BEGINS + HOUR)
        await meetings.change_meeting(connection, last, NOW + SOON / 3)
        (change,) = await due_at(connection, NOW + 2 * SOON)
        assert (change.previous_body, change.body) == (a_meeting().body, last.body)
        # There and back again before anybody was told: nothing to tell.
        await meetings.change_meeting(connection, a_meeting(), NOW + HOUR)
        await meetings.change_meeting(connection, last, NOW + HOUR)
        assert await due_at(connection, NOW + HOUR + SOON) == []


async def test_the_last_word_on_why_and_by_whom_goes_with_a_notice(database: Database) -> None:
    desk = meetings.Edit("the hall was flooded", "the secretariat")
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await meetings.change_meeting(connection, a_meeting(venue="Room 2"), NOW, desk)
        # One notice of two changes; of the second nobody said why.
        await meetings.change_meeting(connection, a_meeting(venue="Room 3"), NOW)
        (change,) = await due_at(connection, NOW + SOON)
        assert (change.reason, change.edited_by) == (desk.reason, desk.by)
        await meetings.change_meeting(connection, a_meeting(venue="Room 4"), NOW + HOUR)
        (silent,) = await due_at(connection, NOW + HOUR + SOON)
        assert (silent.reason, silent.edited_by) == (None, None)
        again = meetings.Edit("no quorum")
        await meetings.cancel_meeting(connection, "lima", NOW + 2 * HOUR, again)
        (cancelled,) = await due_at(connection, NOW + 2 * HOUR)
        assert (cancelled.reason, cancelled.edited_by) == ("no quorum", None)


async def test_a_change_of_a_meeting_that_is_near_goes_out_at_once(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        now = BEGINS - HOUR / 2
        await due_at(connection, now)
        await meetings.change_meeting(connection, a_meeting(venue="Room 2"), now)
        assert [each.notice for each in await due_at(connection, now)] == ["change"]


async def test_a_cancellation_is_told_at_once_and_no_pack_takes_it_back(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await subscriptions.subscribe(connection, 2, "region", "africa", NOW)
        await deliveries.plan(connection, NOW, BEGINS, EVENT_ZONE)
        await meetings.cancel_meeting(connection, "lima", NOW + HOUR)
        await meetings.cancel_meeting(connection, "lima", NOW + HOUR)
        sent = await due_at(connection, NOW + HOUR)
        assert [(each.chat_id, each.notice) for each in sent] == [(1, "cancellation")]
        await meetings.load_pack_meetings(connection, [a_meeting(venue="Room 2")], NOW + 2 * HOUR)
        kept = await meetings.find_meeting(connection, "lima")
        assert kept is not None
        assert (kept.status, kept.revision) == ("cancelled", 3)
        assert await deliveries.next_due(connection, NOW + 2 * HOUR, EVENT_ZONE) is None
        assert await due_at(connection, BEGINS) == []
        agenda = await subscriptions.agenda(connection, 1, NOW + 2 * HOUR)
        assert [each.status for each in agenda] == ["cancelled"]


async def test_a_restored_meeting_is_told_to_whom_its_cancellation_was(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await meetings.cancel_meeting(connection, "lima", NOW)
        await due_at(connection, NOW)
        await subscriptions.subscribe(connection, 2, "all", "", NOW)
        await meetings.restore_meeting(connection, "lima", NOW + HOUR)
        sent = await due_at(connection, NOW + HOUR + SOON)
        assert {(each.notice, each.restored) for each in sent} == {("change", True)}
        assert [each.lead for each in await due_at(connection, BEGINS - DAY)] == [86400] * 2
        # Cancelled and restored before anybody heard of it.
        await meetings.cancel_meeting(connection, "lima", BEGINS - 9 * HOUR)
        await meetings.restore_meeting(connection, "lima", BEGINS - 9 * HOUR)
        assert await due_at(connection, BEGINS - 8 * HOUR) == []


async def test_a_local_edit_stays_whatever_the_pack_says(database: Database) -> None:
    edited = a_meeting(venue="Room 9")
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        assert await meetings.change_meeting(connection, edited, NOW) == 2
        assert await meetings.change_meeting(connection, edited, NOW) == 2
        load = await meetings.load_pack_meetings(connection, [a_meeting(venue="Room 3")], NOW)
        assert load == PackLoad((), (), ("lima",), ())
        kept = await meetings.find_meeting(connection, "lima")
        assert kept is not None
        assert (kept.body, kept.origin) == (edited.body, "local")
        await meetings.load_pack_meetings(connection, [a_meeting("rome")], NOW)
        gone = await meetings.load_pack_meetings(connection, [], NOW)
        assert gone == PackLoad((), (), (), ("rome",))


async def test_who_was_not_told_of_a_new_meeting_hears_of_it_as_it_is_now(
    database: Database,
) -> None:
    later = a_meeting(begins=BEGINS + DAY)
    async with database.transaction() as connection:
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await meetings.change_meeting(connection, a_meeting(), NOW)
        await meetings.change_meeting(connection, later, NOW)
        (new,) = await due_at(connection, NOW + SOON)
        assert (new.notice, new.body) == ("new", later.body)
        await meetings.change_meeting(connection, a_meeting("rome"), NOW)
        await meetings.cancel_meeting(connection, "rome", NOW)
        assert await due_at(connection, NOW + SOON) == []


async def test_a_move_over_the_border_of_kinds_reaches_who_is_subscribed_now(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        await subscriptions.subscribe(connection, 1, "kind", "rcp", NOW)
        await subscriptions.subscribe(connection, 2, "roundtable", "3", NOW)
        other = replace(a_meeting(), kind="global", roundtables=(3,))
        await meetings.change_meeting(connection, other, NOW)
        assert [each.chat_id for each in await due_at(connection, BEGINS - DAY)] == [2]


async def test_as_many_are_counted_as_are_told(database: Database) -> None:
    meeting = a_meeting(roundtables=(2, 3))
    ways = (
        ("all", ""), ("meeting", "lima"), ("kind", "rcp"), ("region", "americas"),
        ("roundtable", "3"), ("roundtable", "1"), ("kind", "global"), ("all", ""), ("all", ""),
    )  # fmt: skip
    async with database.transaction() as connection:
        await meetings.change_meeting(connection, meeting, NOW)
        await deliveries.queue_all_change_notices(connection)
        for chat, (what, value) in enumerate(ways, 1):
            await subscriptions.subscribe(connection, chat, what, value, NOW)
        # Twice over is told once; who switched it off or left is not told.
        await subscriptions.subscribe(connection, 1, "kind", "rcp", NOW)
        await subscriptions.except_meeting(connection, 8, "lima")
        gone = update(chat_table).where(chat_table.c.id == 9).values(reachable=False)
        await connection.execute(gone)
        counted = await subscriptions.count_subscribers(connection, [meeting])
        moved = a_meeting(begins=NOW + 2 * DAY, roundtables=(2, 3))
        assert meetings.notifies_subscribers(meeting, moved)
        assert meetings.notifies_subscribers(meeting, a_meeting(venue="Room 2"))
        assert not meetings.notifies_subscribers(
            meeting, a_meeting(title="Other", roundtables=(1,))
        )
        await meetings.change_meeting(connection, moved, NOW + HOUR)
    later = NOW + HOUR + timedelta(minutes=3)
    async with database.transaction() as connection:
        told = [each.chat_id for each in await due_at(connection, later) if each.notice == "change"]
    assert sorted(told) == [1, 2, 3, 4, 5]
    assert counted == len(told)


async def test_of_several_meetings_a_chat_counts_once_where_it_is_told_of_any(
    database: Database,
) -> None:
    rows = [a_meeting("lima", BEGINS), a_meeting("rome", BEGINS, kind="global", roundtables=(3,))]
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, rows, NOW)
        for chat, (what, value) in enumerate(
            (
                ("all", ""),
                ("all", ""),
                ("kind", "rcp"),
                ("roundtable", "3"),
                ("kind", "other"),
                ("meeting", "lima"),
            ),
            1,
        ):
            await subscriptions.subscribe(connection, chat, what, value, NOW)
        await subscriptions.subscribe(connection, 1, "kind", "rcp", NOW)
        # Who switched one off is told of the other; who switched off all there is, of nothing.
        await subscriptions.except_meeting(connection, 2, "lima")
        await subscriptions.except_meeting(connection, 3, "lima")
        counted = await subscriptions.count_subscribers(connection, rows)
        assert await subscriptions.count_subscribers(connection, []) == 0
        moved = [replace(each, time_zone="Europe/Rome") for each in rows]
        await meetings.change_meetings(connection, moved, NOW)
        told = {each.chat_id for each in await due_at(connection, NOW + SOON)}
    assert told == {1, 2, 4, 6}
    assert counted == len(told)

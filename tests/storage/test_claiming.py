"""The outbox: claimed with a lease, looked at again, settled once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import chats, deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from tests.storage.calendar import (
    DAY,
    EVENT_ZONE,
    HOUR,
    NOW,
    a_meeting,
    count_states,
    due_at,
    mark_failed,
    mark_sent,
    mark_unreachable,
    retry_at,
    states,
)

BEGINS = NOW + 3 * DAY
DUE = BEGINS - DAY
LEASE = timedelta(seconds=60)


@pytest.fixture
async def due(database: Database) -> Database:
    """One meeting, three chats, all to be reminded at DUE."""
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
        for chat_id in (1, 2, 3):
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        assert await deliveries.plan(connection, NOW, DUE, EVENT_ZONE) == 3
        assert await deliveries.plan(connection, NOW, DUE, EVENT_ZONE) == 0
    return database


async def test_what_is_claimed_is_nobody_elses_until_its_lease_is_over(due: Database) -> None:
    async with due.transaction() as connection:
        first = await deliveries.claim(connection, DUE, 2, 60)
        second = await deliveries.claim(connection, DUE, 2, 60)
        assert {each.chat_id for each in first + second} == {1, 2, 3}
        assert len(first) == 2
        await mark_sent(connection, [each.id for each in second], DUE)
        assert await deliveries.claim(connection, DUE + LEASE / 2, 9, 60) == []
        assert await deliveries.next_due(connection, DUE, EVENT_ZONE) == DUE + LEASE
        again = await deliveries.claim(connection, DUE + LEASE, 9, 60)
        assert [(each.id, each.attempts) for each in again] == [(each.id, 2) for each in first]


async def test_what_a_killed_program_claimed_is_given_back_at_its_next_start(
    due: Database,
) -> None:
    async with due.transaction() as connection:
        await deliveries.claim(connection, DUE, 2, 60)
        assert await deliveries.release_all_claims(connection) == 2
        assert len(await deliveries.claim(connection, DUE, 9, 60)) == 3


async def test_what_went_out_after_its_lease_is_sent(due: Database) -> None:
    async with due.transaction() as connection:
        (slow,) = await deliveries.claim(connection, DUE, 1, 60)
        await deliveries.release_all_claims(connection)
        await mark_sent(connection, [slow.id], DUE + 2 * LEASE)
        rest = await due_at(connection, DUE + 2 * LEASE)
        assert slow.chat_id not in {each.chat_id for each in rest}


async def test_what_is_tried_again_waits_and_what_failed_does_not(due: Database) -> None:
    async with due.transaction() as connection:
        one, two, three = await deliveries.claim(connection, DUE, 9, 60)
        await retry_at(connection, [one.id], DUE + 2 * LEASE, "busy")
        await mark_failed(connection, [two.id], "bad_request", DUE)
        await mark_sent(connection, [three.id], DUE)
        assert await deliveries.claim(connection, DUE + LEASE, 9, 60) == []
        assert await deliveries.next_due(connection, DUE + LEASE, EVENT_ZONE) == DUE + 2 * LEASE
        (again,) = await deliveries.claim(connection, DUE + 3 * LEASE, 9, 60)
        assert (again.id, again.attempts, again.late) == (one.id, 2, True)
        assert await states(connection, two.chat_id) == [
            ("reminder", 86400, "failed", "bad_request")
        ]
        assert await count_states(connection) == {"claimed": 1, "sent": 1, "failed": 1}


async def test_a_batch_has_each_chat_once_and_the_oldest_first(database: Database) -> None:
    async with database.transaction() as connection:
        rows = [a_meeting(f"m{number}", BEGINS + number * HOUR) for number in range(4)]
        await meetings.load_pack_meetings(connection, rows, NOW)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await subscriptions.subscribe(connection, 2, "meeting", "m3", NOW)
        now = DUE + 4 * HOUR
        await deliveries.plan(connection, now, now, EVENT_ZONE)
        batches: list[list[tuple[int, str]]] = []
        while batch := await deliveries.claim(connection, now, 9, 60):
            batches.append([(each.chat_id, each.subject) for each in batch])
    assert batches == [[(1, "m0"), (2, "m3")], [(1, "m1")], [(1, "m2")], [(1, "m3")]]


async def test_many_missed_reminders_are_taken_together_and_a_few_are_not(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        rows = [a_meeting(f"m{number}", BEGINS + number * HOUR) for number in range(6)]
        await meetings.load_pack_meetings(connection, rows, NOW)
        for chat_id in (1, 2, 3):
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        for number in (0, 1):
            await subscriptions.except_meeting(connection, 2, f"m{number}")
        await reminder_settings.set_lead_times(connection, 3, [86400 + 3600, 86400], NOW)
        now = DUE + 5 * HOUR
        await deliveries.plan(connection, now, now, EVENT_ZONE)
        await subscriptions.except_meeting(connection, 1, "m0")
        summaries = await deliveries.claim_missed(connection, now, 9, 60)
        summaries.sort(key=lambda one: one[0].chat_id)
        assert [[(each.chat_id, each.subject, each.late) for each in one] for one in summaries] == [
            [(1, f"m{number}", True) for number in (1, 2, 3, 4)],
            # Of two lead times that were missed, the nearer one.
            [(3, f"m{number}", True) for number in (0, 1, 2, 3, 4)],
        ]
        assert summaries[0][0].subscriptions == (("all", ""),)
        assert await deliveries.claim_missed(connection, now, 9, 60) == []
        singly = await deliveries.claim(connection, now, 9, 60)
        assert {(each.chat_id, each.subject, each.late) for each in singly} == {
            (1, "m5", False),
            (2, "m2", True),
            (3, "m5", False),
        }
        # What could not be sent together is tried together again.
        ids = [each.id for each in summaries[0]]
        await retry_at(connection, ids, now, "network")
        (again,) = await deliveries.claim_missed(connection, now, 9, 60)
        assert [(each.id, each.attempts) for each in again] == [(id, 2) for id in ids]


async def test_what_is_given_back_untried_is_looked_at_again(due: Database) -> None:
    async with due.transaction() as connection:
        batch = await deliveries.claim(connection, DUE, 9, 60)
        await subscriptions.except_meeting(connection, 2, "lima")
        await deliveries.unclaim(connection, [each.id for each in batch])
        again = await deliveries.claim(connection, DUE, 9, 60)
        assert [(each.chat_id, each.attempts) for each in again] == [(1, 1), (3, 1)]


@pytest.mark.parametrize("again", [False, True])
async def test_unsubscribed_between_planning_and_claiming(due: Database, again: bool) -> None:
    async with due.transaction() as connection:
        assert await subscriptions.unsubscribe(connection, 1, "all", "")
        assert not await subscriptions.unsubscribe(connection, 1, "all", "")
        if again:
            await subscriptions.subscribe(connection, 1, "kind", "rcp", NOW + HOUR)
        assert ({each.chat_id for each in await due_at(connection, DUE)} == {1, 2, 3}) is again


async def test_unsubscribed_while_the_program_was_gone_with_it_claimed(due: Database) -> None:
    async with due.transaction() as connection:
        await deliveries.claim(connection, DUE, 9, 60)
        await subscriptions.unsubscribe(connection, 1, "all", "")
        await subscriptions.except_meeting(connection, 2, "lima")
        sent = await due_at(connection, DUE + LEASE)
        assert [each.chat_id for each in sent] == [3]
        assert await states(connection, 1) == [("reminder", 86400, "cancelled", "unsubscribed")]


async def test_moved_and_given_up_while_the_program_was_gone_with_it_claimed(
    due: Database,
) -> None:
    async with due.transaction() as connection:
        await deliveries.claim(connection, DUE, 9, 60)
        await reminder_settings.set_lead_times(connection, 1, [3600], DUE)
        assert 1 not in {each.chat_id for each in await due_at(connection, DUE + LEASE)}
        await deliveries.plan(connection, BEGINS - HOUR, BEGINS, EVENT_ZONE)
        assert len(await deliveries.claim(connection, BEGINS - HOUR, 9, 60)) == 3
        await meetings.change_meeting(connection, a_meeting(begins=BEGINS + DAY), BEGINS - HOUR)
        sent = await due_at(connection, BEGINS - HOUR + 5 * LEASE)
        assert {each.notice for each in sent} == {"change"}


async def test_who_subscribed_just_before_and_was_written_down_just_after(due: Database) -> None:
    second = timedelta(seconds=1)
    async with due.transaction() as connection:
        await deliveries.plan(connection, DUE + second, DUE + second, EVENT_ZONE)
        await subscriptions.subscribe(connection, 4, "all", "", DUE - second)
        assert 4 in {each.chat_id for each in await due_at(connection, DUE + 2 * second)}


async def test_what_something_else_covers_goes_on(due: Database) -> None:
    async with due.transaction() as connection:
        assert await subscriptions.subscribe(connection, 1, "region", "americas", NOW)
        assert not await subscriptions.subscribe(connection, 1, "region", "americas", NOW)
        await subscriptions.unsubscribe(connection, 1, "all", "")
        assert {each.chat_id for each in await due_at(connection, DUE)} == {1, 2, 3}


async def test_a_meeting_switched_off_and_on_again(due: Database) -> None:
    async with due.transaction() as connection:
        await subscriptions.except_meeting(connection, 1, "lima")
        assert not await subscriptions.is_subscribed(connection, 1, "lima")
        assert await subscriptions.exceptions_of(connection, 1) == ["lima"]
        assert await subscriptions.agenda(connection, 1, NOW) == []
        await due_at(connection, DUE)
        now = DUE + HOUR
        await subscriptions.subscribe(connection, 1, "meeting", "lima", now)
        assert await subscriptions.is_subscribed(connection, 1, "lima")
        assert await due_at(connection, now) == []  # what fell due meanwhile stays unsent
        assert 1 in {each.chat_id for each in await due_at(connection, BEGINS - HOUR)}


async def test_an_exception_ends_with_what_it_is_excepted_from(due: Database) -> None:
    async with due.transaction() as connection:
        await subscriptions.except_meeting(connection, 1, "lima")
        await subscriptions.unsubscribe(connection, 1, "all", "")
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        assert await subscriptions.is_subscribed(connection, 1, "lima")


async def test_a_chat_that_cannot_be_written_to_rests_until_it_writes(due: Database) -> None:
    async with due.transaction() as connection:
        await mark_unreachable(connection, 1, NOW)
        kept = await chats.find_chat(connection, 1)
        assert kept is not None
        assert not kept.reachable
        assert [each.chat_id for each in await due_at(connection, DUE)] == [2, 3]
        # It comes back: nothing it missed, everything to come.
        await chats.get_or_create_chat(connection, 1, DUE + HOUR)
        assert await due_at(connection, DUE + HOUR) == []
        assert len(await due_at(connection, BEGINS - HOUR)) == 3


async def test_a_chat_that_comes_back_in_time_misses_nothing(due: Database) -> None:
    async with due.transaction() as connection:
        await mark_unreachable(connection, 1, NOW)
        await chats.get_or_create_chat(connection, 1, DUE - HOUR)
        assert len(await due_at(connection, DUE)) == 3


async def test_a_snoozed_reminder_comes_once_at_its_own_instant(due: Database) -> None:
    async with due.transaction() as connection:
        await due_at(connection, DUE)
        until = DUE + 2 * HOUR
        assert await deliveries.snooze(connection, 1, "lima", until, DUE)
        assert not await deliveries.snooze(connection, 1, "lima", until, DUE)
        assert not await deliveries.snooze(connection, 1, "lima", BEGINS, DUE)
        assert not await deliveries.snooze(connection, 1, "none", until, DUE)
        assert await deliveries.upcoming(connection, 1, DUE) == [
            ("lima", until),
            ("lima", BEGINS - HOUR),
        ]
        (snoozed,) = await due_at(connection, until)
        assert (snoozed.notice, snoozed.lead) == ("snoozed", 22 * 3600)
        assert await due_at(connection, until) == []
        await deliveries.snooze(connection, 1, "lima", until + HOUR, until)
        await subscriptions.forget_subscriptions(connection, 1)
        assert await due_at(connection, until + HOUR) == []

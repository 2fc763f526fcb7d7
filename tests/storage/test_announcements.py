"""Announcements: to whom they go, bit by bit, once each; paused, stopped, changed, taken back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import announcements, chats, deliveries, meetings, subscriptions
from storage.announcements import CORRECTABLE_FOR, Announcement, Reach, Version, queueing
from storage.database import Database
from storage.tables import chats as chat_table
from tests.storage.calendar import (
    DAY,
    HOUR,
    NOW,
    a_chat,
    a_meeting,
    count_states,
    mark_failed,
    mark_sent,
    mark_unreachable,
    retry_at,
    states,
)

OLGA = 201


async def many_chats(connection: AsyncConnection, ids: Iterable[int]) -> None:
    rows = [{"id": each, "created": NOW, "last_seen": NOW.date()} for each in ids]
    await connection.execute(insert(chat_table), rows)


async def a_draft(
    connection: AsyncConnection, what: str = "everybody", value: str = ""
) -> Announcement:
    draft = await announcements.begin_draft(connection, OLGA, "en", NOW)
    await announcements.save_version(connection, draft.id, "en", 0, Version("text", "<b>Hi</b>"))
    await announcements.set_audience(connection, draft.id, what, value)
    return await again(connection, draft)


async def again(connection: AsyncConnection, it: Announcement) -> Announcement:
    found = await announcements.find(connection, it.id)
    assert found is not None
    return found


async def sent_to(connection: AsyncConnection, limit: int = 200, rounds: int = 99) -> list[int]:
    """The chats that something is sent to, as the bot works through it."""
    sent: list[int] = []
    for _ in range(rounds):
        await announcements.queue_due(connection, NOW)
        batch = await deliveries.claim(connection, NOW, limit, 60)
        if not batch:
            break
        await mark_sent(connection, [each.id for each in batch], NOW)
        rows = [(int(each.subject.split(":")[1]), each.chat_id, 7, "en") for each in batch]
        await announcements.save_messages(connection, rows)
        sent += [each.chat_id for each in batch]
    return sent


async def test_everybody_gets_it_once_and_few_wait_at_a_time(database: Database) -> None:
    everybody = [*range(-5, 0), *range(1, 1296)]
    async with database.transaction() as connection:
        await many_chats(connection, everybody)
        draft = await a_draft(connection)
        assert await announcements.start(connection, draft, NOW)
        assert not await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        await announcements.queue_due(connection, NOW)
        assert await count_states(connection) == {"pending": queueing.MAX_QUEUED}
        assert sorted(await sent_to(connection)) == everybody
        it = await again(connection, draft)
        assert (it.status, it.chats, it.ended) == ("sent", 1300, NOW)
        assert (await announcements.tally(connection, it)).sent == 1300
        assert await sent_to(connection) == []


async def test_each_audience_is_those_it_names(database: Database) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting(), a_meeting("rome")], NOW)
        await many_chats(connection, range(1, 8))
        for chat, what, value in (
            (1, "all", ""), (2, "kind", "rcp"), (3, "region", "americas"), (4, "roundtable", "2"),
            (5, "meeting", "lima"), (6, "kind", "rcp"),
        ):  # fmt: skip
            await subscriptions.subscribe(connection, chat, what, value, NOW)
        await subscriptions.except_meeting(connection, 6, "lima")
        await chats.set_language(connection, 7, "fr")
        expected = {
            ("everybody", ""): [1, 2, 3, 4, 5, 6, 7], ("all", ""): [1], ("kind", "rcp"): [1, 2, 6],
            ("region", "americas"): [1, 3], ("roundtable", "2"): [1, 4],
            ("meeting", "lima"): [1, 2, 3, 4, 5], ("language", "fr"): [7], ("kind", "none"): [1],
        }  # fmt: skip
        for (what, value), wanted in expected.items():
            draft = await a_draft(connection, what, value)
            reach = await announcements.count_audience(connection, what, value)
            assert (what, reach.chats) == (what, len(wanted))
            await announcements.start(connection, draft, NOW)
            assert sorted(await sent_to(connection)) == wanted


async def test_whoever_cannot_be_reached_is_not_counted_in(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, (1, 2))
        await mark_unreachable(connection, 2, NOW)
        assert await announcements.count_audience(connection, "everybody", "") == Reach(1, 0)


async def test_a_scheduled_one_begins_by_itself(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, (1,))
        draft = await a_draft(connection)
        await announcements.schedule(connection, draft.id, NOW + HOUR, "en")
        assert await announcements.next_scheduled(connection) == NOW + HOUR
        assert await sent_to(connection) == []
        await announcements.queue_due(connection, NOW + HOUR)
        assert (await again(connection, draft)).status == "sending"
        assert await announcements.next_scheduled(connection) is None


async def test_paused_nothing_more_goes_out_and_resumed_only_the_rest(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 1001))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        first = await sent_to(connection, rounds=2)
        assert await announcements.pause(connection, draft.id)
        assert not await announcements.pause(connection, draft.id)
        assert await sent_to(connection) == []
        assert await announcements.resume(connection, await again(connection, draft))
        rest = await sent_to(connection)
        assert sorted(first + rest) == list(range(1, 1001))
        assert (await again(connection, draft)).status == "sent"


async def test_what_was_to_be_tried_again_waits_while_it_is_paused(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, (1,))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        (under_way,) = await deliveries.claim(connection, NOW, 9, 60)
        await announcements.pause(connection, draft.id)
        await retry_at(connection, [under_way.id], NOW, "network")
        assert await sent_to(connection) == []
        await announcements.resume(connection, await again(connection, draft))
        assert await sent_to(connection) == [1]


async def test_stopped_it_stays_stopped_and_says_what_went_out(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 1001))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        first = await sent_to(connection, rounds=1)
        assert await announcements.stop(connection, draft.id, NOW)
        it = await again(connection, draft)
        assert not await announcements.resume(connection, it)
        assert await sent_to(connection) == []
        assert (await announcements.tally(connection, it)).sent == len(first) == 200


async def test_the_tally_tells_blocked_from_failed(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 6))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        taken = {each.chat_id: each.id for each in await deliveries.claim(connection, NOW, 9, 60)}
        await mark_sent(connection, [taken[1]], NOW)
        await mark_failed(connection, [taken[2], taken[3]], "refused", NOW)
        await mark_failed(connection, [taken[4]], "blocked", NOW)
        tally = await announcements.tally(connection, draft)
        assert (tally.sent, tally.blocked, tally.failed) == (1, 1, {"refused": 2})
        assert (await again(connection, draft)).status == "sending"


async def test_a_correction_goes_to_the_messages_in_its_language_only(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, (1, 2, 3))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await sent_to(connection)
        await announcements.save_messages(connection, [(draft.id, 2, 8, "fr")])
        it = await again(connection, draft)
        assert not await announcements.pause(connection, it.id)
        await announcements.save_version(connection, it.id, "fr", 1, Version("text", "Salut"))
        assert await announcements.count_messages(connection, it.id, "correction", 1) == 1
        assert await announcements.correct(connection, it, NOW, "en", 5)
        # The same order again, from an update that is handled twice.
        assert not await announcements.correct(connection, it, NOW, "en", 5)
        await announcements.queue_due(connection, NOW)
        (only,) = await deliveries.claim(connection, NOW, 9, 60)
        assert (only.chat_id, only.notice, only.revision) == (2, "correction", 1)
        said = await announcements.versions_of(connection, it.id, 1)
        assert said["fr"] == (1, Version("text", "Salut")) and said["en"][0] == 0


async def test_a_withdrawal_goes_to_every_message_also_after_a_stop(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 1001))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        first = await sent_to(connection, rounds=1)
        await announcements.stop(connection, draft.id, NOW)
        it = await again(connection, draft)
        assert await announcements.withdraw(connection, it, NOW, "en", 5)
        assert sorted(await sent_to(connection)) == sorted(first)
        it = await again(connection, it)
        assert (it.status, it.job, it.chats) == ("sent", "withdrawal", 200)


async def test_a_reminder_that_falls_due_meanwhile_does_not_wait_for_all(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 3001))
        await meetings.load_pack_meetings(connection, [a_meeting(begins=NOW + DAY)], NOW - DAY)
        await subscriptions.subscribe(connection, 9001, "all", "", NOW - DAY)
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await sent_to(connection, rounds=1)
        await deliveries.plan(connection, NOW, NOW, "America/New_York")
        ahead = 200
        while True:
            await announcements.queue_due(connection, NOW)
            batch = await deliveries.claim(connection, NOW, 200, 60)
            await mark_sent(connection, [each.id for each in batch], NOW)
            if any(each.notice == "reminder" for each in batch):
                break
            ahead += len(batch)
        assert ahead <= queueing.MAX_QUEUED


async def test_an_author_who_is_forgotten_leaves_no_trace_and_no_draft(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, (1,))
        sent = await a_draft(connection)
        await announcements.start(connection, sent, NOW, "en", 5)
        await sent_to(connection)
        draft = await a_draft(connection)
        await announcements.forget_author(connection, OLGA)
        assert await announcements.find(connection, draft.id) is None
        assert await announcements.versions_of(connection, draft.id, 9) == {}
        left = await again(connection, sent)
        assert (left.author, left.progress_message_id) == (None, None)
        assert await announcements.progress_outdated(connection) == []


async def test_a_draft_is_one_for_each_author_until_it_is_discarded(database: Database) -> None:
    async with database.transaction() as connection:
        await a_chat(connection, 1)
        draft = await a_draft(connection)
        assert await announcements.begin_draft(connection, OLGA, "fr", NOW) == draft
        assert (await announcements.begin_draft(connection, 7, "fr", NOW)).id != draft.id
        assert await announcements.discard_draft(connection, draft.id)
        assert not await announcements.discard_draft(connection, draft.id)
        assert await announcements.drafts_of(connection, OLGA) == []
        assert await states(connection, 1) == []


async def test_who_switched_announcements_off_gets_none_also_in_the_last_moment(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 5))
        await chats.set_announcements(connection, 1, False)
        reach = await announcements.count_audience(connection, "everybody", "")
        assert reach == Reach(3, 1)
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        # In the outbox already; then one more switches them off, another off and on again.
        await chats.set_announcements(connection, 2, False)
        await chats.set_announcements(connection, 3, False)
        await chats.set_announcements(connection, 3, True)
        assert await sent_to(connection) == [3, 4]
        it = await again(connection, draft)
        tally = await announcements.tally(connection, it)
        assert (it.status, tally.sent, tally.switched_off) == ("sent", 2, 1)
        # What they have, they have: it is corrected there, too.
        await chats.set_announcements(connection, 3, False)
        assert await announcements.withdraw(connection, it, NOW, "en", 5)
        assert await sent_to(connection) == [3, 4]


async def test_the_switch_moves_with_a_group_and_goes_when_it_is_forgotten(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, (-1, -100))
        await chats.set_announcements(connection, -1, False)
        await chats.move_chat(connection, -1, -100)
        moved = await chats.find_chat(connection, -100)
        assert moved is not None and not moved.announcements
        await chats.forget_chat(connection, -100)
        begun_anew = await chats.get_or_create_chat(connection, -100, NOW)
        assert begun_anew.announcements


async def test_a_report_stays_right_after_its_deliveries_are_forgotten(database: Database) -> None:
    long_after = NOW + 200 * DAY
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 11))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        taken = {each.chat_id: each.id for each in await deliveries.claim(connection, NOW, 99, 60)}
        await mark_failed(connection, [taken.pop(1)], "blocked", NOW)
        await mark_failed(connection, [taken.pop(2)], "refused", NOW)
        await mark_sent(connection, list(taken.values()), NOW)
        await announcements.queue_due(connection, NOW)
        it = await again(connection, draft)
        before = await announcements.tally(connection, it)
        assert (before.sent, before.blocked, before.failed) == (8, 1, {"refused": 1})
        await chats.forget_chat(connection, 3)
        assert await deliveries.prune_deliveries(connection, long_after, 99) == 9
        await announcements.queue_due(connection, long_after)
        assert await announcements.tally(connection, await again(connection, it)) == before
        # What is done about it next is counted by itself.
        assert await announcements.withdraw(connection, it, long_after, "en", 5)
        assert (await announcements.tally(connection, await again(connection, it))).sent == 0


async def test_one_that_is_stopped_is_counted_once_what_was_under_way_has_ended(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, (1, 2, 3))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        under_way = await deliveries.claim(connection, NOW, 2, 60)
        await announcements.stop(connection, draft.id, NOW)
        await announcements.queue_due(connection, NOW)
        assert (await again(connection, draft)).tally is None
        await mark_sent(connection, [each.id for each in under_way], NOW)
        assert await sent_to(connection) == []
        await announcements.queue_due(connection, NOW)
        it = await again(connection, draft)
        assert it.tally is not None
        assert (await announcements.tally(connection, it)).sent == 2


async def test_one_paused_for_long_goes_on_where_it_was(database: Database) -> None:
    long_after = NOW + 200 * DAY
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 1001))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        first = await sent_to(connection, rounds=1)
        await announcements.pause(connection, draft.id)
        await sent_to(connection)
        assert await deliveries.prune_deliveries(connection, long_after, 9999) == 0
        await announcements.resume(connection, await again(connection, draft))
        rest = await sent_to(connection)
        assert sorted(first + rest) == list(range(1, 1001))


async def test_messages_are_known_for_ninety_days_and_no_longer(database: Database) -> None:
    async with database.transaction() as connection:
        await many_chats(connection, range(1, 8))
        draft = await a_draft(connection)
        await announcements.start(connection, draft, NOW)
        await sent_to(connection)
        it = await again(connection, draft)
        assert it.correctable_until == NOW + CORRECTABLE_FOR == NOW + 90 * DAY
        assert await announcements.prune_messages(connection, NOW + CORRECTABLE_FOR - HOUR, 99) == 0
        assert await announcements.prune_messages(connection, NOW + CORRECTABLE_FOR, 5) == 5
        assert await announcements.prune_messages(connection, NOW + CORRECTABLE_FOR, 5) == 2
        assert await announcements.count_messages(connection, it.id, "withdrawal", 1) == 0

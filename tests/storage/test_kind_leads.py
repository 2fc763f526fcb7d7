"""Kinds of meetings may have lead times, which hold for chats that chose none."""

from __future__ import annotations

from datetime import timedelta

from storage import deliveries, meetings, reminder_settings, subscriptions
from storage.database import Database
from tests.storage.calendar import DAY, EVENT_ZONE, HOUR, NOW, a_chat, a_meeting, due_at

MINUTE = timedelta(minutes=1)
BEGINS = NOW + 3 * DAY
TALK = {"talk": (600,)}


async def test_who_chose_none_has_those_of_the_kind_and_others_keep_theirs(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await deliveries.record_kind_leads(connection, TALK, NOW)
        rows = [a_meeting("talk", kind="talk"), a_meeting("other", begins=BEGINS + HOUR)]
        await meetings.load_pack_meetings(connection, rows, NOW)
        for chat_id in (1, 2):
            await a_chat(connection, chat_id)
            await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
        await reminder_settings.set_lead_times(connection, 2, [7200], NOW)
        sent = []
        now = NOW
        while (due := await deliveries.next_due(connection, now, EVENT_ZONE)) is not None:
            sent += [
                (each.chat_id, each.subject, each.lead) for each in await due_at(connection, due)
            ]
            now = due
    assert sorted(sent) == [
        (1, "other", 3600), (1, "other", 86400), (1, "talk", 600), (2, "other", 7200),
        (2, "talk", 7200),
    ]  # fmt: skip


async def test_a_lead_time_that_comes_later_sends_nothing_for_what_has_passed(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting("talk", kind="talk")], NOW)
        await a_chat(connection, 1)
        await subscriptions.subscribe(connection, 1, "kind", "talk", NOW)
        assert len(await due_at(connection, BEGINS - HOUR)) == 1
        late = BEGINS - 20 * MINUTE
        await deliveries.record_kind_leads(connection, {"talk": (1800, 600)}, late)
        assert await due_at(connection, late) == []
        assert [each.lead for each in await due_at(connection, BEGINS - 10 * MINUTE)] == [600]


async def test_a_reminder_of_before_is_not_sent_where_the_kind_has_others_now(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, [a_meeting("talk", kind="talk")], NOW)
        await a_chat(connection, 1)
        await subscriptions.subscribe(connection, 1, "all", "", NOW)
        await deliveries.plan(connection, NOW, BEGINS, EVENT_ZONE)
        await deliveries.record_kind_leads(connection, TALK, NOW)
        assert await due_at(connection, BEGINS - HOUR) == []
        assert [each.lead for each in await due_at(connection, BEGINS - 10 * MINUTE)] == [600]


async def test_the_defaults_hold_again_where_the_pack_takes_them_back(database: Database) -> None:
    async with database.transaction() as connection:
        await deliveries.record_kind_leads(connection, TALK, NOW - DAY)
        await meetings.load_pack_meetings(connection, [a_meeting("talk", kind="talk")], NOW)
        await a_chat(connection, 1)
        await subscriptions.subscribe(connection, 1, "meeting", "talk", NOW)
        await deliveries.record_kind_leads(connection, {}, NOW)
        upcoming = await deliveries.upcoming(connection, 1, NOW, EVENT_ZONE)
        assert upcoming == [("talk", BEGINS - DAY), ("talk", BEGINS - HOUR)]
        assert [each.lead for each in await due_at(connection, BEGINS - HOUR)] == [3600]


async def test_what_is_to_come_is_told_and_the_usual_times_can_be_chosen_again(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await deliveries.record_kind_leads(connection, TALK, NOW)
        await meetings.load_pack_meetings(connection, [a_meeting("talk", kind="talk")], NOW)
        await a_chat(connection, 1)
        await subscriptions.subscribe(connection, 1, "meeting", "talk", NOW)
        assert await deliveries.upcoming(connection, 1, NOW, EVENT_ZONE) == [
            ("talk", BEGINS - 10 * MINUTE)
        ]
        late = BEGINS - 30 * MINUTE
        leads = (86400, 3600, 600)
        to_come = await deliveries.leads_to_come(connection, "talk", leads, late, EVENT_ZONE)
        assert to_come == (600,)
        assert await deliveries.leads_to_come(connection, "talk", leads, BEGINS, EVENT_ZONE) == ()
        await reminder_settings.set_lead_times(connection, 1, [7200], NOW)
        assert (await reminder_settings.settings_of(connection, 1)).leads_for((600,)) == (7200,)
        await reminder_settings.set_lead_times(connection, 1, None, NOW)
        assert (await reminder_settings.settings_of(connection, 1)).leads_for((600,)) == (600,)
        await reminder_settings.set_lead_override(connection, 1, "talk", [3600], NOW)
        await deliveries.plan(connection, NOW, BEGINS, EVENT_ZONE)
        await reminder_settings.set_lead_override(connection, 1, "talk", None, NOW)
        assert await due_at(connection, BEGINS - HOUR) == []
        assert [each.lead for each in await due_at(connection, BEGINS - 10 * MINUTE)] == [600]

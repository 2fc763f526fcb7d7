"""Subscriptions and reminders: the program with the preview, whose clock the tests move."""

from __future__ import annotations

import pytest

from tests.factories import BOT
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet

LIMA = "/meeting global-rcp-lima-2013"
DAY_BEFORE = "2013-05-21T13:30:01+00:00"  # Lima begins on 22 May at 08:30 there, 13:30 UTC
HOUR_BEFORE = "2013-05-22T12:30:01+00:00"
pytestmark = pytest.mark.usefixtures("nothing_kept")


async def test_a_meeting_is_subscribed_to_from_its_screen_and_reminded_of(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.says(LIMA)
    subscribed = await amina.press(shown, "Remind me")
    assert {"Reminders: 1 day, 1 hour before", "Stop reminders"} <= set(subscribed.labels)
    agenda = await amina.says("/agenda")
    assert "Fourth Global Meeting" in agenda.text
    assert "Next reminder: Tue 21 May, 09:30 (New York time)" in agenda.plain
    first = await amina.hears_at(DAY_BEFORE)
    assert "Fourth Global Meeting" in first.text
    assert "08:30 (Lima time)" in first.text
    assert "1 day before" in first.text
    second = await amina.hears_at(HOUR_BEFORE)
    assert (
        "in 1 hour" in second.plain or "59 minutes" in second.plain or "60 minutes" in second.plain
    )
    await amina.hears_nothing_at("2013-05-22T13:31:00+00:00")


async def test_unsubscribing_ends_reminders(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.press(await amina.says(LIMA), "Remind me")
    off = await amina.press(shown, "Stop reminders")
    assert "Remind me" in off.labels
    await amina.hears_nothing_at(DAY_BEFORE)


@pytest.mark.parametrize(
    ("what", "instant", "title"),
    [
        ("rcp", DAY_BEFORE, "Fourth Global Meeting"),
        ("all", DAY_BEFORE, "Fourth Global Meeting"),
        # Without an hour: at 09:00 in Addis Ababa, which comes before New York's, the day before.
        ("africa", "2013-07-02T06:00:01+00:00", "in Africa"),
        ("roundtable 2", "2013-07-02T06:00:01+00:00", "in Africa"),
    ],
)
async def test_a_wider_subscription_covers_its_meetings(
    meet: Meet, what: str, instant: str, title: str
) -> None:
    amina = meet(AMINA)
    assert "Subscribed" in (await amina.says(f"/subscribe {what}")).text
    reminder = await amina.hears_at(instant)
    assert title in reminder.text


async def test_one_meeting_can_be_switched_off_under_a_wider_subscription(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe all")
    shown = await amina.says(LIMA)
    off = await amina.press(shown, "Stop reminders")
    assert "Remind me" in off.labels
    await amina.hears_nothing_at(DAY_BEFORE)


async def test_reminders_of_a_meeting_without_an_hour_come_at_nine_in_the_morning(
    meet: Meet,
) -> None:
    amina = meet(AMINA)
    await amina.says("/timezone Asia/Bangkok")
    await amina.says("/subscribe escap-bangkok-2013")
    # 09:00 in Bangkok on 28 May is 02:00 UTC.
    await amina.hears_nothing_at("2013-05-28T01:59:00+00:00")
    reminder = await amina.hears_at("2013-05-28T02:00:01+00:00")
    assert "Asia-Pacific Regional Preparatory Meeting" in reminder.text
    assert ":00" not in reminder.text


async def test_lead_times_can_be_written(meet: Meet) -> None:
    amina = meet(AMINA)
    saved = await amina.says("/reminders 2 days and 30 min")
    assert "2 days, 30 minutes" in saved.text
    await amina.says("/subscribe global-rcp-lima-2013")
    reminder = await amina.hears_at("2013-05-20T13:30:01+00:00")
    assert "2 days before" in reminder.text
    await amina.hears_nothing_at(DAY_BEFORE)
    assert "I could not read" in (await amina.says("/reminders soon")).text
    await amina.says("/reminders 1d 1h")


async def test_snoozing_reminds_again_at_the_time_on_the_button(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe global-rcp-lima-2013")
    reminder = await amina.hears_at(DAY_BEFORE)
    label = next(label for label in reminder.labels if label.startswith("Remind at 10:30"))
    row, column = reminder.place_of(label)
    answer = await amina.post(
        f"chats/{AMINA}/press", person=AMINA, message_id=reminder.id, row=row, column=column
    )
    assert "You will be reminded again" in answer["text"]
    again = await amina.hears_at("2013-05-21T14:30:02+00:00")
    assert "Fourth Global Meeting" in again.text


async def test_in_a_group_only_administrators_subscribe(meet: Meet) -> None:
    refused = await meet(DIEGO, GROUP).says(f"/subscribe@{BOT} all")
    assert "administrators" in refused.text
    done = await meet(OLGA, GROUP).says(f"/subscribe@{BOT} all")
    assert "Subscribed" in done.text
    reminder = await meet(OLGA, GROUP).hears_at(DAY_BEFORE)
    assert "Fourth Global Meeting" in reminder.text


async def test_forgetting_ends_all_reminders(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe all")
    asked = await amina.says("/forget")
    await amina.press(asked, asked.labels[0])
    await amina.hears_nothing_at(DAY_BEFORE)


@pytest.mark.parametrize("words", ["nonsense", "roundtable 9", "💥", "meeting-xyz"])
async def test_unknown_words_after_subscribe_are_answered_with_what_there_is(
    meet: Meet, words: str
) -> None:
    answer = await meet(AMINA).says(f"/subscribe {words}")
    assert "I could not find" in answer.text
    assert len(answer.labels) > 3

"""Lead times for one meeting, in place of the chat's usual ones."""

from __future__ import annotations

import pytest

from tests.factories import BOT
from tests.factories import LIMA as LIMA_ID
from tests.program.program import AMINA, DIEGO, GROUP, Meet

pytestmark = pytest.mark.usefixtures("nothing_kept")

LIMA = f"/meeting {LIMA_ID}"
DAY_BEFORE = "2013-05-21T13:30:01+00:00"


async def test_buttons_switch_lead_times_of_one_meeting_on_and_off(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.press(await amina.says(LIMA), "Remind me")
    own = await amina.press(shown, "Reminders: 1 day, 1 hour before")
    assert "Reminders: 1 day, 1 hour before (your usual times)" in own.text
    with_two = await amina.press(own, "2 hours before")
    assert "Reminders: 1 day, 2 hours, 1 hour before" in with_two.text
    assert "2 hours before · on" in with_two.labels
    without = await amina.press(with_two, "1 day before · on")
    assert "Reminders: 2 hours, 1 hour before" in without.text
    back = await amina.press(without, "‹ Back")
    assert "Reminders: 2 hours, 1 hour before" in back.labels
    await amina.hears_nothing_at(DAY_BEFORE)
    reminder = await amina.hears_at("2013-05-22T11:30:01+00:00")
    assert "2 hours before" in reminder.text
    again = await amina.press(reminder, "Reminder times")
    usual = await amina.press(again, "Use my usual times")
    assert "(your usual times)" in usual.text
    assert "Use my usual times" not in usual.labels


async def test_pressing_a_button_twice_is_as_pressing_it_once(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.press(await amina.says(LIMA), "Remind me")
    own = await amina.press(shown, "Reminders: 1 day, 1 hour before")
    await amina.forge(own, f"o1:{LIMA_ID}:120:1")
    await amina.forge(own, f"o1:{LIMA_ID}:120:1")
    shown = await amina.says(f"/reminders {LIMA_ID}")
    assert "Reminders: 1 day, 2 hours, 1 hour before" in shown.text


async def test_one_lead_time_stays_and_six_are_too_many(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.press(await amina.says(LIMA), "Remind me")
    own = await amina.says(f"/reminders {LIMA_ID} 30 min")
    assert "At least one reminder" in (await amina.forge(own, f"o1:{LIMA_ID}:30:0"))["text"]
    five = await amina.says(f"/reminders meeting-{LIMA_ID} 7d 6d 5d 4d 3d")
    assert "up to 5 reminders" in (await amina.forge(five, f"o1:{LIMA_ID}:60:1"))["text"]
    for forged in (f"o1:{LIMA_ID}:1:1", f"o1:{LIMA_ID}:60:2", "o1:nothing:60:1", "o2:nothing"):
        assert "out of date" in (await amina.forge(five, forged))["text"]
    usual = await amina.says(f"/reminders {LIMA_ID} as usual")
    assert "1 day, 1 hour before (your usual times)" in usual.text
    unread = await amina.says(f"/reminders {LIMA_ID} sometime")
    assert "I could not read “sometime”" in unread.text
    assert "/reminders Lima" in unread.text


async def test_a_meeting_without_an_hour_offers_whole_days(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe all")
    own = await amina.says("/reminders escap-bangkok-2013")
    assert "Reminders: 1 day before, on the day (your usual times)" in own.text
    assert "1 week before" in own.labels
    assert not any("hour" in label for label in own.labels)
    off = await amina.press(own, "1 day before · on")
    assert "Reminders: on the day" in off.text


async def test_without_a_subscription_it_says_so_and_in_a_group_only_administrators_change_it(
    meet: Meet,
) -> None:
    own = await meet(AMINA).says(f"/reminders {LIMA_ID}")
    assert "You are not subscribed" in own.text
    assert "Remind me" in own.labels
    refused = await meet(DIEGO, GROUP).says(f"/reminders@{BOT} {LIMA_ID} 1h")
    assert "administrators" in refused.text

"""Following meetings, kinds, regions and roundtables by button and by words, and stopping it."""

from __future__ import annotations

import pytest

from tests.factories import BOT
from tests.program.program import AMINA, GROUP, OLGA, Meet, Person, Said

pytestmark = pytest.mark.usefixtures("nothing_kept")

DAY_BEFORE_LIMA = "2013-05-21T13:30:01+00:00"
DAY_BEFORE_ADDIS = "2013-07-02T06:00:01+00:00"  # a meeting of roundtables 2, 3 and 4


async def popup(person: Person, said: Said, label: str) -> str:
    """Press a button whose answer is a popup alone."""
    row, column = said.place_of(label)
    answer = await person.post(
        f"chats/{person.chat}/press", person=person.person, message_id=said.id,
        row=row, column=column, wait=30,
    )  # fmt: skip
    return str(answer["text"])


async def test_roundtable_2_is_followed_in_two_taps_from_the_start(meet: Meet) -> None:
    amina = meet(AMINA)
    listed = await amina.press(await amina.says("/start"), "Roundtables")
    followed = await amina.press(listed, "Follow 2")
    assert "Following 2 · stop" in followed.labels
    assert "Follow 3" in followed.labels
    reminder = await amina.hears_at(DAY_BEFORE_ADDIS)
    assert "in Africa" in reminder.text


async def test_one_tap_on_a_meeting_reminds_of_it(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.says("/meeting lima")
    assert shown.labels[0] == "Remind me"
    await amina.press(shown, "Remind me")
    assert "Fourth Global Meeting" in (await amina.hears_at(DAY_BEFORE_LIMA)).text


async def test_a_roundtable_is_followed_on_its_own_screen_and_stopped_there(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.says("/roundtable 3")
    followed = await amina.press(shown, "Follow this roundtable")
    assert "Following · stop" in followed.labels
    # Somebody who follows nothing sees no trace of it, also out of the cache.
    assert "Follow this roundtable" in (await meet(OLGA).says("/roundtable 3")).labels
    assert "Following · stop" in (await amina.says("/roundtable 3")).labels
    stopped = await amina.press(followed, "Following · stop")
    assert "Follow this roundtable" in stopped.labels
    assert "Follow this roundtable" in (await amina.says("/roundtable 3")).labels


@pytest.mark.parametrize("words", ["rcp", "asia", "roundtable 2"])
async def test_a_list_of_meetings_is_followed_where_it_is_shown(meet: Meet, words: str) -> None:
    amina = meet(AMINA)
    shown = await amina.press(await amina.says(f"/meetings {words}"), "Follow these meetings")
    assert "Following · stop" in shown.labels
    stopped = await amina.press(shown, "Following · stop")
    assert "Follow these meetings" in stopped.labels


async def test_subscribe_offers_everything_there_is(meet: Meet) -> None:
    amina = meet(AMINA)
    offered: set[str] = set()
    first = await amina.says("/subscribe")
    for tab in (None, "By kind", "By region"):
        shown = first if tab is None else await amina.press(first, tab)
        offered |= set(shown.labels)
        while "Next page ›" in shown.labels:
            shown = await amina.press(shown, "Next page ›")
            offered |= set(shown.labels)
        if tab:
            first = await amina.press(shown, "Roundtables")
    assert {"All meetings", "Region: Africa", "Region: Latin America and the Caribbean"} <= offered
    assert {"UN coordination", "High-level Dialogue"} <= offered
    assert sum(label.startswith("Roundtable ") for label in offered) == 4


async def test_following_on_a_page_of_subscribe_stays_on_that_page(meet: Meet) -> None:
    amina = meet(AMINA)
    regions = await amina.press(await amina.says("/subscribe"), "By region")
    followed = await amina.press(regions, "Region: Arab States")
    assert "Following: Region: Arab States · stop" in followed.labels
    stopped = await amina.press(followed, "Following: Region: Arab States · stop")
    assert "Region: Arab States" in stopped.labels


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Lima", "Fourth Global Meeting"),
        ("bangkok meeting", "Asia-Pacific Regional Preparatory Meeting"),
        ("next meeting", "Fourth Global Meeting"),
        ("roundtable on human rights", "Roundtable 2"),
    ],
)
async def test_subscribe_finds_what_a_search_finds_and_offers_undo(
    meet: Meet, words: str, title: str
) -> None:
    amina = meet(AMINA)
    done = await amina.says(f"/subscribe {words}")
    assert f"Subscribed: {title}" in done.plain
    await amina.press(done, "Undo")
    assert "not subscribed to anything" in (await amina.says("/agenda")).text


async def test_subscribe_offers_what_words_may_mean(meet: Meet) -> None:
    amina = meet(AMINA)
    asked = await amina.says("/subscribe new york")
    assert "Which one do you mean by “new york”?" in asked.text
    panel = next(label for label in asked.labels if label.endswith("· Tue 25 Jun"))
    await amina.press(asked, panel)
    assert "General Assembly panel" in (await amina.says("/agenda")).text


async def test_what_is_covered_already_is_said_in_a_popup(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe all")
    shown = await amina.says("/roundtable 2")
    said = await popup(amina, shown, "Follow this roundtable")
    assert said == "You already get reminders of this through: all meetings."


async def test_each_subscription_ends_by_its_own_button(meet: Meet) -> None:
    amina = meet(AMINA)
    for words in ("rcp", "africa", "roundtable 1", "roundtable 2", "roundtable 3", "roundtable 4",
                  "bangkok"):  # fmt: skip
        await amina.says(f"/subscribe {words}")
    agenda = await amina.says("/agenda")
    assert "and 4 more" in agenda.text
    listed = await amina.press(agenda, "Manage subscriptions")
    assert "Stop: Region: Africa" in listed.labels
    last = await amina.press(listed, "Next page ›")
    assert "Stop: Asia-Pacific Regional Preparatory Meeting" in last.labels[0]
    first = await amina.press(last, "‹ Previous page")
    stopped = await amina.press(first, "Stop: Region: Africa")
    assert "Stop: Region: Africa" not in stopped.labels
    assert "Next page ›" not in stopped.labels
    assert (await amina.says("/unsubscribe")).labels == stopped.labels


async def test_ending_all_meetings_in_the_list_keeps_the_others(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe rcp")
    await amina.says("/subscribe all")
    stopped = await amina.press(await amina.says("/unsubscribe"), "Stop: all meetings")
    assert "Stop: Regional Consultative Processes (RCPs)" in stopped.labels


async def test_the_state_of_a_meeting_opens_its_reminder_times(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.press(await amina.says("/meeting lima"), "Remind me")
    times = await amina.press(shown, "Reminders: 1 day, 1 hour before")
    assert "Reminders for this meeting" in times.text
    assert "/reminders Lima 2d 3h" in times.text
    written = await amina.says("/reminders Lima 2d 3h")
    assert "Reminders: 2 days, 3 hours before" in written.text
    assert "Fourth Global Meeting" in (await amina.says("/agenda")).text


async def test_stop_asks_what_to_stop(meet: Meet) -> None:
    amina = meet(AMINA)
    nothing = await amina.says("/stop")
    assert nothing.labels == ["Stop announcements", "Everything, and delete my data", "Home"]
    await amina.says("/subscribe rcp")
    await amina.says("/subscribe africa")
    asked = await amina.says("/stop")
    one = await amina.press(asked, "One subscription")
    assert "Stop: Region: Africa" in one.labels
    sure = await amina.press(await amina.says("/stop"), "All reminders")
    assert "your 2 subscriptions" in sure.text
    ended = await amina.press(sure, "Stop all reminders")
    assert "not subscribed to anything" in ended.text
    await amina.hears_nothing_at(DAY_BEFORE_LIMA)


async def test_stop_in_a_group_names_the_commands(meet: Meet) -> None:
    answer = await meet(OLGA, GROUP).says(f"/stop@{BOT}")
    assert "/unsubscribe all" in answer.text


async def test_meetings_by_words_lists_all_by_the_page(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.says("/meetings new york")
    text = shown.text
    pages = 1
    while "Next page ›" in shown.labels:
        shown = await amina.press(shown, "Next page ›")
        text += shown.text
        pages += 1
    assert pages == 2
    assert "High-level Dialogue on International Migration and Development" in text
    assert "Informal interactive hearings" in text
    assert "first roundtable" in text


async def test_the_list_names_the_meetings_that_are_switched_off(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe all")
    await amina.press(await amina.says("/meeting lima"), "Stop reminders")
    assert "No reminders of: Fourth Global Meeting" in (await amina.says("/unsubscribe")).text
    await amina.says("/subscribe lima")
    assert "No reminders of" not in (await amina.says("/unsubscribe")).text

"""The calendar at the desk over HTTP: meetings are added, moved, changed, cancelled, restored."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.preview import Preview
from tests.factories import LIMA
from tests.program.crowd import a_preview, serving
from tests.program.desk import add_meeting, desk_meeting, joins
from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person, Said

Team = tuple[Person, Person, Person]


@pytest.fixture
async def people(meet: Meet) -> Team:
    """Olga, who owns the event, and two delegates of whom nothing is kept."""
    three = meet(OLGA), meet(AMINA), meet(DIEGO)
    for person in three:
        await person.says("/language en")
        await person.forgets()
    return three


async def test_a_meeting_is_added_and_its_subscribers_hear_of_it(people: Team) -> None:
    olga, amina, _ = people
    await amina.says("/subscribe all")
    said = await olga.press(await olga.press(await olga.says("/desk"), "Calendar"), "Add a meeting")
    assert "What is it called?" in said.plain
    said = await olga.says("Briefing for <b>ministers</b> & others")
    said = await olga.press(said, "Global meetings and hearings")
    said = await olga.press(said, "Africa")
    said = await olga.says("Addis Ababa")
    said = await olga.press(said, "‹ Back")
    said = await olga.press(said, "Keep: Addis Ababa")
    said = await olga.says("Ethiopia")
    said = await olga.press(said, "Skip")
    said = await olga.says("some day")
    assert "I could not read “some day”." in said.plain
    assert "29 May 09:00" in said.plain
    said = await olga.says("6 June 9:00-17:30")
    both = "02:00–10:30 (New York time) · 09:00–17:30 (Addis Ababa time)"
    assert f"6 June 2013, {both}" in said.plain
    assert "1 chat will be notified." in said.plain
    said = await olga.press(said, "Save and notify 1 chat")
    assert said.plain.startswith("Saved. 1 chat is being notified now. Briefing for <b>ministers")
    new = await amina.hears("New: Briefing for <b>ministers</b>")
    assert "Addis Ababa, Ethiopia" in new.plain
    listed = await amina.says("/meeting briefing-for-b-ministers-b-2013")
    assert "Source: the secretariat" in listed.plain
    trace = await olga.says("/trace")
    assert "Olga: added a meeting: Briefing for <b>ministers</b> & others" in trace.plain


async def test_a_move_is_told_with_was_now_and_the_reason(people: Team) -> None:
    olga, amina, diego = people
    await amina.says(f"/subscribe {LIMA}")
    await diego.says("/subscribe all")
    said = await olga.press(await desk_meeting(olga, LIMA), "Move")
    assert "local time of the venue" in said.plain
    said = await olga.says("1 May 2013")
    assert "That date has already passed." in said.plain
    said = await olga.says("29-28 May")
    assert "“29-28 May”: the end is before the beginning." in said.plain
    await olga.says("23-24 May 2013")
    said = await olga.says("The hall is not free")
    assert "When (before):" in said.plain and "When (now):" in said.plain
    assert "Reason: The hall is not free" in said.plain
    save = "Save and notify 2 chats"
    done = await olga.press(said, save)
    assert done.plain.startswith("Saved.")
    # The same press again does nothing.
    data = next(b["callback_data"] for row in said.rows for b in row if b["text"] == save)
    assert "out of date" in (await olga.forge(done, data))["text"]
    await olga.post("clock", advance_seconds=180)
    got = await amina.hears("Changed:")
    assert "When (before): " in got.plain and "23" in got.plain
    assert (
        "Reason: The hall is not free" in got.plain and "Changed by: the secretariat" in got.plain
    )
    await diego.hears("Changed:")
    assert "moved a meeting: " in (await olga.says("/trace")).plain


async def test_a_cancellation_goes_out_at_once_and_is_taken_back(people: Team) -> None:
    olga, amina, _ = people
    meeting = await add_meeting(olga, "A meeting to cancel")
    await amina.says(f"/subscribe {meeting}")
    said = await olga.press(await desk_meeting(olga, meeting), "Cancel the meeting")
    said = await olga.says("Too few could come")
    said = await olga.press(said, "Cancel and notify 1 chat")
    assert "Cancelled: A meeting to cancel" in said.plain
    got = await amina.hears("Cancelled: A meeting to cancel")
    assert "Reason: Too few could come" in got.plain
    said = await olga.press(said, "Restore the meeting")
    said = await olga.press(said, "Save and notify 1 chat")
    assert "Move" in said.labels
    await olga.post("clock", advance_seconds=180)
    await amina.hears("It will take place after all.")
    trace = (await olga.says("/trace")).plain
    assert "cancelled a meeting: A meeting to cancel" in trace
    assert "restored a meeting: A meeting to cancel" in trace


async def test_two_organisers_at_once_and_neither_overwrites_the_other(people: Team) -> None:
    olga, amina, _ = people
    await joins(olga, amina)
    meeting = await add_meeting(olga, "A meeting of two")
    # Amina begins with the venue, Olga moves it in the meantime.
    said = await amina.press(await desk_meeting(amina, meeting), "Change")
    await amina.press(said, "Venue")
    mine = await amina.says("Palais des Nations, room 7")
    assert "Where (now): Palais des Nations, room 7, Geneva, Switzerland" in mine.plain
    await olga.press(await desk_meeting(olga, meeting), "Move")
    await olga.says("14 June 2013 9:00")
    said = await olga.says("The room is taken")
    await olga.press(said, "Save without notifying")
    again = await amina.press(mine, "Save without notifying")
    assert "in the meantime." in again.plain
    # What Olga did, when, and then what Amina would save on top of it.
    theirs, _, own = again.plain.partition("This is what you would now save:")
    assert "Monday, 20 May 2013, " in theirs
    assert " · Olga: moved a meeting: A meeting of two" in theirs
    assert "When (before): Wednesday, 12 June 2013, 04:00–06:00 (New York time)" in theirs
    assert "When (now): Friday, 14 June 2013, 03:00–05:00 (New York time)" in theirs
    assert "Reason: The room is taken" in theirs
    assert "When, " not in own and "room 7" not in theirs
    assert "Where (now): Palais des Nations, room 7" in own
    done = await amina.press(again, "Save without notifying")
    assert done.plain.startswith("Saved.")
    shown = await desk_meeting(olga, meeting)
    assert "09:00–11:00 (Zurich time)" in shown.plain and "room 7" in shown.plain
    assert re.search(r"Last changed: .* · Amina", shown.plain)
    assert "Restore the previous date" not in shown.labels  # the last change was none of time


async def test_a_move_can_be_taken_back_and_the_desk_says_who_did_it(people: Team) -> None:
    olga, amina, _ = people
    meeting = await add_meeting(olga, "A meeting to move")
    await amina.says(f"/subscribe {meeting}")
    said = await desk_meeting(olga, meeting)
    assert "Subscribed: 1 chat" in said.plain
    assert re.search(r"Last changed: Monday, 20 May 2013, .* · Olga", said.plain)
    await olga.press(said, "Move")
    said = await olga.says("19 June 2013 9:00")
    moved = await olga.press(said, "Save and notify 1 chat")
    said = await olga.press(moved, "Restore the previous date")
    assert "When (now): Wednesday, 12 June 2013, 04:00–06:00 (New York time)" in said.plain
    assert "10:00–12:00 (Zurich time)" in said.plain
    done = await olga.press(said, "Save and notify 1 chat")
    assert "Wednesday, 12 June 2013, 04:00–06:00" in done.plain
    # The button of the move that was taken back is of no use any more.
    data = next(
        button["callback_data"]
        for row in moved.rows
        for button in row
        if button["text"] == "Restore the previous date"
    )
    assert "out of date" in (await olga.forge(done, data))["text"]
    hers = await amina.says("/meetings")
    assert "out of date" in (await amina.forge(hers, data))["text"]


async def test_a_meeting_of_a_pack_shows_no_change_until_there_is_one(people: Team) -> None:
    olga, _, _ = people
    said = await desk_meeting(olga, "escwa-cairo-2013")
    assert "Subscribed: 0 chats" in said.plain and "Last changed" not in said.plain
    files = await olga.press(await olga.says("/calendar"), "Calendar files")
    assert "As .ics" in files.labels


HOSTILE = {
    "<b>x</b> & <a href='tg://user?id=1'>y</a>": "<b>x</b> & <a href='tg://user?id=1'>y</a>",
    "\u202etxt.exe \u2066z\u2069": "txt.exe z",
    "one\ntwo\r\n\tthree\x00four": "one two three four",
    "{title} %s {0.__class__}": "{title} %s {0.__class__}",
}


async def summarised(olga: Person, said: Said) -> Said:
    """Through what is asked besides, to the summary."""
    if "Which time zone" in said.plain:
        said = await olga.press(said, "Europe/Zurich")
    assert "Change something else" in said.labels, said.plain
    return said


async def test_hostile_places_and_themes_are_shown_as_they_are(people: Team) -> None:
    olga, amina, _ = people
    meeting = await add_meeting(olga, "A meeting under attack")
    said = await olga.press(await desk_meeting(olga, meeting), "Change")
    for field in ("Venue", "City", "Country", "Theme"):
        said = await olga.press(said, field)
        # Telegram lets nobody write more than 4,096 characters at once.
        said = await olga.says("x" * 4096)
        assert "That has 4096 characters; the maximum" in said.plain, said.plain
        for words, kept in HOSTILE.items():
            said = await summarised(olga, await olga.says(words))
            assert kept in said.plain and "\u202e" not in said.text, said.plain
            said = await olga.press(said, "Change something else")
            said = await olga.press(said, field)
        said = await summarised(olga, await olga.says("The last <i>one</i>"))
        said = await olga.press(said, "Change something else")
    said = await olga.press(said, "‹ Back")
    save = next(label for label in said.labels if label.startswith("Save "))
    assert (await olga.press(said, save)).plain.startswith("Saved.")
    for seen in (await amina.says(f"/meeting {meeting}"), await desk_meeting(olga, meeting)):
        assert seen.plain.count("The last <i>one</i>") == 4, seen.plain


async def test_two_changes_within_the_quiet_time_are_one_notice_of_the_last(people: Team) -> None:
    olga, amina, _ = people
    meeting = await add_meeting(olga, "A meeting moved twice")
    await amina.says(f"/subscribe {meeting}")
    for day, reason in (("20", "First thought"), ("21", "Second thought")):
        await olga.press(await desk_meeting(olga, meeting), "Move")
        await olga.says(f"{day} June 2013 9:00")
        await olga.press(await olga.says(reason), "Save and notify 1 chat")
    before = len(await amina.heard())
    await olga.post("clock", advance_seconds=180)
    got = await amina.hears("Changed: A meeting moved twice")
    await amina.settled()
    assert len(await amina.heard()) == before + 1
    assert "When (before): Wednesday, 12 June 2013" in got.plain
    assert "When (now): Friday, 21 June 2013" in got.plain
    assert "Reason: Second thought" in got.plain and "First thought" not in got.plain


async def test_delegates_see_a_cancelled_meeting_struck_through(people: Team) -> None:
    olga, amina, _ = people
    meeting = await add_meeting(olga, "A meeting struck through")
    await amina.says(f"/subscribe {meeting}")
    said = await olga.press(await desk_meeting(olga, meeting), "Cancel the meeting")
    await olga.press(said, "Cancel and notify 1 chat")
    got = await amina.hears("Cancelled: A meeting struck through")
    assert got.parts("strikethrough") == ["A meeting struck through"]
    for words in (f"/meeting {meeting}", "/agenda"):
        said = await amina.says(words)
        assert "A meeting struck through" in said.parts("strikethrough"), (words, said.plain)


async def test_of_two_who_save_in_the_same_moment_one_is_asked_again(people: Team) -> None:
    olga, amina, _ = people
    await joins(olga, amina)
    meeting = await add_meeting(olga, "A meeting in a hurry")
    shown = []
    for person, day in ((olga, 17), (amina, 18)):
        await person.press(await desk_meeting(person, meeting), "Move")
        shown.append(await person.says(f"{day} June 2013 9:00"))
    both = await asyncio.gather(
        olga.press(shown[0], "Save without notifying"),
        amina.press(shown[1], "Save without notifying"),
    )
    saved = [answer for answer in both if answer.plain.startswith("Saved.")]
    asked = [answer for answer in both if "in the meantime." in answer.plain]
    assert (len(saved), len(asked)) == (1, 1)
    day = "17 June 2013, 03:00" if both[0] is saved[0] else "18 June 2013, 03:00"
    assert day in (await desk_meeting(olga, meeting)).plain
    assert (await olga.says("/trace")).plain.count("moved a meeting: A meeting in a hurry") == 1


async def test_who_was_taken_off_the_team_saves_nothing(people: Team) -> None:
    olga, amina, _ = people
    await joins(olga, amina)
    meeting = await add_meeting(olga, "A meeting to keep")
    await amina.press(await desk_meeting(amina, meeting), "Cancel the meeting")
    said = await amina.says("Because I say so")
    asked = await olga.press(await olga.says("/team"), "Remove: Amina")
    await olga.press(asked, "Remove Amina")
    await olga.settled()
    data = said.rows[0][0]["callback_data"]
    assert "out of date" in (await amina.forge(said, data))["text"]
    assert "Cancel the meeting" in (await desk_meeting(olga, meeting)).labels
    assert (await amina.says("/calendar")).plain.startswith("There is no command /calendar.")
    for forged in (f"ca1:cancel:{meeting}", "ca2:1:title", "ca3:1:save", "g1:desk-calendar:"):
        assert "out of date" in (await amina.forge(said, forged))["text"], forged


async def test_several_fields_are_changed_at_once_and_nobody_hears_of_a_title(people: Team) -> None:
    olga, amina, _ = people
    await amina.says("/subscribe all")
    meeting = await add_meeting(olga, "A meeting to change")
    said = await olga.press(await desk_meeting(olga, meeting), "Change")
    assert said.labels[-1] == "Quit"
    await olga.press(said, "Title")
    said = await olga.says("A changed meeting")
    assert "Title (before): A meeting to change" in said.plain
    assert "Nobody will be notified." in said.plain
    said = await olga.press(said, "Change something else")
    said = await olga.press(said, "Roundtables")
    said = await olga.says("1, 7")
    assert "I could not read “1, 7”." in said.plain
    said = await olga.says("4, 1")
    assert "Roundtables (before): nothing" in said.plain and "Roundtables (now): 1, 4" in said.plain
    # Another city, in another zone: the bot asks which one holds.
    said = await olga.press(said, "Change something else")
    await olga.press(said, "City")
    said = await olga.says("Nairobi")
    assert "Which time zone is it in?" in said.plain
    said = await olga.press(said, "Europe/Zurich")
    assert "Where (now): Nairobi, Switzerland" in said.plain
    said = await olga.press(said, "Save and notify 1 chat")
    assert "A changed meeting" in said.plain and "Roundtables: 1, 4" in said.plain
    # The same answers once more: nothing differs, and nothing can be saved.
    said = await olga.press(said, "Change")
    await olga.press(said, "Title")
    said = await olga.says("A changed meeting")
    assert "There are no changes." in said.plain
    assert not any(label.startswith("Save") for label in said.labels)
    # What was begun is not lost by beginning something else.
    said = await olga.press(await desk_meeting(olga, meeting), "Move")
    assert "There are no changes." in said.plain
    said = await olga.press(said, "Quit")
    assert "Stopped. Nothing was saved." in said.plain and "Move" in said.labels


async def test_a_meeting_cancelled_meanwhile_is_not_cancelled_twice(people: Team) -> None:
    olga, amina, _ = people
    await joins(olga, amina)
    meeting = await add_meeting(olga, "A meeting cancelled twice")
    both = []
    for person in (olga, amina):
        said = await person.press(await desk_meeting(person, meeting), "Cancel the meeting")
        both.append(said)
    await olga.press(both[0], "Cancel without notifying")
    said = await amina.press(both[1], "Cancel without notifying")
    assert said.plain.startswith("Someone else has changed it in the meantime.")
    assert (
        "Cancelled: A meeting cancelled twice" in said.plain
        and "Restore the meeting" in said.labels
    )
    assert (await olga.says("/trace")).plain.count("A meeting cancelled twice") == 2


async def test_meetings_that_are_over_are_listed_apart_and_not_cancelled(people: Team) -> None:
    olga, _, _ = people
    said = await olga.press(await olga.says("/calendar"), "Past meetings")
    assert "Add a meeting" not in said.labels
    said = await olga.press(said, said.labels[0])
    assert "Change" in said.labels and "Cancel the meeting" not in said.labels


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("x" * 121, "That has 121 characters; the maximum is 120."),
        ("\u202e" + "z" * 130, "That has 130 characters; the maximum is 120."),
        ("y" * 4000, "That has 4000 characters; the maximum is 120."),
    ],
)
async def test_a_title_that_does_not_do_is_asked_for_again(
    people: Team, words: str, answer: str
) -> None:
    olga, _, _ = people
    await olga.press(await olga.says("/calendar"), "Add a meeting")
    said = await olga.says(words)
    assert answer in said.plain and "What is it called?" in said.plain
    said = await olga.says(kind="voice")
    assert "Please write some text." in said.plain and "What is it called?" in said.plain
    said = await olga.says("A title that does")
    assert "What kind of meeting is it?" in said.plain
    said = await olga.says("a kind of nothing")
    assert "I could not read “a kind of nothing”." in said.plain
    said = await olga.press(said, "Quit")
    assert "Add a meeting" in said.labels
    assert "Continue where you left off" not in said.labels


async def test_only_the_newest_buttons_of_a_form_work(people: Team) -> None:
    olga, _, _ = people
    first = await olga.press(await olga.says("/calendar"), "Add a meeting")
    await olga.says("A title")
    data = first.rows[-1][-1]["callback_data"]
    late = await olga.forge(first, data)
    assert "out of date" in late["text"]
    said = await olga.press(await olga.says("/calendar"), "Continue where you left off")
    assert "What kind of meeting is it?" in said.plain
    for forged in ("ca2:1:global", "ca3:1:save", f"{data[:-4]}save", "ca1:cancel:nothing"):
        assert "out of date" in (await olga.forge(said, forged))["text"], forged
    await olga.says("/cancel")


@pytest.fixture
async def preview() -> AsyncIterator[Preview]:
    """A Telegram that stays while the program is killed."""
    async with a_preview([OLGA]) as server:
        yield server


async def test_kill_9_in_the_middle_of_a_form_loses_no_answer(
    preview: Preview, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    olga = Person(session, preview.url, OLGA)
    async with serving(tmp_path, preview, OWNER_IDS=str(OLGA)) as program:
        await olga.press(await olga.says("/calendar"), "Add a meeting")
        said = await olga.says("A meeting that lasts")
        said = await olga.press(said, "Global meetings and hearings")
        await program.killed()
    async with serving(tmp_path, preview, OWNER_IDS=str(OLGA)) as program:
        said = await olga.press(said, "Africa")
        assert "In which city" in said.plain
        said = await olga.says("Nairobi")
        said = await olga.says("Kenya")
        said = await olga.press(said, "Skip")
        said = await olga.says("3 June 9:00")
        assert "Title: A meeting that lasts" in said.plain
        assert "3 June 2013, 02:00 (New York time) · 09:00 (Nairobi time)" in said.plain
        await program.killed()
    # The summary outlives it, too, and is found again without its message.
    async with serving(tmp_path, preview, OWNER_IDS=str(OLGA)):
        # What was not confirmed before the end is answered once more.
        await olga.writes("/calendar")
        listed = await olga.hears("Choose a meeting to change it.")
        said = await olga.press(listed, "Continue where you left off")
        said = await olga.press(said, "Save without notifying")
        assert said.plain.startswith("Saved. Nobody will be notified. A meeting that lasts")


async def test_kill_9_in_the_middle_of_a_move_moves_nothing_and_forgets_nothing(
    preview: Preview, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    olga = Person(session, preview.url, OLGA)
    async with serving(tmp_path, preview, OWNER_IDS=str(OLGA)) as program:
        await olga.press(await desk_meeting(olga, LIMA), "Move")
        said = await olga.says("23-24 May 2013")
        assert "To give a reason, write it now." in said.plain
        await program.killed()
    async with serving(tmp_path, preview, OWNER_IDS=str(OLGA)):
        # The reason is the answer to the question that is open. What was not confirmed before
        # the end is answered once more, and only asks for it again.
        await olga.post(f"chats/{OLGA}/send", person=OLGA, text="The hall is not free")
        said = await olga.hears("Reason: The hall is not free")
        shown = await olga.says(f"/meeting {LIMA}")
        assert "22" in shown.plain and "24 May" not in shown.plain
        said = await olga.press(said, "Save without notifying")
        assert said.plain.startswith("Saved.") and "Restore the previous date" in said.labels
        assert "24 May 2013" in said.plain
        assert (await olga.says("/trace")).plain.count("moved a meeting") == 1

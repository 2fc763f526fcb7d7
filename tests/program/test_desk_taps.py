"""What an organiser's jobs take, in messages and taps, on the real program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.pack.new_pack import new_pack
from tests.content.example import DAY
from tests.printed import pages
from tests.program.desk import label_of
from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person, Program, Said

MORNING = "2030-03-26T07:00:00+00:00"
BORING = "boring-on-purpose-2030"


class Organiser(Person):
    """A person whose messages and taps are counted."""

    messages = 0
    taps = 0

    async def writes(self, text: str = "", **more: Any) -> None:
        self.messages += 1
        await super().writes(text, **more)

    async def press(self, said: Said, label: str) -> Said:
        self.taps += 1
        return await super().press(said, label)

    async def presses(self, said: Said, *beginnings: str) -> Said:
        """Press the button that begins so, then that of the answer, and so on."""
        for beginning in beginnings:
            said = await self.press(said, label_of(said, beginning))
        return said

    def counted(self) -> tuple[int, int]:
        """The messages and taps since this was last asked."""
        counted = self.messages, self.taps
        self.messages = self.taps = 0
        return counted


People = tuple[Organiser, Person, Person]


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    """Olga at a conference with rooms, whose kinds are several, and two who follow all of it."""
    pack = new_pack("conference", tmp_path, DAY, "conference")
    program = Program(tmp_path, PACK=str(pack), CLOCK_START=MORNING)
    try:
        async with aiohttp.ClientSession() as session:
            base = program.address()
            olga = Organiser(session, base, OLGA)
            amina, diego = Person(session, base, AMINA), Person(session, base, DIEGO)
            for person in (olga, amina, diego):
                await person.post(f"people/{person.person}", language_code="en")
            await olga.post("clock", now=MORNING)
            await olga.says("/start")
            for person in (amina, diego):
                await person.says("/subscribe all")
            olga.counted()
            yield olga, amina, diego
    finally:
        program.stop()


async def test_announcing_correcting_and_withdrawing(people: People) -> None:
    olga, amina, _ = people
    _shown, draft = await olga.says_all("/announce Lunch is served")
    await olga.presses(draft, "Send…", "Send to ")
    await olga.hears("· Sent")
    assert olga.counted() == (1, 2)
    _shown, draft = await olga.says_all("/announce Good morning")
    await olga.presses(draft, "Languages", "Add: Français")
    _shown, draft = await olga.says_all("Le déjeuner est servi")
    await olga.presses(draft, "Send…", "Send to ")
    assert olga.counted() == (2, 4)
    await olga.hears("Announcement 2 · Sent")
    # To the subscribers of one meeting of many: its day, then its title.
    _shown, draft = await olga.says_all("/announce The room is full")
    days = await olga.presses(draft, "Recipients", "A meeting")
    assert label_of(days, "Thu 28 Mar") == "Thu 28 Mar (20)"
    titles = await olga.presses(days, "Thu 28 Mar")
    assert "09:30 · Boring on purpose" in titles.labels
    draft = await olga.presses(titles, "09:30 · Boring")
    await olga.presses(draft, "Send…", "Send to 2 chats")
    assert olga.counted() == (1, 6)
    await amina.hears("The room is full")
    await olga.hears("Announcement 3 · Sent")
    listed = await olga.says("/announce")
    assert any("The room is full" in label for label in listed.labels), listed.labels
    # The same by words.
    _shown, draft = await olga.says_all("/announce The room is full again")
    olga.counted()
    asked = await olga.presses(draft, "Recipients", "A meeting", "Search")
    found = await olga.says("boring")
    assert found.labels[0].startswith("Boring on purpose")
    draft = await olga.press(found, found.labels[0])
    assert "subscribers to: Boring on purpose" in draft.plain and asked.labels == ["Cancel"]
    await olga.press(draft, "Discard")
    # A correction.
    listed = await olga.says("/announce")
    olga.counted()
    listed = await olga.says("/announce")
    await olga.presses(listed, label_of(listed, "1 · Lunch"), "Edit the text")
    shown = await olga.says_all("Lunch is served in the garden")
    await olga.presses(shown[-1], "Change ")
    assert olga.counted() == (2, 3)
    await amina.hears("Lunch is served in the garden")
    await olga.hears("· Changed")
    listed = await olga.says("/announce")
    olga.counted()
    listed = await olga.says("/announce")
    await olga.presses(listed, label_of(listed, "1 · Lunch"), "Withdraw", "Delete from ")
    assert olga.counted() == (1, 3)


async def test_a_scheduled_announcement_is_changed_where_it_is(people: People) -> None:
    olga, amina, _ = people
    _shown, draft = await olga.says_all("/announce Dinner at eight")
    ask = await olga.press(draft, "When")
    stopped = await olga.press(ask, "Cancel")
    assert "The announcement stays as it was." in stopped.plain
    draft = await olga.press(await olga.says("/announce"), "Continue with the draft")
    await olga.press(draft, "When")
    (confirm,) = await olga.says_all("18:00")
    planned = await olga.presses(confirm, "Schedule for ")
    assert "· Scheduled" in planned.plain
    await olga.press(planned, "Edit the text")
    *_shown, planned = await olga.says_all("Dinner at nine")
    assert "· Scheduled" in planned.plain
    await olga.press(planned, "When")
    (confirm,) = await olga.says_all("19:00")
    planned = await olga.presses(confirm, "Schedule for ")
    assert "· Scheduled" in planned.plain and "19:00" in planned.plain
    trace = (await olga.says("/trace")).plain
    assert "changed announcement 1" in trace and trace.count("scheduled announcement 1") == 2
    await olga.post("clock", now="2030-03-27T06:00:00+00:00")
    await amina.hears("Dinner at nine")


async def test_adding_moving_and_cancelling(people: People) -> None:
    olga, amina, _ = people
    asked = await olga.presses(await olga.says("/calendar"), "Add a meeting")
    assert "What is it called?" in asked.plain
    await olga.presses(await olga.says("Birds of a feather"), "Workshop")
    last = await olga.last()
    assert "In which room?" in last.plain, last.plain
    await olga.press(last, "Library")
    said = await olga.says("28 March 18:30-19:30")
    # Neither a city nor a reason is asked for.
    assert "To give a reason" not in said.plain
    said = await olga.press(said, "Save and notify 2 chats")
    assert said.plain.startswith("Saved. 2 chats are being notified now.")
    assert olga.counted() == (3, 4)
    await amina.hears("New: Birds of a feather")
    # Time and room in one act.
    said = await olga.says("/calendar boring purpose")
    assert said.plain.startswith("Boring on purpose")
    await olga.press(said, "Move")
    said = await olga.says("11:00")
    assert "11:00–" in said.plain.partition("(now)")[2], said.plain
    assert "is in the same room at that time." in said.plain
    olga.counted()
    await olga.presses(said, "Change something else", "Room", "Hall A")
    said = await olga.says("The auditorium is being repaired")
    assert "Reason: The auditorium is being repaired" in said.plain
    said = await olga.press(said, "Save and notify 2 chats")
    assert "Saved. 2 chats will be notified at " in said.plain
    assert "2 to be sent at " in said.plain or "to be sent at " in said.plain
    olga.counted()
    await olga.presses(said, "Restore the previous date", "Save and notify")
    assert olga.counted() == (0, 2)
    await olga.post("clock", advance_seconds=180)
    await amina.hears("Boring on purpose")
    said = await olga.says("/calendar boring purpose")
    assert "Notices of the last change: 2 sent" in said.plain
    olga.counted()
    said = await olga.presses(await olga.says("/calendar money maint"), "Move")
    said = await olga.presses(await olga.says("14:30"), "Save and notify 2 chats")
    assert olga.counted() == (2, 2)
    said = await olga.presses(await olga.says("/calendar money maint"), "Cancel the meeting")
    assert [label for label in said.labels if "Cancel" in label] == ["Cancel and notify 2 chats"]
    await olga.presses(await olga.says("The speaker is ill"), "Cancel and notify 2 chats")
    assert olga.counted() == (2, 2)


async def test_a_room_takes_four_taps_and_several_rooms_are_one_act(people: People) -> None:
    olga, amina, _ = people
    said = await olga.presses(await olga.says("/calendar"), "By day", "Thu 28 Mar (20)")
    assert len(said.labels) == len(set(said.labels))
    olga.counted()
    said = await olga.says("/calendar clocks")
    await olga.presses(said, "Another room", "Library", "Save and notify 2 chats")
    assert olga.counted() == (1, 3)
    await olga.post("clock", advance_seconds=180)
    told = await amina.hears("Changed: Clocks, and other opinions")
    assert "When: Thursday, 28 March 2030, 10:30" in told.plain
    assert "Where (before): Hall A" in told.plain and "Where (now): Library" in told.plain
    # Three meetings get three rooms, and each person one message.
    olga.counted()
    said = await olga.presses(await olga.says("/calendar"), "Move several…", "By day")
    said = await olga.presses(said, "Thu 28 Mar", "Choose none")
    for _meeting in range(3):
        said = await olga.press(said, next(one for one in said.labels if "Left out" in one))
    said = await olga.presses(said, "Continue", "Each to a room of its own")
    assert "Boring on purpose" in said.plain and "In which room?" in said.plain
    said = await olga.says("Hall A\nworkshop ROOM\nRoof garden")
    for room in ("Hall A", "Workshop room", "Roof garden"):
        assert f"(now): {room}" in said.plain, said.plain
    said = await olga.press(said, "Save and notify 2 chats")
    assert said.plain.startswith("Saved. 3 meetings changed. 2 chats will be notified at ")
    assert olga.counted() == (2, 10)
    await olga.post("clock", advance_seconds=180)
    await amina.hears("3 of your meetings have changed")
    undone = await olga.presses(said, "Undo", "Save and notify")
    assert undone.plain.startswith("Saved. 3 meetings changed.")


async def test_a_second_press_on_a_room_is_not_the_answer_for_the_next_meeting(
    people: People,
) -> None:
    olga, _, _ = people
    said = await olga.presses(await olga.says("/calendar"), "Move several…", "By day")
    said = await olga.presses(said, "Thu 28 Mar", "Continue", "Each to a room of its own")
    row, column = said.place_of("Hall A")
    data = said.rows[row][column]["callback_data"]
    said = await olga.press(said, "Hall A")
    assert "out of date" in (await olga.forge(said, data))["text"]
    said = await olga.press(said, "Stays where it is")
    assert "In which room?" in said.plain


async def test_a_meeting_added_by_mistake_is_removed_while_nobody_knows_of_it(
    people: People,
) -> None:
    olga, amina, diego = people
    for person in (amina, diego):
        await person.says("/unsubscribe all")
    await olga.presses(await olga.says("/calendar"), "Add a meeting")
    await olga.presses(await olga.says("A slip of the pen"), "Workshop", "Library")
    said = await olga.presses(await olga.says("28 March 18:30"), "Save without notifying")
    asked = await olga.press(said, "Remove the meeting")
    assert "Nobody has been notified of it." in asked.plain
    await olga.press(asked, "Remove the meeting")
    said = await olga.says("/calendar slip of the pen")
    assert "No meeting has these words: slip of the pen" in said.plain
    assert "removed a meeting: A slip of the pen" in (await olga.says("/trace")).plain
    # One that somebody was told of stays, and so does the pack's.
    await amina.says("/subscribe all")
    await olga.presses(await olga.says("/calendar"), "Add a meeting")
    await olga.presses(await olga.says("A meeting told"), "Workshop", "Library")
    said = await olga.presses(await olga.says("28 March 18:30"), "Save and notify 1 chat")
    await amina.hears("New: A meeting told")
    for words in ("a meeting told", BORING):
        assert "Remove the meeting" not in (await olga.says(f"/calendar {words}")).labels


async def test_kind_description_and_documents_are_changed(people: People) -> None:
    olga, amina, _ = people
    said = await olga.says(f"/calendar {BORING}")
    await olga.presses(said, "Change", "Kind", "Workshop", "Change something else", "Description")
    said = await olga.says("Two hours.\n\nBring a pen.")
    await olga.press(said, "Change something else")
    await olga.press(await olga.last(), "Documents")
    said = await olga.says("Handout without an address")
    assert "I could not read" in said.plain
    said = await olga.says("Handout https://example.org/handout")
    said = await olga.press(said, "Save without notifying")
    assert "Nobody will be notified." in said.plain
    shown = await amina.says(f"/meeting {BORING}")
    assert "Bring a pen." in shown.plain and "Workshop" in shown.plain


async def test_posters_come_from_the_desk_in_a_language_with_rooms_and_clashes(
    people: People,
) -> None:
    olga, _, _ = people
    said = await olga.says("/calendar clocks")
    await olga.presses(said, "Another room", "Library", "Save and notify 2 chats")
    shown = await olga.presses(await olga.says("/desk"), "Posters")
    assert "In one room at one time" in shown.plain and "(Library)" in shown.plain
    sent = await olga.press(shown, "Français")
    assert sent.raw["document"]["file_name"] == "posters-fr.pdf"
    texts = [page.text for page in pages(await olga.file(sent))]
    (door,) = [text for text in texts if text.startswith("Library") and "28 mars" in text]
    assert "10:30" in door and "Clocks, and other opinions" in door
    assert any("Boring on purpose" in text and "09:30–10:15" in text for text in texts), texts[-1]


async def test_announcing_to_a_roundtable_inviting_a_chair_and_answering(meet: Meet) -> None:
    base = meet(OLGA)
    olga, amina = Organiser(base.session, base.base, OLGA), meet(AMINA)
    await amina.says("/subscribe roundtable 1")
    olga.counted()
    _shown, draft = await olga.says_all("/announce The room is open")
    draft = await olga.presses(draft, "Recipients", "A roundtable", "Roundtable 1")
    await olga.presses(draft, "Send…", "Send to 1 chat")
    assert olga.counted() == (1, 5)
    await olga.hears("· Sent")
    said = await olga.presses(await olga.says("/team"), "Invite a chair", "Roundtable 1")
    await olga.press(said, "Create the link")
    assert olga.counted() == (1, 3)
    await amina.says("/ask Where is lunch?")
    asked = await olga.hears("Where is lunch?")
    await olga.writes("In the garden.", reply_to=asked.id)
    assert olga.counted() == (1, 0)
    await amina.hears("In the garden.")

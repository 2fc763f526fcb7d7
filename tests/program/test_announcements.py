"""Announcements over HTTP: written, shown, sent, watched, changed, taken back, interrupted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from storage import announcements, chats
from storage.announcements import Version
from storage.database import Database
from tests.databases import ON_POSTGRESQL
from tests.factories import BEFORE, BOT
from tests.program.crowd import a_database, a_preview, received, serving, settings_of
from tests.program.lives import killed_at_random
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said

People = tuple[Person, Person, Person]
# The line above the author's words.
FROM, DE = "From the secretariat\n\n", "De la part du secrétariat\n\n"


@pytest.fixture
async def people(meet: Meet) -> People:
    """Olga, who owns the event, and two delegates who have just begun; nobody else is known."""
    three = meet(OLGA), meet(AMINA), meet(DIEGO)
    for person in three:
        await person.says("/language en")
        await person.forgets()
    for person in three[1:]:
        await person.says("/start")
    return three


async def the_draft(person: Person) -> Said:
    """The newest screen from which a draft is sent."""
    return [message for message in await person.heard() if "Send…" in message.labels][-1]


async def written(olga: Person, text: str) -> Said:
    """The draft's screen, after these words."""
    await olga.says_all(f"/announce {text}")
    return await the_draft(olga)


async def sent(olga: Person, text: str, button: str) -> Said:
    send = await olga.press(await written(olga, text), "Send…")
    await olga.press(send, button)
    return await olga.hears("· Sent")


async def test_it_is_shown_as_it_will_look_and_goes_to_everybody_once(people: People) -> None:
    olga, amina, diego = people
    ask = await olga.press(
        await olga.press(await olga.says("/desk"), "Announcements"), "Write an announcement"
    )
    assert "Write it in English" in ask.text
    shown, draft = await olga.says_all(
        kind="formatted", text='<b>Coffee</b> at <a href="https://un.org/a?b=1&amp;c=2">11:00</a>'
    )
    bold = ["From the secretariat", "Coffee"]
    assert (shown.text, shown.parts("bold")) == (FROM + "Coffee at 11:00", bold)
    assert shown.labels == ["Announcement settings"]
    assert "To: everyone (3 chats)" in draft.plain
    send = await olga.press(draft, "Send…")
    await olga.press(send, "Send to 3 chats")
    report = await olga.hears("· Sent")
    assert "Delivered to Telegram: 3" in report.plain and "Time taken" in report.plain
    assert "who has read it" in report.plain
    assert "The text can be changed until Sunday, 18 August 2013." in report.plain
    for person in (amina, diego):
        got = await person.last()
        assert (got.raw["entities"], got.text) == (shown.raw["entities"], shown.text)
        assert got.rows == shown.rows
    # The same press again, as after a crash, does nothing more.
    await olga.forge(report, f"an7:{report.text.split()[1]}:send:0")
    await olga.settled()
    assert sum(message.text == FROM + "Coffee at 11:00" for message in await amina.heard()) == 1


async def test_nobody_else_can_send_or_stop_anything(people: People) -> None:
    olga, amina, _ = people
    await written(olga, "Not yet")
    assert (await amina.says("/announce Free beer")).plain.startswith(
        "There is no command /announce."
    )
    home = await amina.says("/start")
    for data in ("an7:1:send:0", "an1:0:", "an2:1:everybody:", "g1:desk-announce:"):
        answer = await amina.forge(home, data)
        assert "out of date" in answer["text"]
    assert not any("Not yet" in message.text for message in await amina.heard())


async def test_each_chat_gets_its_language_and_only_those_meant_get_any(people: People) -> None:
    olga, amina, diego = people
    await amina.says("/language fr")
    await diego.says("/subscribe roundtable 2")
    draft = await written(olga, "The session is open")
    languages = await olga.press(draft, "Languages")
    await olga.press(languages, "Add: Français")
    _shown, draft = await olga.says_all("La séance est ouverte")
    assert "Languages: Français, otherwise English" in draft.plain
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    await olga.hears("· Sent")
    assert (await amina.last()).text == DE + "La séance est ouverte"
    assert (await diego.last()).text == FROM + "The session is open"
    # Subscribers of one roundtable.
    draft = await written(olga, "Roundtable 2 moves to room 4")
    to = await olga.press(await olga.press(draft, "Recipients"), "A roundtable")
    label = next(name for name in to.labels if name.startswith("Roundtable 2"))
    draft = await olga.press(to, label)
    assert "(1 chat)" in draft.plain
    await olga.press(await olga.press(draft, "Send…"), "Send to 1 chat")
    await olga.hears("Delivered to Telegram: 1")
    assert (await diego.last()).text == FROM + "Roundtable 2 moves to room 4"
    assert (await amina.last()).text == DE + "La séance est ouverte"


async def test_a_photo_goes_out_with_its_caption_and_is_corrected_and_withdrawn(
    people: People,
) -> None:
    olga, amina, _ = people
    await olga.press(await olga.says("/announce"), "Write an announcement")
    (too_long,) = await olga.says_all(kind="photo", caption="x" * 1025)
    assert "It has 1025 characters; an announcement can have 976" in too_long.plain
    (nothing,) = await olga.says_all(kind="voice")
    assert "a text, or photos, videos or documents" in nothing.plain
    shown, draft = await olga.says_all(kind="photo", caption="The <i>room</i>")
    assert (shown.raw["caption"], len(shown.raw["photo"])) == (FROM + "The room", 1)
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    report = await olga.hears("· Sent")
    got = await amina.last()
    assert (got.raw["caption"], got.raw["photo"]) == (FROM + "The room", shown.raw["photo"])
    # Other words: shown, confirmed with the number, changed in place.
    ask = await olga.press(report, "Edit the text")
    assert "The photo itself cannot be replaced." in ask.plain
    (refused,) = await olga.says_all(kind="photo", caption="another")
    assert "Only the wording can be changed." in refused.plain
    shown, confirm = await olga.says_all("The other room")
    assert shown.raw["caption"] == FROM + "The other room"
    assert (await amina.last()).raw["caption"] == FROM + "The room"
    await olga.press(confirm, "Change 3 messages")
    report = await olga.hears("· Changed")
    assert "Messages changed: 3" in report.plain
    assert (await amina.last()).raw["caption"] == FROM + "The other room"
    assert ((await amina.last()).id, (await amina.last()).rows) == (got.id, got.rows)
    # Two days later some can be taken back no more.
    await olga.post("clock", advance_seconds=49 * 3600)
    label = "Delete from 3 chats"
    # The report's last figures may arrive first.
    withdraw = await olga.press(report, "Withdraw", lambda said: label in said.labels)
    await olga.press(withdraw, label)
    report = await olga.hears("· Withdrawn")
    assert "Failed: 3" in report.plain and "sent more than 48 hours earlier: 3" in report.plain
    assert "Withdraw" not in report.labels


async def test_a_document_goes_out_and_after_ninety_days_it_is_left_alone(people: People) -> None:
    olga, amina, _ = people
    await olga.press(await olga.says("/announce"), "Write an announcement")
    shown, draft = await olga.says_all(kind="document", caption="The <b>agenda</b>")
    assert shown.raw["caption"] == FROM + "The agenda"
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    report = await olga.hears("· Sent")
    got = await amina.hears("The agenda")
    assert got.raw["document"] == shown.raw["document"]
    ask = await olga.press(report, "Edit the text")
    assert "The document itself cannot be replaced." in ask.plain
    await olga.says("/cancel")
    await olga.post("clock", advance_seconds=91 * 86_400)
    after = await olga.forge(report, f"an1:{report.text.split()[1]}:en")
    assert "out of date" in after["text"]
    await olga.forge(report, f"g1:desk-announce.{report.text.split()[1]}:")
    report = await olga.hears("It can no longer be changed")
    assert "Delivered to Telegram: 3" in report.plain
    assert not {"Edit the text", "Withdraw"} & set(report.labels)


@pytest.mark.parametrize("text", ["Hello", "meetings", "help"])
async def test_a_word_that_opens_a_screen_otherwise_can_be_an_announcement(
    people: People, text: str
) -> None:
    olga = people[0]
    await olga.press(
        await olga.press(await olga.says("/desk"), "Announcements"), "Write an announcement"
    )
    await olga.says_all(text)
    assert FROM + text in [said.text for said in await olga.heard()]


async def test_a_delegate_stops_announcements_and_takes_it_back(people: People) -> None:
    olga, amina, diego = people
    await sent(olga, "The first", "Send to 3 chats")
    got = await amina.last()
    assert got.labels == ["Announcement settings"]
    setting = await amina.press(got, "Announcement settings")
    assert "Announcements are on." in setting.plain and setting.id != got.id
    stopped = await amina.press(setting, "Stop announcements")
    assert "no longer receives announcements" in stopped.plain and stopped.id != got.id
    assert "Announcements: off" in (await amina.says("/settings")).labels
    assert "Announcements: off" in (await amina.says("/mydata")).plain
    draft = await written(olga, "The second")
    assert "everyone (2 chats; 1 has switched announcements off)" in draft.plain
    send = await olga.press(draft, "Send…")
    assert "1 has switched announcements off" in send.plain
    await olga.press(send, "Send to 2 chats")
    await olga.hears("Delivered to Telegram: 2")
    assert (await diego.last()).text == FROM + "The second"
    assert FROM + "The second" not in [message.text for message in await amina.heard()]
    undone = await amina.press(stopped, "Undo")
    assert "receives announcements again" in undone.plain and undone.id == stopped.id
    # In the settings a tap does the same.
    settings = await amina.says("/settings")
    settings = await amina.press(settings, "Announcements: on")
    settings = await amina.press(settings, "Announcements: off")
    assert "Announcements: on" in settings.labels
    await sent(olga, "The third", "Send to 3 chats")
    await amina.hears("The third")


async def test_in_a_group_its_administrators_alone_switch_announcements(
    people: People, meet: Meet
) -> None:
    olga, _, _ = people
    diego, owner = meet(DIEGO, GROUP), meet(OLGA, GROUP)
    await owner.says(f"/language@{BOT} en")
    try:
        send = await olga.press(await written(olga, "To the delegation, too"), "Send…")
        await olga.press(send, "Send to 4 chats")
        got = await diego.hears("To the delegation, too")
        refused = await diego.forge(got, "as1")
        assert "administrators" in refused["text"]
        allowed = await owner.forge(got, "as1")
        assert allowed["text"] == "Announcements are off."
        await diego.hears("no longer receives announcements")
        draft = await written(olga, "Not to the delegation")
        assert "(3 chats; 1 has switched announcements off)" in draft.plain
    finally:
        await owner.press(await owner.says(f"/forget@{BOT}"), "Delete everything")


async def test_what_went_out_is_taken_back_and_the_trace_says_who_did(people: People) -> None:
    olga, amina, _ = people
    report = await sent(olga, "Wrong room, sorry", "Send to 3 chats")
    got = await amina.last()
    label = "Delete from 3 chats"
    # The report's last figures may arrive first.
    withdraw = await olga.press(report, "Withdraw", lambda said: label in said.labels)
    await olga.press(withdraw, label)
    report = await olga.hears("· Withdrawn")
    assert "Messages deleted: 3" in report.plain
    assert got.id not in {message.id for message in await amina.heard()}
    trace = (await olga.says("/trace")).plain
    number = report.text.split()[1]
    assert f"withdrew announcement {number}" in trace and f"sent announcement {number}" in trace


async def test_who_blocked_the_bot_is_counted_and_left_alone(people: People) -> None:
    olga, _, diego = people
    # Telegram's word of it is lost, so the bot learns it only by trying.
    rule = {"method": "sendMessage", "kind": "403", "times": 1, "chat": DIEGO}
    draft = await olga.press(await written(olga, "Hello"), "Send…")
    await olga.post("faults", rules=[rule])
    await olga.press(draft, "Send to 3 chats")
    report = await olga.hears("· Sent")
    assert "Delivered to Telegram: 2" in report.plain and "Blocked the bot: 1" in report.plain
    assert "Hello" not in [message.text for message in await diego.heard()]


async def test_a_planned_one_goes_out_by_itself_at_its_hour(people: People) -> None:
    olga, amina, _ = people
    await olga.press(await written(olga, "Good morning"), "When")
    (again,) = await olga.says_all("29/5 9-ish")
    assert "I could not read “29/5 9-ish”." in again.plain
    (confirm,) = await olga.says_all("tomorrow 8:30")
    assert "21 May 2013, 08:30 (New York time)" in confirm.plain
    planned = await olga.press(confirm, "Schedule for 3 chats")
    assert "· Scheduled" in planned.plain
    assert (await amina.last()).text != "Good morning"
    await olga.post("clock", to="next")
    report = await olga.hears("· Sent")
    assert "Delivered to Telegram: 3" in report.plain
    assert (await amina.last()).text == FROM + "Good morning"


async def test_a_restart_in_the_middle_of_the_questions_is_no_matter_and_cancel_ends_them(
    people: People,
) -> None:
    olga, amina, _ = people
    await olga.press(await olga.says("/announce"), "Write an announcement")
    assert "Nothing was saved" in (await olga.says("/cancel")).text
    # Words are a search again.
    assert "remittances" in (await olga.says("remittances")).text.casefold()
    draft = await olga.press(await olga.says("/announce"), "Continue with the draft")
    assert "It has no text yet." in draft.plain and "Send…" not in draft.labels
    gone = await olga.press(draft, "Discard")
    assert "Write an announcement" in gone.labels
    assert (await amina.last()).labels


PEOPLE = range(1001, 1401)
WORDS = "The plenary is moved"
KILLS = 20


async def seen(folder: Path, people: Sequence[int]) -> Database:
    """A database that knows these people."""
    database = await a_database(folder)
    async with database.transaction() as connection:
        for person in people:
            await chats.record_contact(connection, person, BEFORE)
    return database


async def ordered(folder: Path) -> Database:
    """A database in which an announcement to everybody has just been ordered."""
    database = await seen(folder, PEOPLE)
    async with database.transaction() as connection:
        draft = await announcements.begin_draft(connection, OLGA, "en", BEFORE)
        said = Version("text", WORDS)
        await announcements.save_version(connection, draft.id, "en", 0, said)
        await announcements.start(connection, draft, BEFORE)
    return database


@pytest.mark.timeout(200)
async def test_kill_9_in_the_middle_of_an_announcement_loses_no_chat(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await (await ordered(tmp_path)).close()
    starts = [BEFORE + timedelta(seconds=130) * kill for kill in range(KILLS + 1)]

    def settings(kill: int) -> dict[str, str]:
        return settings_of(preview, starts[kill], OWNER_IDS=str(OLGA), SEND_RATE="25")

    async with a_preview((OLGA, *PEOPLE), begun=True) as preview:
        # On PostgreSQL it takes over two seconds to go on with what a killed program sent.
        longest = 4.0 if ON_POSTGRESQL else 0.3
        await killed_at_random(tmp_path, KILLS, 9, settings, longest)
        half = await received(session, preview, PEOPLE, WORDS)
        assert any(half.values()), "the kills were to fall among the sending"
        assert not all(half.values()), "the kills were to fall among the sending"
        last = {"OWNER_IDS": str(OLGA), "SEND_RATE": "1000"}
        async with serving(tmp_path, preview, starts[-1], **last):
            report = await Person(session, preview.url, OLGA).hears("· Sent")
        found = await received(session, preview, PEOPLE, WORDS)
    lost = sum(not count for count in found.values())
    doubled = sum(count - 1 for count in found.values() if count)
    print(f"\nkilled {KILLS} times during an announcement; lost {lost}, doubled {doubled} "
          f"of {len(found)}")  # fmt: skip
    assert f"Delivered to Telegram: {len(found)}" in report.plain
    assert lost == 0
    # Doubled only what was between Telegram's answer and the program's note of it when it died: at
    # 25 a second one or two messages, a few on a busy machine.
    assert doubled <= 3 * KILLS


async def test_its_progress_is_shown_in_place_and_it_is_paused_resumed_and_stopped(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await (await seen(tmp_path, PEOPLE)).close()

    def delivered(said: Said) -> int:
        return int(said.plain.split("Delivered to Telegram: ")[1].split()[0])

    # So slow that it would go on for over a minute; nothing here waits for its end.
    slow = {"OWNER_IDS": str(OLGA), "SEND_RATE": "5"}
    async with (
        a_preview((OLGA, *PEOPLE), begun=True) as preview,
        serving(tmp_path, preview, **slow),
    ):
        olga = Person(session, preview.url, OLGA)

        async def progress(words: str, fits: Callable[[Said], bool] = lambda said: True) -> Said:
            """The one message of its progress, once it says this."""
            return await olga.finds(
                words, lambda said: said.id == sending.id and words in said.plain and fits(said)
            )

        async def there() -> int:
            return sum((await received(session, preview, PEOPLE, WORDS)).values())

        await olga.says(f"/announce {WORDS}")
        await olga.hears("To: everyone (401 chats)")
        draft = await the_draft(olga)
        sending = await olga.press(draft, "Send…")
        after, began = await olga.now(), time.monotonic()
        sending = await olga.press(sending, "Send to 401 chats")
        assert "Sending" in sending.plain and sending.labels == ["Pause", "Stop permanently"]
        shown = await progress("Sending", lambda said: delivered(said) > 0)
        await olga.press(shown, "Pause")
        paused = await progress("Paused")
        await olga.says("/help")  # whatever was under way has come to its end
        some = await there()
        assert 0 < some < len(PEOPLE)
        await olga.says("/roundtables")
        assert await there() == some
        await olga.press(paused, "Resume")
        async with asyncio.timeout(30):
            while await there() == some:
                await asyncio.sleep(0.02)
        await olga.press(await progress("Sending"), "Stop permanently")
        await olga.says("/help")
        stopped = await progress("Stopped")
        more = await there()
        assert some < more < len(PEOPLE)
        report = (await olga.says("/announce")).labels[1]
        assert report == "1 · The plenary is moved · Stopped · everyone"
        edits = await olga.get(f"events?after={after}&wait=0&chat={OLGA}&type=edit")
        seconds = time.monotonic() - began
        # What was pressed (send, pause, resume, stop) and its end show at once; by itself it
        # changes every five seconds.
        assert len(edits["events"]) <= 6 + seconds / 5
        final = await olga.press(await olga.says("/announce"), report)
        mine = sum(WORDS in said.plain for said in await olga.heard())
        assert delivered(final) <= more + mine
        assert f"Not sent: {401 - delivered(final)}" in final.plain
        assert stopped.id == sending.id


async def test_a_chat_that_chose_no_language_is_written_to_in_that_of_its_telegram_app(
    people: People,
) -> None:
    olga, amina, diego = people
    await amina.post(f"people/{AMINA}", language_code="fr-FR")
    try:
        await amina.says("/start")
        draft = await written(olga, "Lunch is at noon")
        languages = await olga.press(draft, "Languages")
        await olga.press(languages, "Add: Français")
        _shown, draft = await olga.says_all("Le déjeuner est à midi")
        await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
        await olga.hears("· Sent")
        assert (await amina.last()).text == DE + "Le déjeuner est à midi"
        assert (await diego.last()).text == FROM + "Lunch is at noon"
        assert "Français" in (await amina.says("/mydata")).text
    finally:
        await amina.post(f"people/{AMINA}", language_code="en")

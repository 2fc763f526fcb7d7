"""Announcements over HTTP: written, shown, sent, watched, changed, taken back, interrupted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app import PREVIEW_TOKEN
from bot.clock import ShiftedClock
from bot.preview import PersonSeed, Preview, SeedData
from storage import announcements, chats
from storage.announcements import Version
from storage.database import Database, open_database
from tests.factories import BOT
from tests.program.conftest import Meet
from tests.program.lives import killed_at_random
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Person, Program, Said

People = tuple[Person, Person, Person]
NOW = datetime(2013, 5, 20, 13, tzinfo=UTC)


@pytest.fixture
async def people(meet: Meet) -> People:
    """Olga, who owns the event, and two delegates who have just begun; nobody else is known."""
    three = meet(OLGA), meet(AMINA), meet(DIEGO)
    for person in three:
        await person.says("/language en")
        await person.press(await person.says("/forget"), "Delete my data")
    for person in three[1:]:
        await person.says("/start")
    return three


async def until(person: Person, words: str) -> Said:
    """Wait until the newest message of the bot's that says this is there."""
    async with asyncio.timeout(30):
        while True:
            for each in reversed(await person.heard()):
                if words in each.plain:
                    return each
            await asyncio.sleep(0.05)


async def until_caption(person: Person, words: str) -> Said:
    async with asyncio.timeout(30):
        while True:
            for each in reversed(await person.heard()):
                if words in each.raw.get("caption", ""):
                    return each
            await asyncio.sleep(0.05)


async def last(person: Person) -> Said:
    return (await person.heard())[-1]


async def the_draft(person: Person) -> Said:
    """The newest screen from which a draft is sent."""
    return [each for each in await person.heard() if "Send…" in each.labels][-1]


async def written(olga: Person, text: str) -> Said:
    """The draft's screen, after these words."""
    await olga.says_all(f"/announce {text}")
    return await the_draft(olga)


async def sent(olga: Person, text: str, button: str) -> Said:
    send = await olga.press(await written(olga, text), "Send…")
    await olga.press(send, button)
    return await until(olga, "· Sent")


async def test_it_is_shown_as_it_will_look_and_goes_to_everybody_once(people: People) -> None:
    olga, amina, diego = people
    ask = await olga.press(
        await olga.press(await olga.says("/desk"), "Announcements"), "Write an announcement"
    )
    assert "Write it in English" in ask.text
    shown, draft = await olga.says_all(
        kind="formatted", text='<b>Coffee</b> at <a href="https://un.org/a?b=1&amp;c=2">11:00</a>'
    )
    assert (shown.text, shown.parts("bold")) == ("Coffee at 11:00", ["Coffee"])
    assert shown.labels == ["Stop announcements"]
    assert "To: everybody (3 chats)" in draft.plain
    send = await olga.press(draft, "Send…")
    await olga.press(send, "Send to 3 chats")
    report = await until(olga, "· Sent")
    assert "Delivered to Telegram: 3" in report.plain and "Time taken" in report.plain
    assert "who has read it" in report.plain
    assert "Its words can be changed until Sunday, 18 August 2013." in report.plain
    for person in (amina, diego):
        got = await last(person)
        assert (got.raw["entities"], got.text) == (shown.raw["entities"], shown.text)
        assert got.rows == shown.rows
    # The same press again, as after a crash, does nothing more.
    await olga.forge(report, f"an7:{report.text.split()[1]}:send:0")
    await olga.settled()
    assert sum(each.text == "Coffee at 11:00" for each in await amina.heard()) == 1


async def test_nobody_else_can_send_or_stop_anything(people: People) -> None:
    olga, amina, _ = people
    await written(olga, "Not yet")
    assert (await amina.says("/announce Free beer")).plain.startswith("I do not know /announce.")
    home = await amina.says("/start")
    for data in ("an7:1:send:0", "an1:0:", "an2:1:everybody:", "g1:desk-announce:"):
        answer = await amina.forge(home, data)
        assert "out of date" in answer["text"]
    assert not any("Not yet" in each.text for each in await amina.heard())


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
    await until(olga, "· Sent")
    assert (await last(amina)).text == "La séance est ouverte"
    assert (await last(diego)).text == "The session is open"
    # Subscribers of one roundtable.
    draft = await written(olga, "Roundtable 2 moves to room 4")
    to = await olga.press(await olga.press(draft, "To whom"), "A roundtable")
    label = next(each for each in to.labels if each.startswith("Roundtable 2"))
    draft = await olga.press(to, label)
    assert "(1 chat)" in draft.plain
    await olga.press(await olga.press(draft, "Send…"), "Send to 1 chat")
    await until(olga, "Delivered to Telegram: 1")
    assert (await last(diego)).text == "Roundtable 2 moves to room 4"
    assert (await last(amina)).text == "La séance est ouverte"


async def test_a_photo_goes_out_with_its_caption_and_is_corrected_and_withdrawn(
    people: People,
) -> None:
    olga, amina, _ = people
    await olga.press(await olga.says("/announce"), "Write an announcement")
    (too_long,) = await olga.says_all(kind="photo", caption="x" * 1025)
    assert "It has 1025 characters; Telegram takes 1024." in too_long.plain
    (nothing,) = await olga.says_all(kind="voice")
    assert "a text, or a photo or document" in nothing.plain
    shown, draft = await olga.says_all(kind="photo", caption="The <i>room</i>")
    assert (shown.raw["caption"], len(shown.raw["photo"])) == ("The room", 1)
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    report = await until(olga, "· Sent")
    got = await last(amina)
    assert (got.raw["caption"], got.raw["photo"]) == ("The room", shown.raw["photo"])
    # Other words: shown, confirmed with the number, changed in place.
    one = await olga.press(await olga.press(report, "Change its words"), "English · written")
    ask = await olga.press(one, "Change its words")
    assert "The photo stays; it cannot be replaced." in ask.plain
    (refused,) = await olga.says_all(kind="photo", caption="another")
    assert "Only the words can be changed." in refused.plain
    shown, confirm = await olga.says_all("The other room")
    assert shown.raw["caption"] == "The other room"
    assert (await last(amina)).raw["caption"] == "The room"
    await olga.press(confirm, "Change 3 messages")
    report = await until(olga, "· Changed")
    assert "Messages changed: 3" in report.plain
    assert (await last(amina)).raw["caption"] == "The other room"
    assert ((await last(amina)).id, (await last(amina)).rows) == (got.id, got.rows)
    # Two days later some can be taken back no more.
    await olga.post("clock", advance_seconds=49 * 3600)
    withdraw = await olga.press(report, "Withdraw it")
    await olga.press(withdraw, "Take it back from 3 chats")
    report = await until(olga, "· Withdrawn")
    assert "Failed: 3" in report.plain and "sent more than 48 hours before: 3" in report.plain
    assert "Withdraw it" not in report.labels


async def test_a_document_goes_out_and_after_ninety_days_it_is_left_alone(people: People) -> None:
    olga, amina, _ = people
    await olga.press(await olga.says("/announce"), "Write an announcement")
    shown, draft = await olga.says_all(kind="document", caption="The <b>agenda</b>")
    assert shown.raw["caption"] == "The agenda"
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    report = await until(olga, "· Sent")
    got = await until_caption(amina, "The agenda")
    assert got.raw["document"] == shown.raw["document"]
    one = await olga.press(await olga.press(report, "Change its words"), "English · written")
    ask = await olga.press(one, "Change its words")
    assert "The document stays; it cannot be replaced." in ask.plain
    await olga.says("/cancel")
    await olga.post("clock", advance_seconds=91 * 86_400)
    after = await olga.forge(report, f"an1:{report.text.split()[1]}:en")
    assert "out of date" in after["text"]
    await olga.forge(report, f"g1:desk-announce.{report.text.split()[1]}:")
    report = await until(olga, "It can be changed no more")
    assert "Delivered to Telegram: 3" in report.plain
    assert not {"Change its words", "Withdraw it"} & set(report.labels)


async def test_a_delegate_stops_announcements_and_takes_it_back(people: People) -> None:
    olga, amina, diego = people
    await sent(olga, "The first", "Send to 3 chats")
    got = await last(amina)
    stopped = await amina.press(got, "Stop announcements")
    assert "do not come to this chat any more" in stopped.plain and stopped.id != got.id
    assert "Announcements: off" in (await amina.says("/settings")).labels
    assert "Announcements: off" in (await amina.says("/mydata")).plain
    draft = await written(olga, "The second")
    assert "everybody (2 chats; 1 has switched announcements off)" in draft.plain
    send = await olga.press(draft, "Send…")
    assert "1 has switched announcements off" in send.plain
    await olga.press(send, "Send to 2 chats")
    await until(olga, "Delivered to Telegram: 2")
    assert (await last(diego)).text == "The second"
    assert "The second" not in [each.text for each in await amina.heard()]
    undone = await amina.press(stopped, "Undo")
    assert "come to this chat again" in undone.plain and undone.id == stopped.id
    # In the settings a tap does the same.
    settings = await amina.says("/settings")
    settings = await amina.press(settings, "Announcements: on")
    settings = await amina.press(settings, "Announcements: off")
    assert "Announcements: on" in settings.labels
    await sent(olga, "The third", "Send to 3 chats")
    await until(amina, "The third")


async def test_in_a_group_its_administrators_alone_switch_announcements(
    people: People, meet: Meet
) -> None:
    olga, _, _ = people
    diego, owner = meet(DIEGO, GROUP), meet(OLGA, GROUP)
    await owner.says(f"/language@{BOT} en")
    try:
        send = await olga.press(await written(olga, "To the delegation, too"), "Send…")
        await olga.press(send, "Send to 4 chats")
        got = await until(diego, "To the delegation, too")
        refused = await diego.forge(got, "as1")
        assert "administrators" in refused["text"]
        allowed = await owner.forge(got, "as1")
        assert allowed["text"] == "Announcements are off."
        await until(diego, "do not come to this chat any more")
        draft = await written(olga, "Not to the delegation")
        assert "(3 chats; 1 has switched announcements off)" in draft.plain
    finally:
        await owner.press(await owner.says(f"/forget@{BOT}"), "Delete my data")


async def test_what_went_out_is_taken_back_and_the_trace_says_who_did(people: People) -> None:
    olga, amina, _ = people
    report = await sent(olga, "Wrong room, sorry", "Send to 3 chats")
    got = await last(amina)
    withdraw = await olga.press(report, "Withdraw it")
    await olga.press(withdraw, "Take it back from 3 chats")
    report = await until(olga, "· Withdrawn")
    assert "Messages taken back: 3" in report.plain
    assert got.id not in {each.id for each in await amina.heard()}
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
    report = await until(olga, "· Sent")
    assert "Delivered to Telegram: 2" in report.plain and "Blocked the bot: 1" in report.plain
    assert "Hello" not in [each.text for each in await diego.heard()]


async def test_a_planned_one_goes_out_by_itself_at_its_hour(people: People) -> None:
    olga, amina, _ = people
    await olga.press(await written(olga, "Good morning"), "When")
    (again,) = await olga.says_all("29/5 9-ish")
    assert "I could not read “29/5 9-ish”." in again.plain
    (confirm,) = await olga.says_all("tomorrow 8:30")
    assert "21 May 2013, 08:30 (New York time)" in confirm.plain
    planned = await olga.press(confirm, "Plan it for 3 chats")
    assert "· Scheduled" in planned.plain
    assert (await last(amina)).text != "Good morning"
    await olga.post("clock", to="next")
    report = await until(olga, "· Sent")
    assert "Delivered to Telegram: 3" in report.plain
    assert (await last(amina)).text == "Good morning"


async def test_a_restart_in_the_middle_of_the_questions_is_no_matter_and_cancel_ends_them(
    people: People,
) -> None:
    olga, amina, _ = people
    await olga.press(await olga.says("/announce"), "Write an announcement")
    assert "Nothing was kept" in (await olga.says("/cancel")).text
    # Words are a search again.
    assert "remittances" in (await olga.says("remittances")).text.casefold()
    draft = await olga.press(await olga.says("/announce"), "Go on with the draft")
    assert "It has no words yet." in draft.plain and "Send…" not in draft.labels
    gone = await olga.press(draft, "Discard")
    assert "Write an announcement" in gone.labels
    assert (await last(amina)).labels


PEOPLE = range(1001, 1401)
KILLS = 20


async def a_preview(session: aiohttp.ClientSession, people: Sequence[int] = PEOPLE) -> Preview:
    seeds = tuple(PersonSeed(each, f"P{each}", None, "en") for each in (OLGA, *people))
    server = Preview(PREVIEW_TOKEN, ShiftedClock(NOW), SeedData(people=seeds))
    await server.start()
    for person in (OLGA, *people):
        await Person(session, server.url, person).post(
            f"chats/{person}/send", person=person, text="hello"
        )
    address = f"{server.url}/bot{PREVIEW_TOKEN}/deleteWebhook"
    async with session.post(address, json={"drop_pending_updates": True}) as response:
        assert response.status == 200
    return server


def settings_of(preview: Preview, start: datetime, rate: int) -> dict[str, str]:
    return {
        "BOT_TOKEN": PREVIEW_TOKEN, "BOT_API_URL": preview.url, "OWNER_IDS": str(OLGA),
        "CLOCK_START": start.isoformat(), "SEND_RATE": str(rate),
    }  # fmt: skip


async def seen(folder: Path, people: Sequence[int]) -> Database:
    """A database that knows these people."""
    database = open_database(f"sqlite+aiosqlite:///{folder / 'var' / 'roundtable.db'}")
    await database.migrate()
    async with database.transaction() as connection:
        for person in people:
            await chats.see_chat(connection, person, NOW)
    return database


async def ordered(folder: Path) -> Database:
    """A database in which an announcement to everybody has just been ordered."""
    database = await seen(folder, PEOPLE)
    async with database.transaction() as connection:
        draft = await announcements.begin_draft(connection, OLGA, "en", NOW)
        said = Version("text", "The plenary is moved")
        await announcements.keep_version(connection, draft.id, "en", 0, said)
        await announcements.start(connection, draft, NOW)
    return database


async def received(
    session: aiohttp.ClientSession, preview: Preview, people: Sequence[int] = PEOPLE
) -> Counter[int]:
    found: Counter[int] = Counter()
    for person in people:
        heard = await Person(session, preview.url, person).heard()
        found[person] = sum("plenary" in each.text for each in heard)
    return found


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.mark.timeout(200)
async def test_kill_9_in_the_middle_of_an_announcement_loses_no_chat(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    database = await ordered(tmp_path)
    preview = await a_preview(session)
    began = time.monotonic()
    starts = [NOW + timedelta(seconds=130) * kill for kill in range(KILLS + 1)]
    await killed_at_random(
        tmp_path, KILLS, 9, lambda kill: settings_of(preview, starts[kill], 25), longest=0.3
    )
    half = await received(session, preview)
    assert any(half.values()) and not all(half.values()), "the kills were to fall among the sending"
    program = Program(tmp_path, "run", **settings_of(preview, starts[-1], 1000))
    try:
        report = await until(Person(session, preview.url, OLGA), "· Sent")
    finally:
        await program.stopped()
    found = await received(session, preview)
    await preview.stop()
    await database.close()
    lost = sum(not count for count in found.values())
    doubled = sum(count - 1 for count in found.values() if count)
    seconds = time.monotonic() - began
    print(f"\nkilled {KILLS} times during an announcement; lost {lost}, doubled {doubled} "
          f"of {len(found)}; {seconds:.0f} s")  # fmt: skip
    assert f"Delivered to Telegram: {len(found)}" in report.plain
    assert lost == 0
    # Doubled only what was between Telegram's answer and the program's note of it when it died: at
    # 25 a second one or two messages, a few on a busy machine.
    assert doubled <= 3 * KILLS


async def test_its_progress_is_shown_in_place_and_it_is_paused_resumed_and_stopped(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    few = PEOPLE[:240]
    await (await seen(tmp_path, few)).close()
    preview = await a_preview(session, few)
    program = Program(tmp_path, "run", **settings_of(preview, NOW, 30))
    olga = Person(session, preview.url, OLGA)

    async def progress(words: str) -> Said:
        """The one message of its progress, once it says this."""
        async with asyncio.timeout(30):
            while True:
                shown = next(each for each in await olga.heard() if each.id == sending.id)
                if words in shown.plain:
                    return shown
                await asyncio.sleep(0.02)

    def delivered(said: Said) -> int:
        return int(said.plain.split("Delivered to Telegram: ")[1].split()[0])

    async def there() -> int:
        return sum((await received(session, preview, few)).values())

    try:
        await program.logs("ready")
        await olga.says("/announce The plenary is moved")
        await until(olga, "To: everybody (241 chats)")
        draft = await the_draft(olga)
        sending = await olga.press(draft, "Send…")
        after = await olga.now()
        sending = await olga.press(sending, "Send to 241 chats")
        assert "Being sent" in sending.plain and sending.labels == ["Pause", "Stop for good"]
        async with asyncio.timeout(30):
            while not 0 < delivered(shown := await progress("Being sent")) < 240:
                await asyncio.sleep(0.02)
        await olga.press(shown, "Pause")
        paused = await progress("Paused")
        await olga.says("/help")  # whatever was under way has come to its end
        some = await there()
        assert 0 < some < 240
        await olga.says("/roundtables")
        assert await there() == some
        await olga.press(paused, "Resume")
        async with asyncio.timeout(30):
            while await there() == some:
                await asyncio.sleep(0.02)
        await olga.press(await progress("Being sent"), "Stop for good")
        await olga.says("/help")
        stopped = await progress("Stopped")
        more = await there()
        assert some < more < 240
        report = (await olga.says("/announce")).labels[1]
        assert report == "1 · Stopped · everybody"
        edits = await olga.get(f"events?after={after}&wait=0&chat={OLGA}&type=edit")
        # What was pressed shows at once; by itself it changes every five seconds.
        assert len(edits["events"]) <= 8
        final = await olga.press(await olga.says("/announce"), report)
        mine = sum("plenary" in each.text for each in await olga.heard())
        assert delivered(final) <= more + mine
        assert f"Not sent: {241 - delivered(final)}" in final.plain
        assert stopped.id == sending.id
    finally:
        await program.stopped()
        await preview.stop()

"""Messages of all kinds, albums, edits and replies: each is answered, and once."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.program.crowd import a_default_preview, serving
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said

# What a person sends, and the sentence with which it is answered outside of any dialog.
ONLY_TEXT = "I can only read text."
KINDS = {
    "video": ONLY_TEXT,
    "audio": ONLY_TEXT,
    "voice": ONLY_TEXT,
    "photo": ONLY_TEXT,
    "animation": ONLY_TEXT,
    "video_note": ONLY_TEXT,
    "sticker": ONLY_TEXT,
    "contact": ONLY_TEXT,
    "location": ONLY_TEXT,
    "venue": ONLY_TEXT,
    "dice": ONLY_TEXT,
    "poll": ONLY_TEXT,
    "paid_media": ONLY_TEXT,
    "checklist": ONLY_TEXT,
    "story": ONLY_TEXT,
    "gift": ONLY_TEXT,
    "document": "“document.txt” is a text document.",
}
FILES = {
    "programme.pdf": "a PDF document",
    "minutes.docx": "a text document",
    "rooms.xlsx": "a spreadsheet",
    "files.zip": "an archive of files",
    "talks.json": "a data file",
    "talks.xml": "a data file",
    "unknown.qqq": "a file",
}
ALBUM = [{"kind": "photo"}, {"kind": "video", "caption": "Here"}, {"kind": "photo"}]


@pytest.fixture
async def amina(meet: Meet) -> AsyncIterator[Person]:
    person = meet(AMINA)
    await person.says("/language en")
    yield person


async def edits(person: Person, message: int, text: str) -> None:
    body = {"person": person.person, "message_id": message, "text": text}
    await person.post(f"chats/{person.chat}/edit", **body)


async def sent_id(person: Person, text: str = "", **more: Any) -> int:
    """Write, wait for the answer, and return the id of what was written."""
    body = {"person": person.person, **({"text": text} if text else {}), **more}
    after = await person.now()
    made = await person.post(f"chats/{person.chat}/send", **body)
    await person.outcome(after)
    return int(made["message"]["message_id"])


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_message_is_answered_in_a_sentence(amina: Person, kind: str) -> None:
    said = await amina.says_all(kind=kind)
    assert [KINDS[kind] in answer.plain for answer in said] == [True], said


@pytest.mark.parametrize("name", FILES)
async def test_a_file_is_told_by_its_name(amina: Person, meet: Meet, name: str) -> None:
    content = base64.b64encode(b"\x00\x01 no calendar").decode()
    told = await amina.says(kind="document", name=name, content_base64=content)
    assert f"“{name}” is {FILES[name]}. I cannot read files." in told.plain
    assert "Ask the secretariat" in told.labels
    olga = meet(OLGA)
    await olga.says("/language en")
    if not name.endswith(".xlsx"):
        told = await olga.says(kind="document", name=name, content_base64=content)
        assert "I can take a calendar as .ics, .csv or .xlsx" in told.plain


async def test_a_service_message_is_not_answered(amina: Person) -> None:
    await amina.hears_nothing_of(amina.writes(kind="service"))


async def test_an_album_is_answered_once(amina: Person) -> None:
    before = len(await amina.heard())
    await amina.says(kind="album", parts=ALBUM)
    # Parts that come later belong to it.
    album = {"media_group_id": "77"}
    await amina.says(kind="photo", **album)
    await amina.hears_nothing_of(amina.writes(kind="photo", **album))
    assert len(await amina.heard()) == before + 3


async def test_nobody_is_answered_in_a_group(meet: Meet) -> None:
    there = meet(AMINA, GROUP)
    for kind in (*KINDS, "album"):
        more = {"parts": ALBUM} if kind == "album" else {}
        await there.hears_nothing_of(there.writes(kind=kind, **more))


async def test_an_edited_search_is_answered_if_it_was_the_last_message(amina: Person) -> None:
    first = await sent_id(amina, "social security")
    after = await amina.now()
    await edits(amina, first, "paying taxes")
    assert "irregular migrants" in (await amina.outcome(after)).plain
    await amina.says("wages")
    await amina.hears_nothing_of(edits(amina, first, "recruitment"))


async def test_an_edited_command_is_not_carried_out_again(amina: Person) -> None:
    first = await sent_id(amina, "/search wages")
    after = await amina.now()
    await edits(amina, first, "/subscribe all")
    assert "send it as a new message" in (await amina.outcome(after)).plain
    agenda = await amina.says("/agenda")
    assert "not subscribed" in agenda.plain or "nothing" in agenda.plain.casefold()


async def test_a_reply_from_another_chat_is_told_where_to_reply(meet: Meet) -> None:
    olga, there = meet(OLGA), meet(DIEGO, GROUP)
    await olga.says("/language en")
    shown: Said = await there.says("/next@roundtable_preview_bot")
    told = await olga.says("On the second floor", reply_to=shown.id, reply_in_chat=GROUP)
    assert "Please reply to it in that chat" in told.plain


def a_calendar(title: str) -> dict[str, Any]:
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", f"UID:{title}", f"SUMMARY:{title}",
        "DTSTART:20130601T090000Z", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    content = base64.b64encode("\r\n".join(lines).encode()).decode()
    return {"kind": "document", "name": f"{title}.ics", "content_base64": content}


async def test_of_two_calendars_sent_together_the_first_is_previewed(meet: Meet) -> None:
    olga = meet(OLGA)
    await olga.says("/language en")
    parts = [a_calendar("Opening"), a_calendar("Closing")]
    told = await olga.says(kind="album", parts=parts, media_group_id="600")
    assert told.plain == (
        "Below is the preview of Opening.ics. I take one calendar file at a time. "
        "Please send these again afterwards: Closing.ics"
    )
    await olga.finds("the preview", lambda said: said.id > told.id)
    late = await olga.says(**a_calendar("Dinner"), media_group_id="600")
    assert late.plain.endswith("Please send these again afterwards: Dinner.ics")


async def test_the_form_of_the_calendar_asks_for_text(meet: Meet) -> None:
    olga = meet(OLGA)
    await olga.says("/language en")
    await olga.press(await olga.says("/calendar"), "Add a meeting")
    for kind in (*KINDS, "album"):
        more = {"parts": ALBUM} if kind == "album" else {}
        said = await olga.says(kind=kind, **more)
        assert "What is it called?" in said.plain, kind
    await olga.says("/cancel")


async def test_an_album_is_answered_once_across_restarts(tmp_path: Path) -> None:
    async with a_default_preview() as preview, aiohttp.ClientSession() as session:
        amina = Person(session, preview.url, AMINA)
        async with serving(tmp_path, preview) as program:
            await program.logs("ready")
            await amina.writes(kind="photo", media_group_id="1")
            # Killed while it waits for the other parts.
            await amina.settled()
            await program.killed()
        async with serving(tmp_path, preview) as program:
            await amina.writes(kind="photo", media_group_id="1")
            await amina.hears(ONLY_TEXT)
        async with serving(tmp_path, preview):
            await amina.hears_nothing_of(amina.writes(kind="photo", media_group_id="1"))
        assert sum(ONLY_TEXT in said.plain for said in await amina.heard()) == 1

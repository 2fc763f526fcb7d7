"""Delegates send the texts of their statements, and statements in writing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handlers.framework.reply import Notice, Reply
from handlers.framework.request import Attachment, Incoming
from storage.floor import acts, texts
from storage.floor.texts import StatementText
from tests.content.floor.documents import a_docx
from tests.handlers.floor.room import (
    CHAIR,
    DELEGATE,
    SECOND,
    Room,
    a_room,
    asks,
    labels_of,
    shown,
    speaks_for,
    told,
)

WORDS = "word " * 412


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        await speaks_for(made, DELEGATE, "ruritania")
        await speaks_for(made, SECOND, "sylvania")
        yield made


async def says(room: Room, user: int, words: str) -> Reply:
    """A message that answers the bot's question."""
    incoming = Incoming(5, words, words)
    request = room.request(user, words, incoming=incoming, asking_message_id=5)
    return shown(await room.board.message(request, addressed=True))


async def sends(
    room: Room, user: int, name: str, content: bytes, kind: Any = "document", file_id: str = "F1"
) -> Reply:
    """A file that answers the bot's question. `content` is what Telegram hands out."""
    fetched: list[str] = []

    async def fetch(attachment: Attachment, max_bytes: int) -> bytes:
        fetched.append(attachment.file_id)
        return content

    attachment = Attachment(kind, file_id, name, "", len(content))
    incoming = Incoming(5, "", "", (attachment,))
    request = room.request(user, "", incoming=incoming, asking_message_id=5, fetch=fetch)
    return shown(await room.board.message(request, addressed=True))


async def sent(room: Room) -> list[StatementText]:
    async with room.database.transaction() as connection:
        return await texts.of_session(connection, room.session.id)


async def test_a_text_in_words_is_counted_and_can_be_replaced(room: Room) -> None:
    seen = await asks(room, DELEGATE, "Ruritania")
    asked = shown(await room.press(DELEGATE, seen, "Send the text"))
    assert "Texts were due by: Thursday, 3 October 2013, 08:00 (New York time)." in told(asked)
    assert "the interpreters, the rapporteur" in told(asked)
    answer = await says(room, DELEGATE, WORDS)
    assert "412 words, about 3:45; you have 3:00" in told(answer)
    assert "It is marked as late." in told(answer)
    seen = shown(await room.press(DELEGATE, answer, "List of speakers"))
    assert "Your text:</b> 412 words, about 3:45; you have 3:00" in told(seen)
    await room.press(DELEGATE, seen, "Replace the text")
    answer = await sends(room, DELEGATE, "Statement.docx", a_docx("Thank you, Chair."))
    assert "3 words, about 0:05; you have 3:00 It replaces the earlier one." in told(answer)
    (text,) = await sent(room)
    assert (text.version, text.content.file_id, text.content.words) == (2, "F1", None)
    assert text.late


async def test_a_text_before_it_is_due_is_not_late(room: Room) -> None:
    room.passes(-3 * 3600)
    seen = await asks(room, DELEGATE, "Ruritania")
    asked = shown(await room.press(DELEGATE, seen, "Send the text"))
    assert "Texts are due by: Thursday, 3 October 2013, 08:00 (New York time)." in told(asked)
    answer = await sends(room, DELEGATE, "statement.pdf", b"%PDF")
    assert "Text received:</b> number of words unknown" in told(answer)
    assert "late" not in told(answer)
    (text,) = await sent(room)
    assert (text.content.file_name, text.late) == ("statement.pdf", False)


async def test_what_is_no_text_is_asked_for_again(room: Room) -> None:
    seen = await asks(room, DELEGATE, "Ruritania")
    await room.press(DELEGATE, seen, "Send the text")
    answer = await sends(room, DELEGATE, "", b"", kind="photo")
    assert "not as a photo" in told(answer)
    assert await sent(room) == []
    answer = await says(room, DELEGATE, "\u202e")
    assert "Please send the text as a file" in told(answer)
    assert "1 word" in told(await says(room, DELEGATE, "Thanks"))


async def test_a_name_with_markup_and_direction_controls_does_no_harm(room: Room) -> None:
    seen = await asks(room, DELEGATE, "Ruritania")
    await room.press(DELEGATE, seen, "Send the text")
    await sends(room, DELEGATE, "\u202e<script>\nfdp.exe" + "x" * 300, b"")
    (text,) = await sent(room)
    name = text.content.file_name or ""
    assert name.startswith("<script> fdp.exe")
    assert len(name) == texts.MAX_FILE_NAME


async def test_only_for_ones_own_turn_that_waits(room: Room) -> None:
    await asks(room, DELEGATE, "Ruritania")
    turn = (await room.context()).floor.waiting()[0]
    for data in (f"fw1:{turn.id}", f"fw3:{turn.id}:fr", f"fw3:{turn.id}:", "fw1:999"):
        assert isinstance(await room.forge(SECOND, data), Notice)
    assert isinstance(await room.forge(DELEGATE, f"fw3:{turn.id}:tlh"), Notice)
    await room.forge(DELEGATE, f"fw1:{turn.id}")
    await room.press(CHAIR, await room.card(), "Next")
    answer = await says(room, DELEGATE, WORDS)
    assert "This speaker is no longer on the list." in told(answer)
    assert await sent(room) == []
    async with room.database.transaction() as connection:
        record = await acts.acts(connection, room.session.id)
    assert "text" not in [act.act for act in record]


async def test_the_language_of_the_speech_is_one_tap_more(room: Room) -> None:
    seen = await asks(room, DELEGATE, "Ruritania")
    choice = shown(await room.press(DELEGATE, seen, "Language of the speech"))
    assert "French" in labels_of(choice)
    assert "another language" in labels_of(choice)
    after = shown(await room.press(DELEGATE, choice, "French"))
    assert "Language: French" in labels_of(after)
    assert (await room.context()).floor.waiting()[0].language == "fr"


async def test_a_closed_list_takes_statements_in_writing(room: Room) -> None:
    assert "Send it in writing" not in labels_of(await room.says(DELEGATE, "/floor"))
    await room.press(CHAIR, await room.card(), "Close the list")
    seen = await room.says(DELEGATE, "/floor")
    asked = shown(await room.press(DELEGATE, seen, "Send it in writing"))
    assert "becomes part of the summary" in told(asked)
    answer = await says(room, DELEGATE, "We regret that we could not speak.")
    assert "Written statement received:</b> 7 words, about 0:05" in told(answer)
    seen = await room.says(DELEGATE, "/floor")
    await room.press(DELEGATE, seen, "Replace the written statement")
    await says(room, DELEGATE, "We regret.")
    (text,) = await sent(room)
    assert (text.turn, text.version, text.content.words) == (None, 2, "We regret.")


async def test_who_was_not_reached_can_write_and_who_spoke_cannot(room: Room) -> None:
    await asks(room, SECOND, "Sylvania")
    await asks(room, DELEGATE, "Ruritania")
    await room.press(CHAIR, await room.card(), "Next")
    await room.forge(CHAIR, f"fp1:close:{room.session.id}:{await control(room)}:0:0")
    assert "Send it in writing" not in labels_of(await room.says(SECOND, "/floor"))
    async with room.database.transaction() as connection:
        known = {turn.user_id: turn for turn in await acts.all_turns(connection, room.session.id)}
    forged = f"fw2:{room.session.id}:{known[SECOND].delegation}"
    assert isinstance(await room.forge(SECOND, forged), Notice)
    assert isinstance(await room.forge(DELEGATE, forged), Notice)
    seen = await room.says(DELEGATE, "/floor")
    await room.press(DELEGATE, seen, "Send it in writing")
    assert "Written statement received:" in told(await says(room, DELEGATE, "We agree."))
    room.passes(8 * 86400)
    assert isinstance(
        await room.forge(DELEGATE, f"fw2:{room.session.id}:{known[DELEGATE].delegation}"), Notice
    )


async def control(room: Room) -> int:
    return (await room.context()).session.control

"""Rapporteurs note, mark and link what was said, each for themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handlers.framework.reply import Notice, Press, Reply
from handlers.framework.request import Incoming
from handlers.framework.topic import Answer
from storage.floor import notes
from storage.floor.records import Turn
from tests.handlers.floor.room import (
    CHAIR,
    DELEGATE,
    INTERPRETER,
    RAPPORTEUR,
    SECOND_RAPPORTEUR,
    Room,
    a_room,
    labels_of,
    shown,
    told,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        yield made


async def a_turn(room: Room, slug: str = "ruritania", seconds: float = 100) -> Turn:
    turn = await room.enter(slug, level="minister")
    await room.press(CHAIR, await room.card(), "Next")
    room.passes(seconds)
    await room.press(CHAIR, await room.card(), "End of this turn")
    return turn


async def replies(
    room: Room, user: int, message: Reply, words: str, number: int = 30, **changed: Any
) -> Answer | None:
    """A reply to a message of the bot's."""
    buttons = tuple(
        press.data.pack() for row in message.buttons for press in row if isinstance(press, Press)
    )
    incoming = Incoming(number, words, words, reply_to=20, reply_buttons=buttons)
    return await room.board.reply(room.request(user, words, incoming=incoming, **changed))


async def message_of(room: Room, user: int, turn: Turn) -> Reply:
    """The message of a turn; a mark is set and taken away."""
    await room.forge(user, f"fn1:{turn.id}:0:quote")
    return shown(await room.forge(user, f"fn1:{turn.id}:0:quote"))


async def test_a_reply_to_a_turn_is_a_note_with_marks_of_its_own(room: Room) -> None:
    turn = await a_turn(room)
    message = await message_of(room, RAPPORTEUR, turn)
    assert "Ruritania (minister)" in told(message)
    assert "10:00:00" in told(message)
    assert "spoke 1:40 of 3:00" in told(message)
    note = shown(await replies(room, RAPPORTEUR, message, "Lower the fees <b>by half</b>"))
    assert "Lower the fees &lt;b&gt;by half&lt;/b&gt;" in told(note)
    marked = shown(await room.press(RAPPORTEUR, note, "Commitment"))
    assert "Commitment: marked" in labels_of(marked)
    message = await message_of(room, RAPPORTEUR, turn)
    assert "1 note of yours" in told(message)
    assert "Commitment" in labels_of(message)
    # The same message again changes the note; a reply to a note is another one.
    await replies(room, RAPPORTEUR, message, "Lower the fees by a third")
    await replies(room, RAPPORTEUR, note, "By 2030", number=31)
    async with room.database.transaction() as connection:
        kept, marks = await notes.of_session(connection, room.session.id)
    assert [one.words for one in kept[turn.id]] == ["Lower the fees by a third", "By 2030"]
    assert [(one.note, one.value) for one in marks] == [(kept[turn.id][0].id, "commitment")]
    gone = shown(await room.press(RAPPORTEUR, marked, "Delete this note"))
    assert "1 note of yours" in told(gone)


async def test_a_passage_of_the_pack_is_linked_by_its_words(room: Room) -> None:
    turn = await a_turn(room)
    message = await message_of(room, RAPPORTEUR, turn)
    asked = shown(await room.press(RAPPORTEUR, message, "Link to a passage"))
    assert asked.new_message
    nothing = await room.board.message(room.request(RAPPORTEUR, "xyzzy qwrtp"), addressed=True)
    assert "No passage was found" in told(nothing)
    found = shown(
        await room.board.message(room.request(RAPPORTEUR, "human rights"), addressed=True)
    )
    label = labels_of(found)[0]
    linked = shown(await room.press(RAPPORTEUR, found, label))
    assert "Linked passages" in told(linked)
    assert any(each.startswith("Unlink: ") for each in labels_of(linked))
    unlinked = shown(await room.press(RAPPORTEUR, linked, "Unlink: "))
    assert "Linked passages" not in told(unlinked)


async def test_only_so_many_passages_can_be_linked(room: Room) -> None:
    turn = await a_turn(room)
    ids = list(room.services.packs.in_use.pack.passages)
    for passage in ids[: notes.MAX_PASSAGES]:
        await room.forge(RAPPORTEUR, f"fn3:{turn.id}:0:{passage}")
    more = shown(await room.forge(RAPPORTEUR, f"fn3:{turn.id}:0:{ids[notes.MAX_PASSAGES]}"))
    assert more.notice == "At most 5 passages can be linked."
    async with room.database.transaction() as connection:
        assert len(await notes.marks_of(connection, turn.id, 0, RAPPORTEUR)) == notes.MAX_PASSAGES


async def test_each_rapporteur_has_notes_and_marks_of_their_own(room: Room) -> None:
    turn = await a_turn(room)
    message = await message_of(room, RAPPORTEUR, turn)
    await room.press(RAPPORTEUR, message, "Proposal")
    note = shown(await replies(room, RAPPORTEUR, message, "A fund"))
    theirs = await message_of(room, SECOND_RAPPORTEUR, turn)
    assert "Proposal" in labels_of(theirs)
    assert "note of yours" not in told(theirs)
    for label in ("Quote", "Delete this note", "Link to a passage"):
        assert isinstance(await room.press(SECOND_RAPPORTEUR, note, label), Notice)


async def test_others_note_nothing(room: Room) -> None:
    turn = await a_turn(room)
    message = await message_of(room, RAPPORTEUR, turn)
    for user in (DELEGATE, INTERPRETER, CHAIR):
        assert await replies(room, user, message, "A note of mine") is None
        for data in (f"fn1:{turn.id}:0:quote", f"fn2:{turn.id}:0", f"fn3:{turn.id}:0:rec-3-2"):
            assert isinstance(await room.forge(user, data), Notice)
    in_group = {"chat_id": -5, "chat_kind": "group"}
    assert await replies(room, RAPPORTEUR, message, "In a group", **in_group) is None
    for data in (f"fn1:{turn.id}:0:applause", f"fn3:{turn.id}:0:nothing", "fn1:999:0:quote"):
        assert isinstance(await room.forge(RAPPORTEUR, data), Notice)
    async with room.database.transaction() as connection:
        assert await notes.of_session(connection, room.session.id) == ({}, [])

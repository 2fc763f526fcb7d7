"""Interpreters see the order with the languages, and texts; nobody else sees them before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from handlers.floor.floor_messages import message_view, readers_of
from handlers.framework.reply import Notice, SentFile
from storage.floor import messages, team, texts
from storage.floor.messages import Due, Planned
from storage.floor.texts import Content, StatementText
from tests.factories import a_reader, text_of
from tests.handlers.floor.room import (
    CHAIR,
    DELEGATE,
    INTERPRETER,
    MEETING,
    RAPPORTEUR,
    SECOND_RAPPORTEUR,
    Room,
    a_room,
    asks,
    labels_of,
    shown,
    speaks_for,
    told,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        await speaks_for(made, DELEGATE, "ruritania")
        yield made


async def a_text(room: Room, words: str | None = "Thank you.", turn: bool = True) -> StatementText:
    """The text of the first turn that waits, or of a written statement."""
    first = (await room.context()).floor.waiting()[0]
    content = Content(words, None if words else "F1", None if words else "a.pdf", 330)
    async with room.database.write_transaction() as connection:
        return await texts.save(
            connection, room.session.id, first.id if turn else None, first.delegation, DELEGATE,
            content, True, room.now,
        )  # fmt: skip


async def planned(room: Room) -> list[Planned]:
    """What is not in the outbox yet; it is after this."""
    context = await room.context()
    async with room.database.write_transaction() as connection:
        readers = await readers_of(connection, context.session, context.meeting)
        found = await messages.missing(connection, context.session, readers, room.now)
        await messages.add(connection, found)
    return found


async def due(room: Room) -> Mapping[tuple[str, int], Due]:
    async with room.database.transaction() as connection:
        found = await messages.due(connection, room.now, 99)
    return {(one.kind, one.chat_id): one for one in found}


async def view_of(room: Room, message: Due) -> object:
    async with room.database.transaction() as connection:
        return await message_view(
            connection, a_reader("en", room.now), room.services.packs.in_use.pack,
            await room.context(), message,
        )  # fmt: skip


async def test_the_floor_shows_the_order_with_languages_and_texts(room: Room) -> None:
    mine = await asks(room, DELEGATE, "Ruritania")
    choice = shown(await room.press(DELEGATE, mine, "Language of the speech"))
    await room.press(DELEGATE, choice, "French")
    await room.enter("network", limit_seconds=120)
    await a_text(room)
    await room.says(INTERPRETER, "/floor")
    seen = shown(await room.forge(INTERPRETER, f"g1:floor.{room.session.id}:"))
    assert "Ruritania (minister) · French · 3:00 · text sent" in text_of(seen)
    assert "Diaspora Network · 2:00" in text_of(seen)
    assert "Diego" not in text_of(seen)
    assert labels_of(seen) == []
    assert labels_of(shown(await room.forge(RAPPORTEUR, f"g1:floor.{room.session.id}:"))) == [
        "Summary"
    ]


async def test_interpreters_only_read(room: Room) -> None:
    turn = await room.enter("network")
    for data in (
        f"fp1:give:{room.session.id}:0:{turn.id}:0", f"fp1:close:{room.session.id}:0:0:0",
        f"fn1:{turn.id}:0:proposal", f"fw1:{turn.id}", f"g1:floor.{room.session.id}-more:",
    ):  # fmt: skip
        assert isinstance(await room.forge(INTERPRETER, data), Notice)


async def test_each_version_of_a_text_goes_out_once_to_those_who_see_it(room: Room) -> None:
    await asks(room, DELEGATE, "Ruritania")
    await a_text(room)
    readers = {INTERPRETER, RAPPORTEUR, SECOND_RAPPORTEUR}
    assert {one.chat_id for one in await planned(room)} == readers
    assert await planned(room) == []
    view = await view_of(room, (await due(room))["text", INTERPRETER])
    text = told(view)  # type: ignore[arg-type]
    assert "Ruritania (minister)" in text
    assert "330 words, about 3:00 · limit 3:00 · late" in text
    assert "Check against delivery." in text
    assert "Thank you." in text

    before = await due(room)
    await a_text(room, words=None)
    assert {(one.chat_id, one.version) for one in await planned(room)} == {
        (reader, 2) for reader in readers
    }
    assert await view_of(room, before["text", INTERPRETER]) == "cancelled"
    view = await view_of(room, (await due(room))["text", INTERPRETER])
    assert shown(view).file == SentFile("F1", "document")  # type: ignore[arg-type]
    assert "replaces the earlier text" in told(view)  # type: ignore[arg-type]


async def test_who_has_lost_the_role_is_sent_nothing(room: Room) -> None:
    await asks(room, DELEGATE, "Ruritania")
    await a_text(room)
    await planned(room)
    async with room.database.write_transaction() as connection:
        await team.remove_holder(connection, INTERPRETER, MEETING, "interpreter")
    assert await view_of(room, (await due(room))["text", INTERPRETER]) == "cancelled"


async def test_a_text_is_embargoed_as_the_rules_say(tmp_path: Path) -> None:
    async with a_room(tmp_path, texts={"to": ["interpreters", "chair"]}) as room:
        await room.enter("network")
        await a_text(room)
        assert {one.chat_id for one in await planned(room)} == {INTERPRETER, CHAIR}
        await room.press(CHAIR, await room.card(), "Next")
        assert await planned(room) == []
        await room.press(CHAIR, await room.card(), "End of this turn")
        found = {(one.kind, one.chat_id) for one in await planned(room)}
        both = (RAPPORTEUR, SECOND_RAPPORTEUR)
        assert found == {(kind, user) for kind in ("text", "turn") for user in both}
        assert ("turn", RAPPORTEUR) not in await due(room)
        room.passes(15)
        assert "Thank you." in told(await view_of(room, (await due(room))["text", RAPPORTEUR]))  # type: ignore[arg-type]


async def test_a_written_statement_goes_to_rapporteurs_alone(room: Room) -> None:
    await asks(room, DELEGATE, "Ruritania")
    await a_text(room, turn=False)
    assert {one.chat_id for one in await planned(room)} == {RAPPORTEUR, SECOND_RAPPORTEUR}
    view = await view_of(room, (await due(room))["text", RAPPORTEUR])
    assert "Written statement" in told(view)  # type: ignore[arg-type]
    assert "Check against delivery" not in told(view)  # type: ignore[arg-type]

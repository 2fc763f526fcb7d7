"""What the bot keeps of people on lists of speakers is what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import chats
from storage.floor import delegations, speakers
from tests.handlers.floor.room import CLERK, DELEGATE, Room, a_room, told


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        yield made


async def test_my_data_shows_delegations_turns_speakers_and_roles(room: Room) -> None:
    async with room.database.write_transaction() as connection:
        for user in (DELEGATE, CLERK):
            await chats.record_contact(connection, user, room.now)
        known = await delegations.all_delegations(connection)
        await delegations.let_speak(connection, next(iter(known)), DELEGATE, "Diego", room.now)
        await speakers.remember(connection, DELEGATE, "Ana <b>", "Minister", room.now)
    await room.enter("ruritania", user_id=DELEGATE, chat_id=DELEGATE)
    text = told(await room.says(DELEGATE, "/mydata"))
    assert "Ruritania" in text
    assert "Ana &lt;b&gt;, Minister" in text
    assert "Turns on lists of speakers:</b> 1" in text or "Turns on lists of speakers: 1" in text
    text = told(await room.says(CLERK, "/mydata"))
    assert "Chidi, clerk" in text
    assert "Speaks for" not in text


async def test_privacy_names_the_period(room: Room) -> None:
    text = told(await room.forge(DELEGATE, "g1:privacy.details:"))
    assert "until 30 days after the session" in text
    assert "until the end of the session" in text

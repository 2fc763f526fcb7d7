"""An organiser switches the list of speakers of a meeting on and off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.pack.calendar import load_calendar
from handlers.framework.reply import Notice
from storage.floor import switches
from tests.factories import LIMA
from tests.handlers.floor.room import (
    BEGINS,
    CHAIR,
    MEETING,
    Room,
    a_room,
    labels_of,
    shown,
    told,
)

OWNER = 77


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        made.services = replace(made.services, owners=frozenset({OWNER}))
        await load_calendar(made.services.packs.in_use.pack, made.database, BEGINS)
        yield made


async def switched(room: Room) -> dict[str, bool]:
    async with room.database.transaction() as connection:
        return await switches.all_switches(connection)


async def test_any_meeting_can_have_a_list_of_speakers(room: Room) -> None:
    screen = shown(await room.forge(OWNER, f"g1:desk-meeting.{LIMA}:"))
    after = shown(await room.press(OWNER, screen, "List of speakers: off"))
    assert "Saved." in told(after)
    assert await switched(room) == {LIMA: True}
    assert "Team of this session" in labels_of(after)
    back = shown(await room.press(OWNER, after, "List of speakers: on"))
    assert "List of speakers: off" in labels_of(back)
    assert await switched(room) == {LIMA: False}


async def test_a_list_that_somebody_is_on_stays(room: Room) -> None:
    await room.enter("ruritania")
    screen = shown(await room.forge(OWNER, f"g1:desk-meeting.{MEETING}:"))
    after = shown(await room.press(OWNER, screen, "List of speakers: on"))
    assert "Somebody is or was on this list, so it stays." in told(after)
    assert await switched(room) == {}
    assert (await room.context()).floor.waiting() != ()


async def test_chairs_and_others_switch_nothing(room: Room) -> None:
    for user in (CHAIR, 0, 12345):
        assert isinstance(await room.forge(user, f"ca5:{LIMA}:1"), Notice)
    assert await switched(room) == {}


async def test_a_forged_place_makes_no_list_of_speakers(room: Room) -> None:
    assert isinstance(await room.forge(CHAIR, f"g1:floor.at-{LIMA}:"), Notice)

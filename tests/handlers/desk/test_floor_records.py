"""Organisers see what was done on each floor in the trace."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.framework.reply import File, Notice, Struck
from storage import team_members
from tests.handlers.floor.room import CHAIR, CLERK, DELEGATE, Room, a_room, labels_of, shown, told

ORGANISER = 990


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        async with made.database.write_transaction() as connection:
            token = await team_members.invite(connection, "organiser", (), 1, made.now)
            await team_members.join(connection, token, ORGANISER, "Olga", made.now)
        yield made


async def test_the_record_says_who_did_what_and_strikes_through_what_was_undone(
    room: Room,
) -> None:
    await room.enter("ruritania", name="Sir <b>Nobody</b>")
    card = shown(await room.press(CHAIR, await room.card(), "Next"))
    room.passes(5)
    await room.press(CHAIR, card, "Undo")
    trace = await room.says(ORGANISER, "/trace")
    record = shown(await room.press(ORGANISER, trace, "Floor: Round table 1"))
    text = told(record)
    assert "Amina:</b> undid the last step" in text
    assert "added Ruritania to the list" in text
    assert "Nobody" not in text
    struck = [part.text for block in record.blocks for part in getattr(block, "text", ())
              if isinstance(part, Struck)]  # fmt: skip
    assert len(struck) == 1
    assert "Amina: gave the floor to Ruritania" in struck[0]


async def test_the_file_of_the_trace_has_the_acts_of_floors(room: Room) -> None:
    await room.enter("ruritania")
    await room.press(CHAIR, await room.card(), "Next")
    trace = await room.says(ORGANISER, "/trace")
    file = shown(await room.press(ORGANISER, trace, "As a file")).file
    assert isinstance(file, File)
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[1:4] for row in rows[1:]] == [
        ["Amina", "Round table 1: gave the floor to Ruritania", "floor-give 1"],
        ["Chidi", "Round table 1: added Ruritania to the list", "floor-add 1"],
    ]


async def test_statistics_have_sums_of_all_sessions(room: Room) -> None:
    assert "Lists of speakers" not in told(await room.says(ORGANISER, "/stats"))
    for slug in ("ruritania", "sylvania", "zubrowka"):
        await room.enter(slug)
    for _ in range(2):
        await room.press(CHAIR, await room.card(), "Next")
        room.passes(95)
    statistics = await room.says(ORGANISER, "/stats")
    assert "1 session, 2 turns, speaking time 1:35" in told(statistics)
    file = shown(await room.press(ORGANISER, statistics, "As a file")).file
    assert isinstance(file, File)
    table = file.content.decode("utf-8-sig")
    assert "Lists of speakers,Minutes spoken,2" in table


async def test_only_organisers_see_records_of_floors(room: Room) -> None:
    await room.enter("ruritania")
    for user in (CHAIR, CLERK, DELEGATE, 0):
        assert isinstance(await room.forge(user, f"g1:desk-floors.{room.session.id}:"), Notice)
    for part in ("999999999", "9999999999999", "x", "1-2"):
        assert isinstance(await room.forge(ORGANISER, f"g1:desk-floors.{part}:"), Notice)


async def test_a_long_record_has_pages(room: Room) -> None:
    for _ in range(30):
        await room.enter("ruritania")
    page = shown(await room.forge(ORGANISER, f"g1:desk-floors.{room.session.id}.2:"))
    assert {"‹ Previous page", "Next page ›"} <= set(labels_of(page))

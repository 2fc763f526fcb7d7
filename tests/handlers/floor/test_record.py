"""After a session: figures and files, without names of persons."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.floor.record_figures import figures_of, recorded_turns
from handlers.framework.printed import PrintedDocument
from handlers.framework.reply import File, Notice, Reply
from storage.floor import acts
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
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


async def a_session(room: Room) -> Reply:
    """Sylvania asks after Ruritania but speaks first, and over its time; the Network is not
    reached."""
    room.passes(-60)
    await room.enter("ruritania", name="=HYPERLINK(1)", title="<b>Minister</b>", level="minister")
    room.passes(60)
    await room.enter("sylvania")
    await room.enter("network")
    room.passes(60)
    choice = shown(await room.press(CHAIR, await room.card(), "Someone else"))
    await room.press(CHAIR, choice, "Sylvania")
    room.passes(200)
    await room.press(CHAIR, await room.card(), "Next: Ruritania")
    room.passes(100)
    more = shown(await room.press(CHAIR, await room.card(), "More"))
    return shown(await room.press(CHAIR, more, "Close the session"))


def rows_of(reply: Reply) -> list[dict[str, str]]:
    assert isinstance(reply.file, File)
    return list(csv.DictReader(io.StringIO(reply.file.content.decode("utf-8-sig"))))


async def test_the_table_has_both_orders_instants_and_spans(room: Room) -> None:
    card = await a_session(room)
    first, second, third = rows_of(shown(await room.press(CLERK, card, "Record as CSV")))
    assert [first["Delegation"], first["Order given"], first["Order asked"]] == [
        "Sylvania",
        "1",
        "2",
    ]
    assert first["Began, local (America/New_York)"] == "2013-10-03 10:01:00"
    assert first["Began (UTC)"] == "2013-10-03 14:01:00"
    assert [first[f"{name} (seconds)"] for name in ("Limit", "Spoken", "Over", "Waited")] == [
        "180", "200", "20", "60",
    ]  # fmt: skip
    assert [second["Delegation"], second["Level"], second["Status"]] == [
        "Ruritania", "minister", "spoke",
    ]  # fmt: skip
    assert [third["Delegation"], third["Category"], third["Status"]] == [
        "Diaspora Network", "civil society", "not reached",
    ]  # fmt: skip
    assert [third["Order given"], third["Spoken (seconds)"]] == ["", ""]


async def test_no_file_and_no_figure_names_a_person(room: Room) -> None:
    card = await a_session(room)
    file = shown(await room.press(CHAIR, card, "Record as CSV")).file
    assert isinstance(file, File)
    figures = shown(await room.press(CHAIR, card, "Figures"))
    for text in (file.content.decode(), told(figures)):
        assert "HYPERLINK" not in text
        assert "Minister<" not in text


async def test_the_figures_sum_up_by_category_and_region(room: Room) -> None:
    card = await a_session(room)
    text = told(await room.press(CHAIR, card, "Figures"))
    assert "2 turns · speaking time 5:00 · over time 0:20" in text
    # 60 seconds, and 260 from the beginning of the session.
    assert "State: 2 turns · 5:00 · waited 2:40 (median)" in text
    assert "Central Europe: 2 turns · 5:00" in text
    assert "1 was not reached" in text
    assert "Diaspora Network" in text


async def test_a_limit_is_the_one_that_held_when_the_turn_ended(room: Room) -> None:
    for slug in ("ruritania", "sylvania"):
        await room.enter(slug)
    await room.press(CHAIR, await room.card(), "Next")
    room.passes(10)
    await room.press(CHAIR, await room.card(), "Next")
    room.passes(5)
    screen = shown(await room.press(CHAIR, await room.card(), "New limit"))
    await room.press(CHAIR, screen, "1:00")
    room.passes(90)
    more = shown(await room.press(CHAIR, await room.card(), "More"))
    await room.press(CHAIR, more, "Close the session")
    context = await room.context()
    async with room.database.transaction() as connection:
        done = await acts.acts(connection, room.session.id)
    turns = recorded_turns(context, done, room.now)
    assert [(one.limit, one.overrun) for one in turns] == [(180, 0), (60, 35)]
    assert figures_of(context, turns).overran == 1


async def test_without_a_printer_the_table_comes_instead_of_the_pdf(room: Room) -> None:
    card = await a_session(room)
    reply = shown(await room.press(CHAIR, card, "Record as PDF"))
    assert "A PDF cannot be made here" in told(reply)
    assert len(rows_of(reply)) == 3


async def test_the_document_has_all_turns(room: Room) -> None:
    card = await a_session(room)
    printed: list[PrintedDocument] = []

    async def print_document(document: PrintedDocument) -> bytes | None:
        printed.append(document)
        return b"%PDF"

    room.services = replace(room.services, print_document=print_document)
    file = shown(await room.press(CHAIR, card, "Record as PDF")).file
    assert isinstance(file, File)
    assert (file.name, file.content) == ("roundtable-1-record.pdf", b"%PDF")
    tables = {table.title: table for table in printed[0].tables}
    assert [row[2] for row in tables["Turns"].rows] == ["Sylvania", "Ruritania (minister)"]
    assert tables["Did not have the floor"].rows[0][1] == "Diaspora Network"
    assert all(len(row) == len(table.header) for table in tables.values() for row in table.rows)


@pytest.mark.parametrize("data", ["fr1:{}:csv", "fr1:{}:pdf", "g1:floor-record.{}:",
                                  "g1:floor-record.{}-acts:"])  # fmt: skip
async def test_delegates_cannot_forge_a_record(room: Room, data: str) -> None:
    await a_session(room)
    for user in (DELEGATE, 0):
        assert isinstance(await room.forge(user, data.format(room.session.id)), Notice)
    assert isinstance(await room.forge(CHAIR, data.format(77)), Notice)


async def test_what_was_done_is_there_for_the_podium(room: Room) -> None:
    card = await a_session(room)
    assert {"Figures", "What was done", "Record as PDF", "Record as CSV"} <= set(labels_of(card))
    record = shown(await room.press(CLERK, card, "What was done"))
    assert "Amina:</b> closed the session" in told(record)

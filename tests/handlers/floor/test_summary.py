"""The summary is made of notes and exact words alone, and others see it once it is approved."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from handlers.framework.reply import File, Notice, Reply
from storage.floor import acts, forgetting, notes, texts
from storage.floor.notes import Mark
from storage.floor.texts import Content
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    INTERPRETER,
    MEETING,
    RAPPORTEUR,
    SECOND_RAPPORTEUR,
    Room,
    a_room,
    labels_of,
    shown,
    told,
)

HOSTILE = "<script>alert(1)</script> | **bold** [a](https://x)\n# no heading\x07"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A session that ended: two spoke, one was absent, one was not reached, one wrote."""
    async with a_room(tmp_path) as made:
        await speak(made)
        yield made


async def speak(room: Room) -> None:
    first = await room.enter("ruritania", level="minister")
    second = await room.enter("network", limit_seconds=120)
    await room.enter("zubrowka")
    await room.enter("sylvania")
    await room.press(CHAIR, await room.card(), "Next")
    room.passes(125)
    await room.press(CHAIR, await room.card(), "Next")
    room.passes(60)
    await room.press(CHAIR, await room.card(), "Next")
    await room.press(CHAIR, await room.card(), "Absent")
    control = (await room.context()).session.control
    await room.forge(CHAIR, f"fp1:close:{room.session.id}:{control}:0:0")
    passage = passage_of(room)
    async with room.database.write_transaction() as connection:
        noted = await notes.add_note(connection, first.id, RAPPORTEUR, 1, HOSTILE, room.now)
        await notes.add_note(connection, second.id, SECOND_RAPPORTEUR, 2, "A fund", room.now)
        for mark in (
            Mark(first.id, noted, RAPPORTEUR, "mark", "commitment"),
            Mark(first.id, 0, RAPPORTEUR, "passage", passage),
            Mark(second.id, 0, SECOND_RAPPORTEUR, "mark", "proposal"),
            Mark(second.id, 0, RAPPORTEUR, "mark", "quote"),
        ):
            await notes.toggle(connection, mark)
        sylvania = (await room.context()).turns[-1].delegation
        await texts.save(
            connection, room.session.id, None, sylvania, DELEGATE,
            Content("We regret.", None, None, 2), False, room.now,
        )  # fmt: skip


def passage_of(room: Room) -> str:
    return next(iter(room.services.packs.in_use.pack.passages))


async def file_of(room: Room, user: int, draft: Reply, label: str) -> bytes:
    file = shown(await room.press(user, draft, label)).file
    assert isinstance(file, File)
    return file.content


def words_of(document: bytes) -> list[str]:
    """All words of a document, in order, as python-docx reads them."""
    opened = Document(BytesIO(document))
    found: list[str] = []
    for element in opened.iter_inner_content():
        if hasattr(element, "rows"):
            found += [cell.text for row in element.rows for cell in row.cells]
        else:
            found.append(element.text)
    return found


async def test_the_draft_has_what_was_noted_and_what_the_record_says(room: Room) -> None:
    draft = await room.says(RAPPORTEUR, "/summary")
    assert "Draft. Only the team of this session sees it." in told(draft)
    document = words_of(await file_of(room, RAPPORTEUR, draft, "As a document"))
    passage = room.services.packs.in_use.pack.passages[passage_of(room)]
    text = "\n".join(document)
    assert document[0] == "Summary: Round table 1"
    assert "Session opened: Thursday, 3 October 2013, 10:00 (New York time)" in document
    assert "In the chair: Amina" in document
    assert "Ruritania (minister): <script>alert(1)</script> | **bold** [a](https://x)" in text
    assert "\x07" not in text
    at = document.index("Commitments")
    assert document[at + 2] == passage.text
    assert passage.hash in document[at + 3]
    assert "Diaspora Network: A fund (rapporteur 2)" in document
    assert document[document.index("Quotes") + 1] == "Diaspora Network (rapporteur 1)"
    at = document.index("Who spoke")
    assert document[at + 1 : at + 7] == [
        "Delegation", "Time used", "Ruritania (minister)", "2:05", "Diaspora Network", "1:00",
    ]  # fmt: skip
    assert document[document.index("On the list, not reached") + 1] == "Sylvania"
    assert document[document.index("On the list, absent when called") + 1] == "Zubrowka"
    at = document.index("Written statements")
    assert document[at + 1 : at + 3] == ["Sylvania: 2 words, about 0:05", "We regret."]
    at = document.index("Time by region")
    assert document[at + 4 : at + 7] == ["Central Europe", "1", "2:05"]


async def test_the_text_says_the_same_and_escapes_markup(room: Room) -> None:
    draft = await room.says(RAPPORTEUR, "/summary")
    text = (await file_of(room, RAPPORTEUR, draft, "As text")).decode()
    assert text.startswith("# Summary: Round table 1\n")
    assert "\\<script\\>alert(1)\\</script\\>" in text
    assert "\\*\\*bold\\*\\*" in text
    assert "\\[a\\](https://x)" in text
    assert re.findall(r"^#+ .*heading", text, re.MULTILINE) == []
    assert "| Ruritania (minister) | 2:05 |" in text
    document = words_of(await file_of(room, RAPPORTEUR, draft, "As a document"))
    plain = " ".join(re.sub(r"\\(.)", r"\1", text.replace("\n> ", "\n")).split())
    for paragraph in document:
        assert " ".join(paragraph.split()) in plain


async def test_in_arabic_paragraphs_run_from_right_to_left(room: Room) -> None:
    room.language = "ar"
    draft = await room.says(RAPPORTEUR, "/summary")
    content = await file_of(room, RAPPORTEUR, draft, labels_of(draft)[0])
    opened = Document(BytesIO(content))
    by_style = {paragraph.style.name: paragraph for paragraph in opened.paragraphs}
    for style in ("Title", "Heading 1", "List Bullet"):
        paragraph = by_style[style]
        assert paragraph._p.pPr is not None
        assert paragraph._p.pPr.xpath("w:bidi"), style
        assert all(run.font.rtl for run in paragraph.runs)
    assert not by_style["Quote"]._p.pPr.xpath("w:bidi")  # official words in English
    assert opened.tables[0]._tbl.tblPr.xpath("w:bidiVisual")


async def test_only_the_chair_approves_and_only_then_others_see_it(room: Room) -> None:
    assert "No summary has been approved yet." in told(await room.says(DELEGATE, "/summary"))
    draft = await room.says(RAPPORTEUR, "/summary")
    assert "Approve" not in labels_of(draft)
    number = await summary_number(draft)
    for user in (DELEGATE, INTERPRETER):
        for data in (
            f"g1:summary.{room.session.id}:", f"fn5:{number}:docx", f"fn5:{number}:md",
            f"g1:summary.of-{MEETING}:",
        ):  # fmt: skip
            assert isinstance(await room.forge(user, data), Notice)
    for user in (DELEGATE, RAPPORTEUR, CLERK):
        assert isinstance(await room.forge(user, f"fn6:{number}:1"), Notice)
    assert "Summary" not in labels_of(await meeting_of(room, DELEGATE))

    approved = shown(await room.press(CHAIR, await room.says(CHAIR, "/summary"), "Approve"))
    assert "Approved by the chair" in told(approved)
    seen = shown(await room.press(DELEGATE, await meeting_of(room, DELEGATE), "Summary"))
    assert words_of(await file_of(room, DELEGATE, seen, "As a document"))[0].startswith("Summary")
    async with room.database.transaction() as connection:
        record = await acts.acts(connection, room.session.id)
    assert record[-1].act == "approve-summary"

    gone = shown(await room.press(CHAIR, approved, "Withdraw the approval"))
    assert "Approve" in labels_of(gone)
    assert isinstance(await room.press(DELEGATE, seen, "As text"), Notice)


async def test_what_is_approved_is_the_draft_that_was_shown(room: Room) -> None:
    draft = await room.says(CHAIR, "/summary")
    turn = (await room.context()).turns[0]
    async with room.database.write_transaction() as connection:
        await notes.add_note(connection, turn.id, RAPPORTEUR, 9, "Added later", room.now)
    await room.press(CHAIR, draft, "Approve")
    seen = shown(await room.forge(DELEGATE, f"g1:summary.of-{MEETING}:"))
    assert b"Added later" not in await file_of(room, DELEGATE, seen, "As text")
    again = await room.says(CHAIR, "/summary")
    assert "It differs from the summary that was approved" in told(again)
    assert b"Added later" in await file_of(room, CHAIR, again, "As text")


async def test_texts_and_notes_go_after_a_while_and_the_approved_summary_stays(room: Room) -> None:
    await room.press(CHAIR, await room.says(CHAIR, "/summary"), "Approve")
    async with room.database.write_transaction() as connection:
        await forgetting.forget_ended_sessions(connection, room.now)
        assert await texts.of_session(connection, room.session.id) != []
        room.passes(1)
        await forgetting.forget_ended_sessions(connection, room.now)
        assert await texts.of_session(connection, room.session.id) == []
        assert await notes.of_session(connection, room.session.id) == ({}, [])
    seen = shown(await room.forge(DELEGATE, f"g1:summary.of-{MEETING}:"))
    assert b"A fund" in await file_of(room, DELEGATE, seen, "As text")


async def summary_number(draft: Reply) -> int:
    data = next(
        press.data.pack()  # type: ignore[union-attr]
        for row in draft.buttons for press in row if press.label.startswith("As a doc")
    )  # fmt: skip
    return int(data.split(":")[1])


async def meeting_of(room: Room, user: int) -> Reply:
    return shown(await room.forge(user, f"g1:meeting-{MEETING}:"))

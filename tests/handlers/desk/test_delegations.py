"""Organisers and clerks keep the delegations: codes, tables in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from content.calendars import MAX_BYTES
from handlers.desk.delegations.topic import TOPIC
from handlers.framework.reply import File, Notice, Reply
from handlers.framework.request import Attachment, FileRefused, Incoming
from storage.floor import delegations, team
from storage.floor.delegations import Delegation
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    MEETING,
    Room,
    a_room,
    button,
    labels_of,
    shown,
    told,
)

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        yield made


async def known(room: Room, removed: bool = False) -> dict[str, Delegation]:
    async with room.database.transaction() as connection:
        found = await delegations.all_delegations(connection, removed)
    return {one.slug: one for one in found.values()}


async def sends(room: Room, content: bytes, user: int = CLERK, name: str = "d.csv") -> Any:
    """Press `Import a table`, then send one."""
    await room.press(user, await room.says(user, "/delegations"), "Import a table")
    sent = Attachment("document", "file", name, "text/csv", len(content))

    async def fetch(attachment: Attachment, max_bytes: int) -> bytes:
        if len(content) > max_bytes:
            raise FileRefused("too-large")
        return content

    incoming = Incoming(9, "", "", (sent,))
    return await room.writes(user, "", incoming=incoming, fetch=fetch)


async def test_the_code_is_shown_on_the_screen_of_one_delegation_alone(room: Room) -> None:
    one = (await known(room))["ruritania"]
    async with room.database.write_transaction() as connection:
        await delegations.let_speak(connection, one.id, DELEGATE, "Diego", room.now)
    screen = await room.says(CLERK, "/delegations")
    assert "5 delegations" in told(screen)
    assert one.code not in told(screen)
    shown_one = shown(await room.press(CLERK, screen, "Ruritania"))
    text = told(shown_one)
    for words in ("Ruritanie", "State", "Central Europe", "Diego", f"dlg-{one.code}"):
        assert words in text
    found = await room.says(CLERK, "/delegations syl")
    assert labels_of(found)[0] == "Sylvania" and "Ruritania" not in labels_of(found)


async def test_a_new_code_replaces_the_old_one_once(room: Room) -> None:
    one = (await known(room))["ruritania"]
    screen = shown(await room.forge(CLERK, f"g1:desk-delegations.{one.id}:"))
    after = shown(await room.press(CLERK, screen, "New code"))
    assert after.notice == "The old link and code no longer work."
    second = (await known(room))["ruritania"].code
    assert second != one.code and second in told(after)
    await room.press(CLERK, screen, "New code")  # a second press of the old button
    assert (await known(room))["ruritania"].code == second


async def test_removing_ends_who_spoke_for_it(room: Room) -> None:
    one = (await known(room))["ruritania"]
    async with room.database.write_transaction() as connection:
        await delegations.let_speak(connection, one.id, DELEGATE, "Diego", room.now)
    screen = shown(await room.forge(CLERK, f"g1:desk-delegations.{one.id}:"))
    question = shown(await room.press(CLERK, screen, "Remove…"))
    assert "1 person speaks for it" in told(question)
    await room.press(CLERK, question, "Remove Ruritania")
    assert "ruritania" not in await known(room)
    async with room.database.transaction() as connection:
        assert await delegations.delegations_of(connection, DELEGATE) == []


TABLE = """Name;Nom (fr);Category;Region;Notes
Ruritania;Ruritanie;State;Central Europe;x
Sylvania;;Observer;;
Blefuscu;;State;South Pacific;
Group of 40;;Group;;
"""


async def test_a_table_is_shown_then_imported(room: Room) -> None:
    before = await known(room)
    preview = shown(await sends(room, TABLE.encode("utf-16")))
    text = told(preview)
    assert "1 new · 1 changed · 2 unchanged · 2 not in the file" in text
    assert "Blefuscu (State)" in text and "Not read: Notes" in text
    assert await known(room) == before
    await room.press(CLERK, preview, "Import 2 delegations")
    after = await known(room)
    assert after["sylvania"].category == "observer"
    assert after["sylvania"].names == {"en": "Sylvania", "fr": "Sylvanie"}
    assert after["blefuscu"].region == "South Pacific"
    assert len(after) == 6
    assert {slug: after[slug].code for slug in before} == {s: d.code for s, d in before.items()}
    # The button works once.
    assert isinstance(await room.forge(CLERK, button(preview, "Import").data.pack()), Notice)


async def test_what_the_file_lacks_is_removed_only_if_that_is_chosen(room: Room) -> None:
    preview = shown(await sends(room, TABLE.encode()))
    await room.press(CLERK, preview, "Import, and remove 2 delegations")
    assert sorted(await known(room)) == ["blefuscu", "group-of-40", "ruritania", "sylvania"]
    again = shown(await sends(room, TABLE.encode()))
    assert "The file changes nothing." in told(again)


async def test_a_change_meanwhile_is_shown_before_anything_is_imported(room: Room) -> None:
    preview = shown(await sends(room, TABLE.encode()))
    async with room.database.write_transaction() as connection:
        await delegations.save(
            connection, [delegations.Wanted("blefuscu", {"en": "Blefuscu"}, "un")]
        )
    again = shown(await room.press(CLERK, preview, "Import 2"))
    assert "Someone else has changed it in the meantime." in told(again)
    assert (await known(room))["blefuscu"].category == "un"


async def test_the_exported_table_changes_nothing_when_it_is_sent_back(room: Room) -> None:
    exported = shown(await room.press(CLERK, await room.says(CLERK, "/delegations"), "With codes"))
    assert isinstance(exported.file, File)
    assert (await known(room))["ruritania"].code.encode() in exported.file.content
    assert "The file changes nothing." in told(await sends(room, exported.file.content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name\n" + b"x" * 10_000_000, "The file is too large"),
        (b"name,category\nA,kingdom\n", "Line 2: I do not know the category “kingdom”."),
        (b"colour\nred\n", "A table of delegations needs the heading Name"),
        (b"name\nA\nA\n", "Line 3: “A” is the same delegation as the one in line 2."),
    ],
)
async def test_bad_files_are_refused(room: Room, content: bytes, said: str) -> None:
    assert MAX_BYTES < 10_000_000
    assert said in told(await sends(room, content))
    assert len(await known(room)) == 5


async def test_scripts_in_names_stay_text(room: Room) -> None:
    preview = told(await sends(room, b"name\n<script>alert(1)</script>\n"))
    assert "&lt;script&gt;" in preview and "<script>" not in preview


async def test_others_and_former_clerks_get_nothing(room: Room) -> None:
    one = (await known(room))["ruritania"]
    preview = shown(await sends(room, TABLE.encode()))
    pressed = [
        f"g1:desk-delegations.{one.id}:", "g1:desk-delegations:", "dg3:file", "dg5:csv",
        f"dg2:{one.id}", button(preview, "Import").data.pack(),
        button(shown(await room.forge(CLERK, f"g1:desk-delegations.{one.id}:")), "New code")
        .data.pack(),
    ]  # fmt: skip
    async with room.database.write_transaction() as connection:
        await team.remove_holder(connection, CLERK, MEETING, "clerk")
    for user in (CLERK, CHAIR, DELEGATE, 0):
        for data in pressed:
            assert isinstance(await room.forge(user, data), Notice), (user, data)
        answer: Reply = await room.says(user, "/delegations")
        assert labels_of(answer) == []
    after = await known(room)
    assert after["ruritania"] == one and len(after) == 5


async def test_codes_are_shown_in_private_alone(room: Room) -> None:
    answer = await room.says(CLERK, "/delegations", chat_kind="group", chat_id=-9)
    assert labels_of(answer) == []
    assert TOPIC.commands

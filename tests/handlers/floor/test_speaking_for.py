"""A person comes to speak for a delegation: by its link, its code, or the clerks."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.floor.delegation_views import find_delegations
from handlers.framework.reply import Notice, Reply
from storage.floor import delegations, speaking_requests, team
from storage.floor.delegations import Delegation
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    MEETING,
    SECOND,
    Room,
    a_room,
    button,
    labels_of,
    shown,
    told,
)

pytestmark = pytest.mark.usefixtures("each_database")

EXPLAINED = "This chat does not speak for a delegation."
NO_CODE = "No delegation has this code."
WRONG = "Too many wrong codes. You can try again from: "


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        yield made


async def known(room: Room, slug: str = "ruritania") -> Delegation:
    async with room.database.transaction() as connection:
        found = await delegations.all_delegations(connection, removed=True)
    return next(one for one in found.values() if one.slug == slug)


async def speaks_for(room: Room, user: int) -> list[str]:
    async with room.database.transaction() as connection:
        return [one.slug for one in await delegations.delegations_of(connection, user)]


async def messages(room: Room) -> list[tuple[int, str]]:
    async with room.database.transaction() as connection:
        due = await speaking_requests.due_messages(connection, room.now, 99)
    return [(one.chat_id, one.message) for one in due]


async def test_the_link_lets_one_speak_and_says_how_many_do(room: Room) -> None:
    code = (await known(room)).code
    first = await room.opens(DELEGATE, f"dlg-{code}")
    assert "You speak for Ruritania. Nobody else does yet." in told(first)
    second = await room.says(SECOND, f"/delegation {code}")
    assert "You speak for Ruritania. 2 people do." in told(second)
    assert "List of speakers" in labels_of(second)
    again = await room.opens(SECOND, f"dlg-{code}")
    assert "2 people do." in told(again)
    after = shown(await room.press(SECOND, again, "Stop speaking for Ruritania"))
    assert EXPLAINED in told(after)
    assert await speaks_for(room, SECOND) == []
    assert await speaks_for(room, DELEGATE) == ["ruritania"]
    assert "You speak for Ruritania." in told(await room.says(DELEGATE, "/delegation"))


async def test_codes_are_neither_taken_nor_repeated_in_a_group(room: Room) -> None:
    code = (await known(room)).code
    answer = await room.says(DELEGATE, f"/delegation {code}", chat_kind="group", chat_id=-5)
    assert "private chat" in told(answer)
    assert code not in told(answer)
    assert await speaks_for(room, DELEGATE) == []
    assert await speaks_for(room, -5) == []


async def test_guessing_is_refused_for_an_hour_and_told_to_the_clerks_once(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    code = (await known(room)).code
    for number in range(4):
        assert NO_CODE in told(await room.says(DELEGATE, f"/delegation wrong{number}"))
    assert await messages(room) == []
    assert WRONG in told(await room.opens(DELEGATE, f"dlg-{code.upper()}"))
    # Also the right code, and the link; and /forget does not help.
    assert WRONG in told(await room.says(DELEGATE, f"/delegation {code}"))
    await room.forge(DELEGATE, "f1")
    room.passes(59 * 60)
    for _ in range(20):
        assert WRONG in told(await room.opens(DELEGATE, f"dlg-{code}"))
    assert await messages(room) == [(CLERK, "guessing")]
    # Others are not held up.
    assert "You speak for Ruritania." in told(await room.says(SECOND, f"/delegation {code}"))
    room.passes(61)
    assert "You speak for Ruritania." in told(await room.opens(DELEGATE, f"dlg-{code}"))
    assert code not in caplog.text


async def test_a_renewed_or_removed_code_lets_nobody_in(room: Room) -> None:
    one = await known(room)
    async with room.database.write_transaction() as connection:
        await delegations.renew_code(connection, one.id)
    assert NO_CODE in told(await room.opens(DELEGATE, f"dlg-{one.code}"))
    async with room.database.write_transaction() as connection:
        await delegations.remove(connection, one.id)
    assert NO_CODE in told(await room.opens(DELEGATE, f"dlg-{(await known(room)).code}"))


async def ask_clerk(room: Room, words: str, user: int = DELEGATE) -> Reply:
    floor = await room.opens(user, f"floor-{room.session.id}")
    asked = shown(await room.press(user, floor, "Ask for the floor"))
    await room.press(user, asked, "Ask the clerk")
    return shown(await room.writes(user, words))


async def request_message(room: Room, user: int = CLERK) -> Reply:
    return shown(await room.forge(user, "fd3:1"))


async def test_without_a_code_the_clerk_decides(room: Room) -> None:
    sent = await ask_clerk(room, "I am from the ministry of ruritania")
    assert "Your request was sent to the clerks." in told(sent)
    assert await messages(room) == [(CLERK, "request")]
    message = await request_message(room)
    assert "Diego wrote for Round table 1:" in told(message)
    assert "I am from the ministry of ruritania" in told(message)
    choice = shown(await room.press(CLERK, message, "Let them speak"))
    assert labels_of(choice) == ["Ruritania", "Search by name…", "‹ Back"]
    after = shown(await room.press(CLERK, choice, "Ruritania"))
    assert "Chidi let them speak for Ruritania." in told(after)
    assert await speaks_for(room, DELEGATE) == ["ruritania"]
    assert await messages(room) == [(DELEGATE, "let")]
    late = shown(await room.forge(CLERK, "fd6:1"))
    assert late.notice == "Somebody has decided this already."
    assert await speaks_for(room, DELEGATE) == ["ruritania"]
    assert await messages(room) == [(DELEGATE, "let")]


async def test_the_clerk_finds_a_delegation_by_its_name_in_any_language(room: Room) -> None:
    await ask_clerk(room, "Blefuscu")
    choice = shown(await room.press(CLERK, await request_message(room), "Let them speak"))
    assert "No delegation is called “Blefuscu”." in told(choice)
    await room.press(CLERK, choice, "Search by name")
    found = shown(await room.writes(CLERK, "sylvanie"))
    assert labels_of(found)[0] == "Sylvania"
    await room.press(CLERK, found, "Sylvania")
    assert await speaks_for(room, DELEGATE) == ["sylvania"]


async def test_a_refusal_is_told_and_another_request_can_be_made(room: Room) -> None:
    await ask_clerk(room, "Ruritania")
    again = await ask_clerk(room, "Ruritania, please")
    assert "Your earlier request is still with the clerks." in told(again)
    refused = shown(await room.press(CLERK, await request_message(room), "Refuse"))
    assert "Chidi refused it." in told(refused)
    assert await messages(room) == [(DELEGATE, "refused")]
    assert "Your request was sent" in told(await ask_clerk(room, "Sylvania"))


async def test_only_clerks_of_the_meeting_decide(room: Room) -> None:
    await ask_clerk(room, "Ruritania")
    ruritania = (await known(room)).id
    async with room.database.write_transaction() as connection:
        await team.add_holder(connection, team.Holder(SECOND, "other", "clerk", "Wei"), room.now)
        await team.remove_holder(connection, CLERK, MEETING, "clerk")
    for user in (DELEGATE, SECOND, CLERK, CHAIR, 0):
        for forged in ("fd3:1", "fd4:1", f"fd5:1:{ruritania}", "fd6:1", "fd7:1", "fd3:99"):
            assert isinstance(await room.forge(user, forged), Notice), (user, forged)
    assert await speaks_for(room, DELEGATE) == []


async def test_scripts_and_directions_in_names_stay_text(room: Room) -> None:
    words = "<script>alert(1)</script> \u202eRuritania\u2066 <b>"
    await ask_clerk(room, words)
    text = told(await request_message(room))
    assert "&lt;script&gt;" in text and "<script>" not in text
    assert "\u202e" not in text and "\u2066" not in text


async def test_long_and_empty_words_are_asked_for_again(room: Room) -> None:
    assert "the maximum is 200 characters" in told(await ask_clerk(room, "x" * 201))
    assert await messages(room) == []


def test_words_find_delegations() -> None:
    def one(number: int, **names: str) -> Delegation:
        return Delegation(number, str(number), names, "state", None, "code")

    known = [
        one(1, en="Ruritania", fr="Ruritanie"), one(2, en="Upper Ruritania"),
        one(3, zh="鲁里坦尼亚"), one(4, en="Group of 40"),
    ]  # fmt: skip

    def ids(words: str) -> list[int]:
        return [found.id for found in find_delegations(known, words)]

    assert ids("RURITANIE") == [1]
    assert ids("upper ruritania") == [1, 2]
    assert ids("鲁里坦尼亚代表团") == [3]
    assert ids("the group") == [4]
    assert ids("") == ids("?") == ids("Blefuscu") == []


async def test_the_button_says_what_it_is(room: Room) -> None:
    floor = await room.opens(DELEGATE, f"floor-{room.session.id}")
    asked = shown(await room.press(DELEGATE, floor, "Ask for the floor"))
    assert button(asked, "Ask the clerk").label == "Ask the clerk"

"""The clerk enters, moves, calls again and reorders, equal to what delegates do themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.framework.reply import Notice, Reply
from storage.floor import acts, delegations, team
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    MEETING,
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


async def more(room: Room, label: str) -> Reply:
    seen = shown(await room.press(CLERK, await room.card(CLERK), "More"))
    return shown(await room.press(CLERK, seen, label))


async def writes(room: Room, words: str) -> Reply:
    return shown(await room.board.message(room.request(CLERK, words), addressed=True))


async def names(room: Room) -> list[str]:
    context = await room.context()
    return [
        "" if (one := context.delegation(turn.delegation)) is None else one.slug
        for turn in context.floor.waiting()
    ]


async def test_a_delegation_is_on_the_list_three_taps_after_more(room: Room) -> None:
    await room.enter("zubrowka")
    which = await more(room, "Add to the list")
    how = shown(await room.press(CLERK, which, "Sylvania"))
    added = shown(await room.press(CLERK, how, "minister"))
    assert "On the list: Sylvania (minister)" in told(added)
    assert "place 2 of 2 · 3:00 to speak" in told(added)
    assert "Chidi: added Sylvania (minister) to the list" in told(await room.card())


async def test_an_entry_is_the_same_turn_as_a_request_of_ones_own(room: Room) -> None:
    await speaks_for(room, DELEGATE, "ruritania")
    seen = await room.says(DELEGATE, "/floor")
    who = shown(await room.press(DELEGATE, seen, "Ask for the floor"))
    level = shown(await room.press(DELEGATE, who, "I will speak"))
    whom = shown(await room.press(DELEGATE, level, "minister"))
    await room.press(DELEGATE, whom, "On behalf of: Group of 40")
    own = (await room.context()).floor.waiting()[0]
    mine = await room.says(DELEGATE, "/floor")
    await room.press(DELEGATE, mine, "Withdraw")
    which = await more(room, "Add to the list")
    how = shown(await room.press(CLERK, which, "Ruritania"))
    groups = shown(await room.press(CLERK, how, "On behalf of a group"))
    added = shown(await room.press(CLERK, groups, "Group of 40"))
    asked = shown(await room.press(CLERK, added, "Name of the speaker"))
    assert "Write the name" in told(asked)
    assert "Diego" in told(await writes(room, "Diego"))
    entered = (await room.context()).floor.waiting()[0]
    same = replace(entered, id=own.id, position=own.position, level=own.level, user_id=own.user_id)
    assert same == own
    # Whoever alone speaks for the delegation follows it.
    assert "place 1 of 1" in told(await room.says(DELEGATE, "/floor"))


async def speaks_for(room: Room, user: int, slug: str) -> None:
    async with room.database.write_transaction() as connection:
        known = await delegations.all_delegations(connection)
        one = next(each for each in known.values() if each.slug == slug)
        await delegations.let_speak(connection, one.id, user, "Somebody", room.now)


async def test_first_letters_in_any_language_find_a_delegation(room: Room) -> None:
    await more(room, "Add to the list")
    assert "Ruritania" in told(await writes(room, "ruritanie"))
    await more(room, "Add to the list")
    found = await writes(room, "g")
    assert "Group of 40" in told(found)
    await more(room, "Add to the list")
    none = await writes(room, "Atlantis")
    assert "No delegation has such a name." in told(none)
    # The dialog stays open for another try.
    assert "Zubrowka" in told(await writes(room, "zub"))


async def test_a_panellist_without_a_delegation_is_named(room: Room) -> None:
    which = await more(room, "Add to the list")
    await room.press(CLERK, which, "Panellist")
    added = await writes(room, "Grete\u202e Rudolf, University of\nStrelsau")
    assert "On the list: Grete Rudolf" in told(added)
    turn = (await room.context()).floor.waiting()[0]
    assert (turn.kind, turn.name, turn.title) == (
        "panellist", "Grete Rudolf", "University of Strelsau",
    )  # fmt: skip
    assert turn.limit_seconds == 420


async def test_a_point_of_order_from_the_room_is_at_once_on_the_card(room: Room) -> None:
    which = await more(room, "Add to the list")
    how = shown(await room.press(CLERK, which, "Sylvania"))
    await room.press(CLERK, how, "Point of order")
    assert "Point of order: Sylvania" in told(await room.card())


async def test_a_double_press_adds_once(room: Room) -> None:
    which = await more(room, "Add to the list")
    how = shown(await room.press(CLERK, which, "Sylvania"))
    await room.press(CLERK, how, "Statement")
    again = shown(await room.press(CLERK, how, "Statement"))
    assert again.notice == "The list has changed in the meantime. Please look again."
    assert await names(room) == ["sylvania"]


async def test_the_clerk_adds_to_a_closed_list_and_undoes(room: Room) -> None:
    await room.press(CHAIR, await room.card(), "Close the list")
    which = await more(room, "Add to the list")
    how = shown(await room.press(CLERK, which, "Sylvania"))
    added = shown(await room.press(CLERK, how, "Statement"))
    await room.press(CLERK, added, "Undo")
    assert await names(room) == []


async def test_a_turn_moves_to_any_place(room: Room) -> None:
    for slug in ("ruritania", "sylvania", "zubrowka", "network"):
        await room.enter(slug)
    who = await more(room, "Move…")
    where = shown(await room.press(CLERK, who, "Ruritania"))
    assert "1" not in labels_of(where)
    card = shown(await room.press(CLERK, where, "3"))
    assert await names(room) == ["sylvania", "zubrowka", "ruritania", "network"]
    assert "Chidi: moved Ruritania to place 3" in told(card)


async def test_who_was_absent_is_called_again_once(room: Room) -> None:
    await room.enter("ruritania")
    await room.enter("sylvania")
    card = shown(await room.press(CHAIR, await room.card(), "Next"))
    await room.press(CHAIR, card, "Absent")
    absent = await more(room, "Call again")
    card = shown(await room.press(CLERK, absent, "Ruritania"))
    assert await names(room) == ["sylvania", "ruritania"]
    assert "Chidi: put Ruritania back on the list" in told(card)
    late = shown(await room.press(CLERK, absent, "Ruritania"))
    assert late.notice
    assert await names(room) == ["sylvania", "ruritania"]


async def test_a_new_order_is_shown_before_it_is_used(room: Room) -> None:
    await room.enter("ruritania")
    await room.enter("sylvania", level="head")
    await room.enter("network")
    await room.enter("zubrowka", level="minister")
    choice = await more(room, "New order")
    by_rank = shown(await room.press(CLERK, choice, "By rank"))
    assert "1. Sylvania (head of State or government)" in told(by_rank)
    assert await names(room) == ["ruritania", "sylvania", "network", "zubrowka"]
    card = shown(await room.press(CLERK, by_rank, "Use this order"))
    assert await names(room) == ["sylvania", "zubrowka", "ruritania", "network"]
    card = shown(await room.press(CLERK, card, "Undo"))
    assert await names(room) == ["ruritania", "sylvania", "network", "zubrowka"]
    choice = await more(room, "New order")
    alternating = shown(await room.press(CLERK, choice, "Alternating"))
    await room.press(CLERK, alternating, "Use this order")
    assert await names(room) == ["ruritania", "network", "sylvania", "zubrowka"]


@pytest.mark.parametrize(
    "data", ["fc1:{session}:1", "fc2:{session}:0:1:0:s:other", "fc3:{session}:1",
             "fc4:{session}:n", "fc5:{session}:1", "fp1:reorder:{session}:0:0:1",
             "fp1:call-again:{session}:0:1:0"],
)  # fmt: skip
async def test_delegates_and_former_clerks_can_forge_nothing(room: Room, data: str) -> None:
    forged = data.format(session=room.session.id)
    assert isinstance(await room.forge(DELEGATE, forged), Notice)
    async with room.database.write_transaction() as connection:
        await team.remove_holder(connection, CLERK, MEETING, "clerk")
    assert isinstance(await room.forge(CLERK, forged), Notice)
    async with room.database.transaction() as connection:
        assert await acts.acts(connection, room.session.id) == []


async def test_a_former_clerk_who_was_asked_for_a_name_enters_nothing(room: Room) -> None:
    which = await more(room, "Add to the list")
    await room.press(CLERK, which, "Panellist")
    async with room.database.write_transaction() as connection:
        await team.remove_holder(connection, CLERK, MEETING, "clerk")
    await room.board.message(room.request(CLERK, "Grete Rudolf"), addressed=True)
    assert await names(room) == []


@pytest.mark.parametrize("data", ["fc2:{s}:0:1:1:s:other", "fc2:{s}:0:1:0:s:king",
                                  "fc2:{s}:0:99:0:s:other", "fc2:{s}:0:1:99:s:other",
                                  "fc2:{s}:0:1:0:x:other"])  # fmt: skip
async def test_what_no_button_offers_is_refused(room: Room, data: str) -> None:
    await room.forge(CLERK, data.format(s=room.session.id))
    assert await names(room) == []

"""A delegate asks for the floor from a phone, and sees where they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.framework.reply import Notice
from storage.floor import acts, delegations
from tests.handlers.floor.room import (
    CHAIR,
    DELEGATE,
    SECOND,
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
        await speaks_for(made, SECOND, "sylvania")
        yield made


async def test_the_first_request_and_the_second_in_three_taps(room: Room) -> None:
    await room.enter("zubrowka")
    first = await asks(room, DELEGATE, "Ruritania")
    text = told(first)
    assert "On the list:" in text
    assert "place 2 of 2" in text
    assert "about 10:03 (New York time)" in text
    assert "3:00 to speak" in text
    assert "The chair may change the order." in text
    gone = shown(await room.press(DELEGATE, first, "Withdraw"))
    who = shown(await room.press(DELEGATE, gone, "Ask for the floor"))
    whom = shown(await room.press(DELEGATE, who, "Diego (minister)"))
    again = shown(await room.press(DELEGATE, whom, "On behalf of: Group of 40"))
    assert "4:00 to speak" in told(again)
    turn = (await room.context()).floor.waiting()[-1]
    assert (turn.name, turn.level, turn.user_id) == ("Diego", "minister", DELEGATE)


async def test_a_request_that_is_repeated_keeps_one_place(room: Room) -> None:
    seen = await room.says(DELEGATE, "/floor")
    who = shown(await room.press(DELEGATE, seen, "Ask for the floor"))
    level = shown(await room.press(DELEGATE, who, "I will speak"))
    whom = shown(await room.press(DELEGATE, level, "Another level"))
    await room.press(DELEGATE, whom, "Ruritania")
    again = shown(await room.press(DELEGATE, whom, "Ruritania"))
    assert again.notice == "You are already on the list."
    assert len((await room.context()).floor.waiting()) == 1


async def test_who_speaks_for_nobody_is_told_how_to(room: Room) -> None:
    seen = await room.says(999, "/floor")
    answer = shown(await room.press(999, seen, "Ask for the floor"))
    assert "does not speak for a delegation yet" in told(answer)


async def test_nobody_can_speak_for_another_delegation_by_forging(room: Room) -> None:
    await asks(room, DELEGATE, "Ruritania")
    async with room.database.transaction() as connection:
        known = await delegations.all_delegations(connection)
    other = next(one.id for one in known.values() if one.slug == "zubrowka")
    forged = f"fa5:{room.session.id}:r:1:{other}:0:"
    assert isinstance(await room.forge(DELEGATE, forged), Notice)
    turn = (await room.context()).floor.waiting()[0]
    for act in ("withdraw", "later", "speaker"):
        assert isinstance(await room.forge(SECOND, f"fa6:{act}:{turn.id}"), Notice)
    assert len((await room.context()).floor.turns) == 1


async def test_later_lets_the_next_one_speak_first(room: Room) -> None:
    mine = await asks(room, DELEGATE, "Ruritania")
    await asks(room, SECOND, "Sylvania")
    after = shown(await room.press(DELEGATE, mine, "Later"))
    assert "place 2 of 2" in told(after)


async def test_another_speaker_is_written_in_one_message(room: Room) -> None:
    mine = await asks(room, DELEGATE, "Ruritania")
    asked = shown(await room.press(DELEGATE, mine, "Another speaker"))
    assert "Write the name of the speaker" in told(asked)
    answer = shown(await room.board.message(
        room.request(DELEGATE, "Grete Rudolf, Ambassador"), addressed=True
    ))  # fmt: skip
    assert "On the list:" in told(answer)
    turn = (await room.context()).floor.waiting()[0]
    assert (turn.name, turn.title) == ("Grete Rudolf", "Ambassador")


async def test_a_closed_list_takes_replies_and_points_of_order(room: Room) -> None:
    await room.enter("zubrowka")
    card = shown(await room.press(CHAIR, await room.card(), "Next"))
    await asks(room, SECOND, "Sylvania")
    await room.press(CHAIR, await room.card(), "Close the list")
    assert card
    seen = await room.says(DELEGATE, "/floor")
    assert "Ask for the floor" not in labels_of(seen)
    reason = shown(await room.press(DELEGATE, seen, "Point of order"))
    raised = shown(await room.press(DELEGATE, reason, "Interpretation"))
    assert "Your point of order was passed to the chair." in told(raised)
    who = shown(await room.press(DELEGATE, raised, "Right of reply"))
    level = shown(await room.press(DELEGATE, who, "I will speak"))
    whom = shown(await room.press(DELEGATE, level, "Another level"))
    reply = shown(await room.press(DELEGATE, whom, "Ruritania"))
    assert "Right of reply:" in told(reply)
    floor = (await room.context()).floor
    assert [turn.reason for turn in floor.waiting("point")] == ["interpretation"]
    assert [turn.limit_seconds for turn in floor.waiting("reply")] == [180]


async def test_only_states_raise_points_of_order(room: Room) -> None:
    await speaks_for(room, 905, "network")
    await room.enter("zubrowka")
    await room.press(CHAIR, await room.card(), "Next")
    seen = await room.says(905, "/floor")
    assert "Point of order" not in labels_of(seen)
    async with room.database.transaction() as connection:
        known = await delegations.all_delegations(connection)
    network = next(one.id for one in known.values() if one.slug == "network")
    forged = shown(await room.forge(905, f"fa5:{room.session.id}:p:0:{network}:0:time"))
    assert forged.notice == "Only delegations of States can raise a point of order."


async def test_a_delegation_replies_twice_at_most(room: Room) -> None:
    for seconds in (180, 120):
        turn = await room.enter("ruritania", kind="reply", limit_seconds=seconds)
        await room.press(CHAIR, await room.card(), "Next")
        await room.press(CHAIR, await room.card(), "End of this turn")
        assert turn
    await asks(room, DELEGATE, "Ruritania")
    context = await room.context()
    one = context.floor.waiting()[0]
    third = shown(await room.forge(
        DELEGATE, f"fa5:{room.session.id}:r:{await a_speaker(room)}:{one.delegation}:0:"
    ))  # fmt: skip
    assert third.notice == "Your delegation has used its rights of reply."


async def a_speaker(room: Room) -> int:
    from storage.floor import speakers

    async with room.database.transaction() as connection:
        return (await speakers.speakers_of(connection, DELEGATE))[0].id


async def test_10000_requests_of_one_person_are_one_place(room: Room) -> None:
    await asks(room, DELEGATE, "Ruritania")
    turn = (await room.context()).floor.waiting()[0]
    data = f"fa5:{room.session.id}:s:{await a_speaker(room)}:{turn.delegation}:0:"
    for _ in range(50):
        shown(await room.forge(DELEGATE, data))
    async with room.database.transaction() as connection:
        assert len(await acts.acts(connection, room.session.id)) == 1

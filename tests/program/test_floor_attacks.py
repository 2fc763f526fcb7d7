"""What must not harm a roundtable: two who press at once, forged buttons, many requests."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.floor import acts, machine, team
from storage.floor.acts import By
from tests import databases
from tests.program.program import Program, Said
from tests.program.roundtable import (
    BEFORE,
    CHAIR,
    FIRST_DELEGATE,
    SECOND_CHAIR,
    Delegate,
    Roundtable,
    a_database,
    a_roundtable,
    delegation_name,
    floor_of,
    request_buttons,
    settings_of_pack,
)
from tests.program.stand_in import TOKEN, Telegram, until

AT_ONCE = 50
# The fault of an outage of two minutes shows after half of one: notices are tried again for long.
OUTAGE_SECONDS = float(os.environ.get("OUTAGE_SECONDS") or 30)


async def enter(roundtable: Roundtable, number: int) -> None:
    """Put delegates on the list, as if they had asked before."""
    await asyncio.gather(
        *(roundtable.delegate(one).asks(delegation_name(one)) for one in range(number))
    )


@pytest.mark.timeout(300)
async def test_of_two_chairs_who_press_at_once_one_acts(tmp_path: Path) -> None:
    async with a_roundtable(tmp_path, AT_ONCE + 1) as roundtable:
        await enter(roundtable, AT_ONCE + 1)
        chairs = [roundtable.person(CHAIR), roundtable.person(SECOND_CHAIR)]
        cards = []
        for chair in chairs:
            await chair.says("/floor")
            cards.append(await chair.hears(f"{AT_ONCE + 1} waiting"))
        notices: Counter[str] = Counter()
        for number in range(AT_ONCE):
            waiting = f"{AT_ONCE + 1 - number} waiting"
            shown = [
                await has_card(chair, card, waiting)
                for chair, card in zip(chairs, cards, strict=True)
            ]
            answers = await asyncio.gather(
                *(press_next(chair, said) for chair, said in zip(chairs, shown, strict=True))
            )
            notices.update(answers)
        floor = await roundtable.floor()
        assert len(floor.waiting()) == 1
        async with roundtable.database.transaction() as connection:
            record = await acts.acts(connection, floor.session.id)
        given = [act for act in record if act.act == "give"]
        assert len(given) == AT_ONCE == len({act.turn for act in given})
        # Whoever came second is told, each time.
        told = sum(count for text, count in notices.items() if text)
        print(f"\n{AT_ONCE} times at once: {len(given)} acts; {told} told; {dict(notices)}")
        assert told == AT_ONCE


async def has_card(chair: Delegate, card: Said, words: str) -> Said:
    """Wait until a chair's card says something."""
    return await chair.finds(words, lambda said: said.id == card.id and words in said.plain)


async def press_next(chair: Delegate, said: Said) -> str:
    """Press Next; what the notice says, if there is one."""
    label = next(label for label in said.labels if label.startswith("Next: "))
    row, column = said.place_of(label)
    answer = await chair.post(
        f"chats/{chair.chat}/press", person=chair.person, message_id=said.id, row=row,
        column=column, wait=30,
    )  # fmt: skip
    assert answer["answered"]
    return str(answer.get("text") or "")


async def test_forged_presses_change_nothing(tmp_path: Path) -> None:
    async with a_roundtable(tmp_path, 2) as roundtable:
        await enter(roundtable, 2)
        chair, delegate = roundtable.person(CHAIR), roundtable.delegate(0)
        await chair.says("/floor")
        card = await chair.hears("2 waiting")
        floor = await roundtable.floor()
        session = floor.session.id
        turn = next(t.id for t in floor.turns if t.user_id == FIRST_DELEGATE + 1)
        other = next(t.delegation for t in floor.turns if t.id == turn)
        # Buttons of the podium, written by a delegate, with the right numbers.
        own = await delegate.says("/floor")
        for act in ("give", "close", "remove", "open-list", "limit", "undo", "no-such-act"):
            data = f"fp1:{act}:{session}:{floor.session.control}:{turn}:60"
            answer = await delegate.forge(own, data)
            assert "out of date" in answer["text"], (act, answer)
        # Somebody else's turn, a delegation that is not one's own, a session that does not exist.
        for data in (
            f"fa6:withdraw:{turn}", f"fa6:later:{turn}", f"fa6:speaker:{turn}",
            f"fa5:{session}:s:1:{other}:0:", f"fa5:{session}:r:1:{other}:0:",
            f"fa5:999:s:1:{other}:0:", f"fp1:give:999:0:{turn}:0",
        ):  # fmt: skip
            await delegate.forge(own, data)
        after = await roundtable.floor()
        assert after == floor
        # A former chair holds the card of before.
        async with roundtable.database.write_transaction() as connection:
            await team.remove_person(connection, CHAIR)
        assert "out of date" in await press_next(chair, card)
        assert await roundtable.floor() == floor


@pytest.mark.usefixtures("each_database")
async def test_three_hundred_requests_at_once_are_all_kept_in_order(tmp_path: Path) -> None:
    telegram, number = Telegram(), 300 if databases.in_use() == "sqlite" else 60
    database = await a_database(tmp_path, number)
    buttons = await request_buttons(database, tmp_path, number)
    for chat, data in buttons:
        telegram.presses(chat, data)
    async with telegram.serving():
        program = Program(
            tmp_path, "run", BOT_TOKEN=TOKEN, BOT_API_URL=telegram.url,
            CLOCK_START=BEFORE.isoformat(), **settings_of_pack(tmp_path),
        )  # fmt: skip
        try:
            await until(lambda: len(telegram.released_at) == number)
        finally:
            assert await program.stopped() == 0, program.said()
    floor = await floor_of(database)
    await database.close()
    assert [turn.user_id for turn in floor.waiting()] == [chat for chat, _ in buttons]


async def test_ten_thousand_requests_of_one_person_are_one_turn(tmp_path: Path) -> None:
    telegram, other = Telegram(), FIRST_DELEGATE + 1
    database = await a_database(tmp_path, 2)
    (one, data), (_, others) = await request_buttons(database, tmp_path, 2)
    for _ in range(10_000):
        telegram.presses(one, data)
    pressed = telegram.presses(other, others)
    async with telegram.serving():
        program = Program(
            tmp_path, "run", BOT_TOKEN=TOKEN, BOT_API_URL=telegram.url,
            CLOCK_START=BEFORE.isoformat(), **settings_of_pack(tmp_path),
        )  # fmt: skip
        try:
            await until(lambda: pressed in telegram.released_at)
            answered_meanwhile = len(telegram.released_at)
        finally:
            await program.killed()
    floor = await floor_of(database)
    await database.close()
    assert [turn.user_id for turn in floor.waiting()] == [one, other]
    # The other one did not wait until all of those were answered.
    assert answered_meanwhile < 5_000


async def test_the_podium_sees_who_blocked_the_bot(tmp_path: Path) -> None:
    async with a_roundtable(tmp_path, 3) as roundtable:
        for number in range(3):
            await roundtable.delegate(number).asks(delegation_name(number))
        blocks = roundtable.delegate(1)
        await blocks.post(f"chats/{blocks.chat}/block", person=blocks.person, blocked=True)
        chair = roundtable.person(CHAIR)
        await chair.says("/floor")
        card = await chair.hears("3 waiting")
        await chair.taps_on(card, f"Next: {delegation_name(0)}")
        shown = await has_card(chair, card, "Cannot be reached by the bot: ")
        assert f"{delegation_name(1)}. Please tell them in the room." in shown.plain
        # They keep their place.
        assert f"Next: {delegation_name(1)}" in shown.labels


async def test_after_an_outage_of_telegram_card_and_notices_catch_up(tmp_path: Path) -> None:
    async with a_roundtable(tmp_path, 4) as roundtable:
        started = time.monotonic()
        for number in range(4):
            await roundtable.delegate(number).asks(delegation_name(number))
        chair = roundtable.person(CHAIR)
        await chair.says("/floor")
        card = await chair.hears("4 waiting")
        await chair.post("faults", rules=[{"method": "*", "kind": "502"}])
        # Meanwhile the podium goes on from another program: two have spoken when it is over.
        for number in range(3):
            await give(roundtable, number, BEFORE + timedelta(seconds=time.monotonic() - started))
            await asyncio.sleep(OUTAGE_SECONDS / 3)
        async with chair.session.delete(f"{chair.base}/sim/faults") as response:
            assert response.status == 200
        shown = await has_card(chair, card, f"give the floor to {delegation_name(2)}")
        assert f"Next: {delegation_name(3)}" in shown.labels
        assert "Cannot be reached" not in shown.plain
        await roundtable.delegate(2).hears("You have the floor.")
        await roundtable.delegate(3).hears("You are next.")
        # Whoever has spoken is not told to come, and nobody is told twice.
        for number in range(4):
            told = [said.plain for said in await roundtable.delegate(number).heard()]
            told = [text for text in told if "You have the floor" in text or "are next" in text]
            assert len(told) == (0 if number < 2 else 1), told


async def give(roundtable: Roundtable, number: int, now: datetime) -> None:
    floor = await roundtable.floor()
    turn = next(t.id for t in floor.turns if t.user_id == FIRST_DELEGATE + number)
    async with roundtable.database.write_transaction() as connection:
        await acts.perform(
            connection, floor.session.id, "give", lambda f: machine.give(f, turn, now),
            By(CHAIR, "P901", podium=True), now, turn=turn,
        )  # fmt: skip

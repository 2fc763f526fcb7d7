"""A roundtable of forty turns: one chair, counted taps, and each rule seen at work."""

from __future__ import annotations

import time
from pathlib import Path

from storage.floor import acts
from tests.program.program import Said
from tests.program.roundtable import CHAIR, Delegate, Roundtable, a_roundtable, delegation_name

TURNS = 40
# Of a person on a phone: from reading a screen to the tap, and for a letter that is typed.
_SECONDS_A_TAP, _SECONDS_A_LETTER = 2.0, 0.3


async def test_one_chair_gives_forty_people_the_floor(tmp_path: Path) -> None:
    async with a_roundtable(tmp_path, TURNS) as roundtable:
        for number in range(TURNS - 1):
            answer = await roundtable.delegate(number).asks(delegation_name(number))
            assert f"place {number + 1} of {number + 1}" in answer.plain
        chair = roundtable.person(CHAIR)
        await chair.says("/floor")
        card = await chair.hears("Delegation 1 · 3:00")
        assert "39 waiting" in card.plain

        for number in range(TURNS - 1):
            card = await next_speaker(chair, card, delegation_name(number))
            if number == 4:
                await a_limit_for_all(chair, card)
            if number == 9:
                await a_point_of_order(roundtable, chair, card)
            if number == 14:
                card = await chair.taps_on(card, "+30 s")
                current = (await roundtable.floor()).speaking
                assert current is not None and current.extra_seconds == 30
            if number == 19:
                await a_list_that_is_closed(roundtable, chair, card)
            if number == 24:
                card = await chair.taps_on(card, "Absent")
        # The right of reply comes when the list is at its end.
        card = await next_speaker(chair, card, "Delegation 1")
        floor = await roundtable.floor()
        assert floor.speaking is not None and floor.speaking.kind == "reply"
        assert floor.limit_of(floor.speaking) == 180
        card = await chair.taps_on(card, "End of this turn")

        async with roundtable.database.transaction() as connection:
            turns = await acts.all_turns(connection, floor.session.id)
            record = await acts.acts(connection, floor.session.id)
        statements = [turn for turn in turns if turn.kind == "statement"]
        assert [turn.user_id for turn in statements] == sorted(
            turn.user_id for turn in statements if turn.user_id is not None
        )
        assert sum(turn.state == "done" for turn in statements) == TURNS - 2
        assert [turn.state for turn in turns if turn.kind != "statement"] == ["done", "done"]
        # Nothing was done that is not in the record, and nothing twice.
        assert [act.revision for act in record] == list(range(1, len(record) + 1))
        gave = sum(act.act == "give" for act in record)
        assert gave == TURNS + 1  # the statements, the reply, the point of order
        print(f"\n{gave} turns; the chair: {chair.taps} taps, {chair.letters} letters")
        assert chair.taps < 60 and chair.letters == len("/floor")


async def next_speaker(chair: Delegate, card: Said, name: str) -> Said:
    given = await chair.taps_on(card, f"Next: {name}")
    return await chair.finds(
        f"that {name} speaks",
        lambda said: said.id == given.id and f"give the floor to {name}" in said.plain,
    )


async def a_limit_for_all(chair: Delegate, card: Said) -> None:
    """The limit holds at once, and does not lengthen a shorter one."""
    await chair.taps_on(await chair.taps_on(card, "New limit…"), "2:30")
    card = await chair.hears("Delegation 6 · 2:30")
    assert "Delegation 7 · 2:00" in card.plain


async def a_point_of_order(roundtable: Roundtable, chair: Delegate, card: Said) -> None:
    """It interrupts who speaks, whose clock stands until the chair starts it."""
    raises = roundtable.delegate(TURNS - 1 - 4)  # a State
    said = await raises.press(await raises.says("/floor"), "Point of order")
    await raises.press(said, "Procedure")
    before = (await roundtable.floor()).speaking
    assert before is not None
    await chair.taps_on(card, "Point of order: ")
    floor = await roundtable.floor()
    assert floor.speaking is not None and floor.speaking.kind == "point"
    assert floor.session.interrupted == before.id
    await chair.taps_on(card, "Back to ")
    floor = await roundtable.floor()
    assert floor.session.speaking == before.id and floor.session.clock_since is None
    await chair.taps_on(card, "Start the clock")


async def a_list_that_is_closed(roundtable: Roundtable, chair: Delegate, card: Said) -> None:
    """No statement can be asked for any more; a right of reply can."""
    late = roundtable.delegate(TURNS - 1)
    offered = await late.says("/floor")
    await chair.taps_on(card, "Close the list")
    refused = await late.press(offered, "Ask for the floor")
    assert "Ask for the floor" not in refused.labels
    assert "The list of speakers is closed." in refused.plain
    first = roundtable.delegate(0)
    said = await first.press(await first.says("/floor"), "Right of reply")
    said = await first.press(said, said.labels[0])
    assert "Right of reply: place 1 of 1" in (await first.press(said, "Delegation 1")).plain


async def test_asking_for_the_floor_takes_less_than_twenty_seconds(tmp_path: Path) -> None:
    async with a_roundtable(tmp_path, 1) as roundtable:
        delegate = roundtable.delegate(0)
        for time_of, taps in (("first", 5), ("second", 4)):
            delegate.taps = delegate.letters = 0
            began = time.monotonic()
            answer = await delegate.asks(delegation_name(0))
            machine = time.monotonic() - began
            assert "place 1 of 1" in answer.plain
            person = delegate.taps * _SECONDS_A_TAP + delegate.letters * _SECONDS_A_LETTER
            print(
                f"\n{time_of} time: {delegate.taps} taps, {delegate.letters} letters, about "
                f"{person:.0f} s of a person, {machine:.1f} s of waiting for the bot"
            )
            # One tap sends /floor; from the button of the meeting there are no letters.
            assert (delegate.taps, delegate.letters) == (taps, len("/floor"))
            assert person + machine < 20
            await delegate.press(answer, "Withdraw")

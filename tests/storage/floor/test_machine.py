"""What is possible on a floor, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.floor import machine
from storage.floor.machine import Refused
from storage.floor.records import Floor, Turn
from tests.storage.floor.floors import NOW, empty_session, seconds, wanted


def with_list(*turns: Turn) -> Floor:
    """A floor on which turns were asked for in this order; their ids are 1, 2, 3…"""
    floor = Floor(empty_session(), ())
    for number, turn in enumerate(turns, 1):
        asked = machine.ask(floor, turn, NOW, at_most=9)
        named = tuple(replace(t, id=number) if t.id == 0 else t for t in asked.turns)
        floor = replace(asked, turns=named)
    return floor


def ids(turns: tuple[Turn, ...]) -> list[int]:
    return [turn.id for turn in turns]


def test_a_point_of_order_interrupts_and_the_speaker_goes_on_with_the_time_left() -> None:
    floor = with_list(wanted(1), wanted(2), wanted(3, "point", limit_seconds=60))
    floor = machine.give(floor, 1, seconds(0))
    floor = machine.give(floor, 3, seconds(50))
    assert floor.speaking is not None
    assert floor.speaking.kind == "point"
    floor = machine.finish(floor, seconds(80))
    assert floor.speaking is not None
    assert floor.speaking.id == 1
    assert floor.time_is_up_at() is None
    floor = machine.start_clock(floor, seconds(90))
    assert floor.left(seconds(90)) == timedelta(seconds=130)


def test_giving_the_floor_to_the_next_ends_who_was_interrupted() -> None:
    floor = with_list(wanted(1), wanted(2), wanted(3, "point"))
    floor = machine.give(floor, 1, seconds(0))
    floor = machine.give(floor, 3, seconds(50))
    floor = machine.give(floor, 2, seconds(60))
    first, point = floor.turn(1), floor.turn(3)
    assert first is not None
    assert point is not None
    assert (first.state, first.spent_ms) == ("done", 50_000)
    assert point.state == "done"
    assert floor.session.interrupted is None


def test_a_closed_list_takes_replies_points_of_order_and_the_clerks_entries() -> None:
    floor = machine.set_list(with_list(wanted(1)), "closed")
    with pytest.raises(Refused, match="list-closed"):
        machine.ask(floor, wanted(2), NOW, 1)
    for kind in ("reply", "point"):
        assert len(machine.ask(floor, wanted(2, kind), NOW, 1).turns) == 2
    assert len(machine.ask(floor, wanted(), NOW, 1, by_clerk=True).turns) == 2


def test_the_list_opens_and_closes_by_the_hours_until_the_chair_says_otherwise() -> None:
    session = replace(empty_session(), list_opens=seconds(60), list_closes=seconds(120))
    assert [session.list_is_open(seconds(at)) for at in (0, 60, 119, 120)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert replace(session, list_set="open").list_is_open(seconds(0))
    assert not replace(session, list_set="closed").list_is_open(seconds(60))


def test_a_person_has_one_waiting_turn_of_a_kind() -> None:
    floor = with_list(wanted(1))
    with pytest.raises(Refused, match="already-waiting"):
        machine.ask(floor, wanted(1), NOW, 9)
    machine.ask(floor, wanted(1, "reply"), NOW, 9)


def test_a_delegation_has_as_many_waiting_statements_as_the_rules_allow() -> None:
    floor = with_list(wanted(1, delegation=5))
    with pytest.raises(Refused, match="delegation-limit"):
        machine.ask(floor, wanted(2, delegation=5), NOW, 1)
    machine.ask(floor, wanted(2, delegation=5), NOW, 2)
    machine.ask(floor, wanted(2, delegation=6), NOW, 1)


def test_a_limit_for_all_shortens_and_never_lengthens() -> None:
    floor = with_list(wanted(1, limit_seconds=240), wanted(2, limit_seconds=120))
    floor = machine.cap(floor, 150)
    assert [floor.limit_of(turn) for turn in floor.waiting()] == [150, 120]
    floor = machine.give(floor, 1, seconds(0))
    floor = machine.extend(floor, 30)
    assert floor.time_is_up_at() == seconds(180)
    uncapped = machine.cap(floor, None)
    assert [uncapped.limit_of(turn) for turn in uncapped.turns] == [270, 120]


def test_the_last_word_closes_the_list_and_stays_last() -> None:
    floor = machine.last_word(with_list(wanted(1), wanted(2), wanted(3)), 1)
    assert ids(floor.waiting()) == [2, 3, 1]
    assert not floor.session.list_is_open(NOW)
    floor = machine.ask(floor, wanted(), NOW, 1, by_clerk=True)
    assert ids(floor.waiting()) == [2, 3, 0, 1]


def test_moving_keeps_the_others_in_their_order_however_often() -> None:
    floor = with_list(*(wanted(user) for user in range(1, 6)))
    for _ in range(100):
        floor = machine.move(floor, 5, 1)
        floor = machine.move(floor, 4, 1)
    assert ids(floor.waiting()) == [1, 4, 5, 2, 3]
    assert ids(machine.later(floor, 1).waiting()) == [4, 1, 5, 2, 3]
    assert ids(machine.move(floor, 1, 99).waiting()) == [4, 5, 2, 3, 1]


def test_a_suspended_session_stands_still() -> None:
    floor = machine.give(with_list(wanted(1), wanted(2)), 1, seconds(0))
    floor = machine.suspend(floor, seconds(60))
    with pytest.raises(Refused, match="suspended"):
        machine.give(floor, 2, seconds(70))
    floor = machine.start_clock(machine.resume(floor), seconds(600))
    assert floor.left(seconds(610)) == timedelta(seconds=110)


def test_who_was_absent_can_be_called_again_at_the_end() -> None:
    floor = machine.give(with_list(wanted(1), wanted(2)), 1, seconds(0))
    floor = machine.absent(floor, seconds(10))
    turn = floor.turn(1)
    assert turn is not None
    assert turn.state == "absent"
    again = machine.call_again(floor, 1)
    assert ids(again.waiting()) == [2, 1]
    with pytest.raises(Refused, match="not-waiting"):
        machine.call_again(again, 1)


def test_closing_ends_the_turn_and_leaves_who_was_not_reached() -> None:
    floor = machine.close(machine.give(with_list(wanted(1), wanted(2)), 1, NOW), seconds(30))
    first, second = floor.turns
    assert (first.state, first.spent_ms) == ("done", 30_000)
    assert second.state == "waiting"
    for act in (
        lambda: machine.ask(floor, wanted(3, "point"), NOW, 1),
        lambda: machine.give(floor, 2, NOW),
        lambda: machine.set_list(floor, "open"),
    ):
        with pytest.raises(Refused, match="closed"):
            act()
    assert machine.give(machine.reopen(floor), 2, seconds(60)).session.speaking == 2


def test_a_clock_that_goes_back_takes_no_time() -> None:
    floor = machine.give(with_list(wanted(1)), 1, seconds(100))
    assert floor.left(seconds(40)) == timedelta(seconds=180)


def test_the_first_reply_is_next_when_the_list_is_empty() -> None:
    floor = with_list(wanted(1, "reply"), wanted(2))
    assert floor.next is not None
    assert floor.next.id == 2
    floor = machine.leave_list(floor, 2, "withdrawn")
    assert floor.next is not None
    assert floor.next.id == 1

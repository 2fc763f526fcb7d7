"""Limits and proposals by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from content.floor import (
    has_spoken_for_group,
    in_order,
    limit_for_all,
    limit_seconds,
    proposal,
    speaking_seconds,
)
from content.model.floor import FloorRules


@dataclass(frozen=True)
class Speech:
    id: int
    category: str = "state"
    level: str = "other"
    delegation: int | None = None
    group: int | None = None


def states(*ids: int) -> list[Speech]:
    return [Speech(number) for number in ids]


def test_rules_are_read_as_people_write_them() -> None:
    rules = FloorRules.model_validate(
        {
            "opens": "2d", "closes": "2013-10-03T12:30", "words-a-minute": 100,
            "limits": {"state": "2:15", "civil-society": 1.5, "second-reply": 2},
            "civil-society": "1 in 4", "group-then-national": "refuse",
        }
    )  # fmt: skip
    assert rules.opens == timedelta(days=2)
    assert rules.closes == datetime(2013, 10, 3, 12, 30)  # noqa: DTZ001
    assert (rules.limit("state"), rules.limit("civil-society"), rules.limit("group")) == (
        135, 90, 240,
    )  # fmt: skip
    assert rules.civil_society == 4
    assert FloorRules.model_validate_json(rules.model_dump_json()) == rules


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": "soon"}, {"closes": 3}, {"limits": {"state": "three"}}, {"limits": {"king": 3}},
        {"limits": {"state": 0}}, {"limits": {"state": 61}}, {"limits": {"state": True}},
        {"civil-society": "1 in 1"}, {"order": "loudest"}, {"words-a-minute": 10_000},
        {"closes": "2013-10-03T12:30+02:00"},
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FloorRules.model_validate(wrong)


def test_a_limit_follows_from_kind_category_level_and_group() -> None:
    rules = FloorRules.model_validate({"limits": {"head": 5, "minister": 4}})
    assert limit_seconds(rules, "statement", "state", "head") == 300
    assert limit_seconds(rules, "statement", "state", "minister") == 240
    assert limit_seconds(rules, "statement", "state", "minister", for_group=True) == 240
    assert limit_seconds(rules, "statement", "un", "head") == 120
    assert limit_seconds(rules, "reply", "state", "other") == 180
    assert limit_seconds(rules, "reply", "state", "other", replies_before=1) == 120
    assert limit_seconds(rules, "point", "state", "head") == 60


def test_words_take_the_time_that_the_yardstick_of_110_a_minute_says() -> None:
    assert speaking_seconds(412, 110) == 225
    assert speaking_seconds(330, 110) == 180
    assert speaking_seconds(0, 110) == 0


def test_the_limit_at_which_all_could_speak() -> None:
    assert limit_for_all(16 * 150, 16, 15) == 135
    assert limit_for_all(16 * 40, 16, 15) is None
    assert limit_for_all(600, 0, 15) is None


def test_civil_society_is_proposed_after_four_others() -> None:
    rules = FloorRules()
    waiting = [Speech(1), Speech(2, "civil-society")]
    assert proposal(rules, waiting, states(10, 11, 12)) is None
    proposed = proposal(rules, waiting, states(10, 11, 12, 13))
    assert proposed is not None
    assert (proposed.turn_id, proposed.reason, proposed.count) == (2, "civil-society", 4)
    assert proposal(rules, waiting[::-1], states(10, 11, 12, 13)) is None
    assert proposal(FloorRules(civil_society=None), waiting, states(10, 11, 12, 13)) is None


def test_by_rank_and_alternating_propose_and_reorder_nothing() -> None:
    waiting = [Speech(1), Speech(2, level="minister"), Speech(3, "un", "head")]
    rank = FloorRules(order="rank")
    proposed = proposal(rank, waiting, [])
    assert proposed is not None
    assert (proposed.turn_id, proposed.reason) == (3, "rank")
    assert [turn.id for turn in in_order(rank, waiting)] == [3, 2, 1]
    alternate = FloorRules(order="alternate", civil_society=None)
    proposed = proposal(alternate, waiting, states(10))
    assert proposed is not None
    assert (proposed.turn_id, proposed.reason) == (3, "alternate")
    assert [turn.id for turn in in_order(alternate, waiting)] == [1, 3, 2]
    assert [turn.id for turn in in_order(FloorRules(order="arrival"), waiting)] == [1, 2, 3]


def test_who_spoke_for_a_group_and_wants_to_speak_again_is_known() -> None:
    given = [Speech(1, "state", delegation=5, group=9)]
    assert has_spoken_for_group(Speech(2, delegation=5), given)
    assert not has_spoken_for_group(Speech(2, delegation=6), given)
    assert not has_spoken_for_group(Speech(2, delegation=5, group=9), given)

"""Rules of a floor as a pack's files write them, where every value is a text."""

from __future__ import annotations

from content.model.floor import FloorRules


def test_limits_are_minutes_or_minutes_and_seconds() -> None:
    rules = FloorRules.model_validate({"limits": {"state": "3", "group": "4:30", "observer": 2}})
    assert [rules.limit(name) for name in ("state", "group", "observer")] == [180, 270, 120]

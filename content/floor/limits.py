"""How long one may speak."""

from __future__ import annotations

from math import ceil
from typing import Literal, cast

from content.model.floor import Category, FloorRules, Level, LimitName

TurnKind = Literal["statement", "reply", "point", "panellist", "answer"]
_STEP_SECONDS = 5
_MIN_LIMIT_SECONDS = 30


def limit_name(
    kind: TurnKind, category: Category, level: Level, for_group: bool, replies_before: int = 0
) -> LimitName:
    """Return the limit that applies. Who speaks on behalf of a group has the group's; a head of
    State or a minister has theirs only for a State."""
    if kind == "reply":
        return "second-reply" if replies_before else "reply"
    if kind != "statement":
        return kind
    if for_group or category == "group":
        return "group"
    if category == "state" and level != "other":
        return level
    return cast(LimitName, category)


def limit_seconds(
    rules: FloorRules,
    kind: TurnKind,
    category: Category,
    level: Level,
    for_group: bool = False,
    replies_before: int = 0,
) -> int:
    return rules.limit(limit_name(kind, category, level, for_group, replies_before))


def speaking_seconds(words: int, words_a_minute: int) -> int:
    """Return how long a text of so many words takes to read, to the next five seconds."""
    return ceil(words * 60 / words_a_minute / _STEP_SECONDS) * _STEP_SECONDS


def limit_for_all(seconds_left: float, speakers: int, between_seconds: int) -> int | None:
    """Return the limit at which all who wait could speak in the time that is left, in steps of
    five seconds; None if that would be under half a minute, or nobody waits."""
    if speakers < 1:
        return None
    each = seconds_left / speakers - between_seconds
    limit = int(each // _STEP_SECONDS) * _STEP_SECONDS
    return limit if limit >= _MIN_LIMIT_SECONDS else None

"""What the bot proposes to the chair. Nothing is reordered by itself: the chair decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from content.model.floor import Category, FloorRules, Level

Reason = Literal["civil-society", "rank", "alternate"]
_RANKS: tuple[Level, ...] = ("head", "minister", "other")


class Listed(Protocol):
    """What is known of a turn: a statement that waits, or one that was given."""

    @property
    def id(self) -> int: ...
    @property
    def category(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def delegation(self) -> int | None: ...
    @property
    def group(self) -> int | None: ...


ListedT = TypeVar("ListedT", bound=Listed)


@dataclass(frozen=True)
class Proposal:
    """The turn that could be next, and why. `count` is of the last speakers who were looked at."""

    turn_id: int
    reason: Reason
    count: int = 0


def proposal(
    rules: FloorRules, waiting: Sequence[Listed], given: Sequence[Listed]
) -> Proposal | None:
    """Propose a turn other than the first who waits, or return None.

    `waiting` is in the order of the list, `given` in the order of speaking; both are statements.
    """
    if not waiting:
        return None
    first = waiting[0]
    if (chosen := _civil_society(rules, waiting, given)) is not None:
        return None if chosen.turn_id == first.id else chosen
    if rules.order == "rank":
        highest = min(waiting, key=_rank)  # the first of equals
        return None if highest.id == first.id else Proposal(highest.id, "rank")
    if rules.order == "alternate" and given and first.category == given[-1].category:
        other = next((turn for turn in waiting if turn.category != first.category), None)
        return None if other is None else Proposal(other.id, "alternate")
    return None


def has_spoken_for_group(turn: Listed, given: Sequence[Listed]) -> bool:
    """Return whether a delegation that wants to speak for itself has spoken for a group already.

    The World Health Assembly discourages it.
    """
    if turn.group is not None or turn.delegation is None:
        return False
    return any(each.group is not None and each.delegation == turn.delegation for each in given)


def in_order(rules: FloorRules, waiting: Sequence[ListedT]) -> list[ListedT]:
    """Return the list as the rule of order alone would have it, for a chair who wishes so."""
    if rules.order == "rank":
        return sorted(waiting, key=_rank)
    if rules.order != "alternate":
        return list(waiting)
    queues: dict[str, list[ListedT]] = {}
    for turn in waiting:
        queues.setdefault(turn.category, []).append(turn)
    ordered: list[ListedT] = []
    while queues:
        for category in list(queues):
            ordered.append(queues[category].pop(0))
            if not queues[category]:
                del queues[category]
    return ordered


def _civil_society(
    rules: FloorRules, waiting: Sequence[Listed], given: Sequence[Listed]
) -> Proposal | None:
    """One in N is of civil society: propose the first who waits if the last N - 1 were not."""
    if rules.civil_society is None:
        return None
    last = given[-(rules.civil_society - 1) :]
    civil: Category = "civil-society"
    if len(last) < rules.civil_society - 1 or any(turn.category == civil for turn in last):
        return None
    chosen = next((turn for turn in waiting if turn.category == civil), None)
    return None if chosen is None else Proposal(chosen.id, "civil-society", len(last))


def _rank(turn: Listed) -> int:
    return next((place for place, level in enumerate(_RANKS) if level == turn.level), len(_RANKS))

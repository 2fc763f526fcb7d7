"""Faults that a test orders: what goes wrong with which calls, and how often it did."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from bot.preview.migration import can_migrate, migrate, migrated
from bot.preview.refusals import Refusal, forbidden, too_many_requests
from bot.preview.world import World

Kind = Literal["429", "500", "502", "403", "migrate", "close_before", "close_after", "stall"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ANY = "*"
# A rule for any method leaves these alone: the long poll would use up what is meant for others.
_BY_NAME_ONLY = frozenset({"getUpdates"})


class NoAnswer(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True)
class Rule:
    """`method` is a name as declared, or `*`. Without `chat` it holds for calls of any chat and of
    none; `times` None is without end. `retry_after` and `seconds` are in seconds. The draws of
    `probability` follow from `seed` alone."""

    method: str
    kind: Kind
    chat: int | None = None
    retry_after: int = 1
    seconds: float = 1.0
    times: int | None = None
    probability: float = 1.0
    seed: int = 0


@dataclass
class _Standing:
    """A rule in force."""

    rule: Rule
    chance: random.Random = field(init=False)
    matched: int = 0
    fired: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.rule.seed)


class Faults:
    def __init__(self, world: World) -> None:
        self._world = world
        self._standing: list[_Standing] = []

    def order(self, rules: Sequence[Rule]) -> None:
        """In place of those that stood; their counts are forgotten."""
        self._standing = [_Standing(rule) for rule in rules]

    def ordered(self) -> list[tuple[Rule, int, int]]:
        """Each rule, how many calls it matched while it stood, and how often it fired."""
        return [(each.rule, each.matched, each.fired) for each in self._standing]

    def strike(self, method: str, given: Mapping[str, Any]) -> Rule | None:
        """The rule that this call runs into: the first that matches it and whose draw hits."""
        for each in self._standing:
            if each.rule.times is not None and each.fired >= each.rule.times:
                continue
            if not self._matches(each.rule, method, given):
                continue
            each.matched += 1
            if each.chance.random() < each.rule.probability:
                each.fired += 1
                return each.rule
        return None

    def _matches(self, rule: Rule, method: str, given: Mapping[str, Any]) -> bool:
        if rule.method != method and (rule.method != ANY or method in _BY_NAME_ONLY):
            return False
        chat_id = _chat_of(given)
        if rule.chat is not None and rule.chat != chat_id:
            return False
        if rule.kind != "migrate":
            return True
        chat = self._world.chats.get(chat_id) if chat_id is not None else None
        return chat is not None and can_migrate(chat)

    def refuse(self, rule: Rule, given: Mapping[str, Any]) -> None:
        """Raises what the rule answers in place of acting, if it is of that kind.

        Raises Refusal or NoAnswer.
        """
        match rule.kind:
            case "429":
                raise too_many_requests(rule.retry_after)
            case "500":
                raise Refusal(500, "Internal Server Error")
            case "502":
                raise Refusal(502, "Bad Gateway")
            case "403":
                raise forbidden("bot was blocked by the user")
            case "migrate":
                chat = self._world.chats[_chat_of(given) or 0]
                raise migrated(migrate(self._world, chat))
            case "close_before":
                raise NoAnswer


def _chat_of(given: Mapping[str, Any]) -> int | None:
    """The number in `chat_id`, which forms write as a string."""
    try:
        return int(given.get("chat_id", ""))
    except (TypeError, ValueError, OverflowError):
        return None

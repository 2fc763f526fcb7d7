"""Fault injection: rules by which calls of the bot fail."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from bot.preview.api_errors import ApiError, bad_request, forbidden, too_many_requests
from bot.preview.group_upgrade import can_migrate, migrate, migrated
from bot.preview.preview_state import PreviewState

Kind = Literal["429", "500", "502", "400", "403", "migrate", "close_before", "close_after", "stall"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ANY_METHOD = "*"
# A rule for any method skips these: the long poll would use up what is meant for other calls.
_ONLY_BY_NAME = frozenset({"getUpdates"})


class NoAnswer(Exception):
    """Closes the connection without an answer."""


@dataclass(frozen=True)
class Rule:
    """What goes wrong with which calls.

    `method` is a method's name or `*`. Without `chat` the rule matches calls for any chat or none.
    `times` None means without end. `retry_after` and `seconds` are in seconds. `seed` alone decides
    the draws of `probability`. `description` is what a 400 or a 403 says, without its
    prefix.
    """

    method: str
    kind: Kind
    chat: int | None = None
    retry_after: int = 1
    seconds: float = 1.0
    times: int | None = None
    probability: float = 1.0
    seed: int = 0
    description: str = ""


@dataclass
class _ActiveRule:
    """A rule in force, with how many calls it matched and how often it fired."""

    rule: Rule
    generator: random.Random = field(init=False)
    matched: int = 0
    fired: int = 0

    def __post_init__(self) -> None:
        self.generator = random.Random(self.rule.seed)


class Faults:
    def __init__(self, state: PreviewState) -> None:
        self._state = state
        self._active: list[_ActiveRule] = []

    def set_rules(self, rules: Sequence[Rule]) -> None:
        """Replace all rules; their counts begin at 0."""
        self._active = [_ActiveRule(rule) for rule in rules]

    def counts(self) -> list[tuple[Rule, int, int]]:
        """Return each rule, how many calls it matched, and how often it fired."""
        return [(active.rule, active.matched, active.fired) for active in self._active]

    def fault_for(self, method: str, given: Mapping[str, Any]) -> Rule | None:
        """Return the rule that fires for a call: the first that matches and is drawn."""
        for active in self._active:
            if active.rule.times is not None and active.fired >= active.rule.times:
                continue
            if not self._matches(active.rule, method, given):
                continue
            active.matched += 1
            if active.generator.random() < active.rule.probability:
                active.fired += 1
                return active.rule
        return None

    def _matches(self, rule: Rule, method: str, given: Mapping[str, Any]) -> bool:
        if rule.method != method and (rule.method != ANY_METHOD or method in _ONLY_BY_NAME):
            return False
        chat_id = _chat_of(given)
        if rule.chat is not None and rule.chat != chat_id:
            return False
        if rule.kind != "migrate":
            return True
        chat = self._state.chats.get(chat_id) if chat_id is not None else None
        return chat is not None and can_migrate(chat)

    def raise_error(self, rule: Rule, given: Mapping[str, Any]) -> None:
        """Raise the rule's ApiError or NoAnswer, unless its kind lets the call be carried out."""
        match rule.kind:
            case "429":
                raise too_many_requests(rule.retry_after)
            case "500":
                raise ApiError(500, "Internal Server Error")
            case "502":
                raise ApiError(502, "Bad Gateway")
            case "400":
                raise bad_request(rule.description or "CHAT_WRITE_FORBIDDEN")
            case "403":
                raise forbidden(rule.description or "bot was blocked by the user")
            case "migrate":
                chat = self._state.chats[_chat_of(given) or 0]
                raise migrated(migrate(self._state, chat))
            case "close_before":
                raise NoAnswer


def _chat_of(given: Mapping[str, Any]) -> int | None:
    """Return the number in `chat_id`, which is a string in a form, or None."""
    try:
        return int(given.get("chat_id", ""))
    except (TypeError, ValueError, OverflowError):
        return None

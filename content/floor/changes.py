"""Changing the rules of a session, one at a time."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from pydantic import ValidationError

from content.model.floor import Category, FloorRules, LimitName

Rule = Literal[
    "opens", "closes", "order", "words", "civil-society", "group", "reply", "replies", "points",
    "due", "to", "public", "questions", "anonymous",
]  # fmt: skip
RULES: tuple[Rule, ...] = get_args(Rule)
LIMITS: tuple[LimitName, ...] = get_args(LimitName)
_FIELDS = {
    "opens": "opens", "closes": "closes", "order": "order", "group": "group_then_national",
    "reply": "reply", "public": "public", "questions": "questions",
}  # fmt: skip
_NUMBERS = {"words": "words_a_minute", "replies": "replies"}


def changed_rules(rules: FloorRules, rule: str, value: str) -> FloorRules | None:
    """Return the rules with one changed, or None if there is no such rule or value.

    `rule` is a Rule, or `limit-` with the name of a limit, whose value is in seconds. For `points`
    and `to` the value is a category or a role that is added, or taken out if it is there.
    """
    content: dict[str, Any] = rules.model_dump(mode="json")
    limit = rule.removeprefix("limit-")
    number = int(value) if re.fullmatch("[0-9]{1,5}", value) else None
    if rule in _FIELDS:
        content[_FIELDS[rule]] = value
    elif rule in _NUMBERS and number is not None:
        content[_NUMBERS[rule]] = number
    elif rule == "civil-society" and (number is not None or value == "never"):
        content["civil_society"] = number
    elif rule == "anonymous" and number in (0, 1):
        content["anonymous_questions"] = bool(number)
    elif rule == "points" and value in get_args(Category):
        content["points_of_order"] = _toggled(rules.points_of_order, value)
    elif rule == "to":
        content["texts"]["to"] = _toggled(rules.texts.to, value)
    elif rule == "due":
        content["texts"]["due"] = value
    elif limit != rule and limit in LIMITS and number is not None:
        content["limits"][limit] = f"{number // 60}:{number % 60:02}"
    else:
        return None
    try:
        return FloorRules.model_validate(content)
    except ValidationError:
        return None


def _toggled(values: tuple[str, ...], value: str) -> list[str]:
    return [one for one in values if one != value] if value in values else [*values, value]

"""Weekdays as people write them: `monday 8:00`, `le lundi à 8h`, `понедельник`, `周一8点`."""

from __future__ import annotations

import re
from functools import cache

from content.moments.tokens import weekday_names
from content.typed_words import Phrases, folded


def weekday_in(words: str) -> tuple[int, str] | None:
    """Return the weekday, from 0 (Monday), that words name, and the folded words beside it that
    tell an hour, or none; None if the words name no weekday."""
    text = folded(words)
    for position in range(len(text)):
        within_word = re.match("[a-z]", text[max(0, position - 1) : position]) is not None
        name = None if within_word else _weekdays().at(text, position)
        if name is None:
            continue
        before, after = text[:position], text[position + len(name) :]
        rest = after.strip(" ,:") or (before if re.search(r"\d", before) else "")
        return weekday_names()[name], rest.strip(" ,:")
    return None


@cache
def _weekdays() -> Phrases:
    return Phrases(weekday_names())

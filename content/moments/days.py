"""Days that are counted from today, named by their weekday, or written in numbers alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from content.moments.tokens import NotADate, Token

_WEEK = 7


@dataclass(frozen=True)
class Reading:
    """One of the ways to read words. `month_first` reads 3/5 as 5 March. `later` takes the later
    one of two days that "next Friday" may mean, and midnight as the end of its day."""

    month_first: bool
    later: bool


def readings_of(tokens: list[Token]) -> list[Reading]:
    """Return the ways to read tokens."""
    numeric = any(token.shape in "/F" for token in tokens)
    relative = any(token.shape == "W" or token.text in ("mar", "midnight") for token in tokens)
    return [
        Reading(month_first, later)
        for month_first in (False, True)[: 1 + numeric]
        for later in (False, True)[: 1 + relative]
    ]


@dataclass(frozen=True)
class Weekdays:
    """The weekdays that stand beside a date, or beside both ends of a range, from 0 (Monday)."""

    numbers: tuple[int, ...]

    def agree(self, first: date, last: date) -> bool:
        """Return whether these are the weekdays of the first and the last day."""
        wanted = (first.weekday(), last.weekday())
        return self.numbers[:2] == wanted[: len(self.numbers)]


def with_days(tokens: list[Token], today: date, reading: Reading) -> tuple[list[Token], Weekdays]:
    """Return tokens with dates in place of words and numbers for days, and the weekdays that only
    stand beside a date. Raises NotADate."""
    made = [_dated(token, today, reading) for token in _with_tuesdays(_with_dots(tokens))]
    shape = "".join(token.shape for token in made)
    if "I" in shape or "M" in shape:
        weekdays = Weekdays(tuple(token.numbers[0] for token in made if token.shape == "W"))
        return [token for token in made if token.shape not in "WNCL"], weekdays
    return _with_weekdays(made, today, reading), Weekdays(())


def _with_dots(tokens: list[Token]) -> list[Token]:
    """Let 29.5 be a date, and a second one beside it that is not the end of a range a time."""
    made: list[Token] = []
    for token in tokens:
        if token.shape == "F":
            is_time = made and made[-1].shape == "/"
            token = Token("T" if is_time else "/", token.numbers, token.text)
            if is_time and not (token.numbers[0] < 24 and token.numbers[1] < 60):
                raise NotADate("no hour")
        made.append(token)
    return made


def _dated(token: Token, today: date, reading: Reading) -> Token:
    if token.shape == "R":
        return _on(today + timedelta(days=token.numbers[0]))
    if token.shape != "/":
        return token
    day, month, *rest = token.numbers
    # What can be read in one way only is.
    if month > 12 or (reading.month_first and day <= 12):
        day, month = month, day
    year = rest[0] if rest else 0
    return Token("I", (year + 2000 if 0 < year < 100 else year, month, day))


def _with_weekdays(tokens: list[Token], today: date, reading: Reading) -> list[Token]:
    """Put dates in place of weekdays: the next one from today on. On that weekday itself it may be
    today or in a week, and "next Friday" may be the next one or that of the next week."""
    made: list[Token] = []
    words = {token.shape for token in tokens if token.shape in "NCL"}
    after = None
    for token in tokens:
        if token.shape in "NCL":
            continue
        if token.shape == "W":
            if after is None:
                after = _weekday(token.numbers[0], words, today, reading)
            else:
                after += timedelta(days=(token.numbers[0] - after.weekday()) % _WEEK)
            token = _on(after)
        made.append(token)
    return made


def _weekday(weekday: int, words: set[str], today: date, reading: Reading) -> date:
    ahead = (weekday - today.weekday()) % _WEEK
    next_week = _WEEK - today.weekday() + weekday
    if "L" in words:
        ahead = next_week
    elif "N" in words:
        ahead = next_week if reading.later else ahead or _WEEK
    elif "C" not in words and reading.later and ahead == 0:
        ahead = _WEEK
    return today + timedelta(days=ahead)


def _on(day: date) -> Token:
    return Token("I", (day.year, day.month, day.day))


def _with_tuesdays(tokens: list[Token]) -> list[Token]:
    """Let `mar` be Tuesday (mardi, martes), not March, where a month or another weekday follows its
    day, or where it has no day: mar. 1 oct., mar. 1 – mer. 2 oct., mar. 9h."""
    shape = "".join(token.shape for token in tokens)
    return [
        Token("W", (1,))
        if token.text == "mar" and (re.match("D(M|-W|-MDM)", shape[at + 1 :]) or "D" not in shape)
        else token
        for at, token in enumerate(tokens)
    ]

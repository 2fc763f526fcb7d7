"""Times of day as people write them: `9`, `21.30`, `9h30`, `9 a.m.`, `上午9点半`, `8 утра`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time

from content.moments.tokens import NotADate, Token, tokens_of

Run = list[Token]


def read_time(words: str, bare: bool = True) -> time:
    """Read a time of day, to the minute. Seconds are ignored. A number alone is an hour only if
    `bare` is true. Raises NotADate."""
    tokens = with_hours(tokens_of(words))
    if len(tokens) == 1 and (tokens[0].shape in "TF" or (bare and tokens[0].shape == "D")):
        return _time_of(_time(tokens[0]))
    raise NotADate("no hour")


def read_hours(words: str) -> tuple[time, time]:
    """Read two times of day: `22-7`, `22h-7h`, `from 10 pm to 7`. Numbers are hours. Raises
    NotADate."""
    tokens = [
        _time(token) if token.shape in "DF" else token for token in with_hours(tokens_of(words))
    ]
    if _shape(tokens) != "T-T":
        raise NotADate("no hours")
    return _time_of(tokens[0]), _time_of(tokens[2])


def _time_of(token: Token) -> time:
    hour, minute = token.numbers
    return time(hour, minute)


def with_hours(tokens: list[Token]) -> list[Token]:
    """Let every token that can only be a time of day be one, and let words between tokens be "at",
    "to" or nothing. Raises NotADate for an hour that no clock has."""
    for pattern, make in _STEPS:
        tokens = _replaced(tokens, pattern, make)
    if any(token.shape in "HhmxB" for token in tokens):
        raise NotADate("unknown words")
    return _with_shared_half([token for token in tokens if token.shape != "A"])


def _replaced(tokens: list[Token], pattern: str, make: Callable[[Run], Run]) -> list[Token]:
    """Replace each run of tokens whose shapes match a pattern."""
    made: list[Token] = []
    at = 0
    for match in re.finditer(pattern, _shape(tokens)):
        made += tokens[at : match.start()] + make(tokens[match.start() : match.end()])
        at = match.end()
    return made + tokens[at:]


def _shape(tokens: list[Token]) -> str:
    return "".join(token.shape for token in tokens)


def _time(token: Token, minute: int | None = None, half: str = "") -> Token:
    """Return a token of an hour, or of an hour and minute, as a time of day."""
    hour, *rest = token.numbers
    given = rest[0] if rest else 0
    if token.shape == "F" and not re.fullmatch(r"\d+\.\d\d", token.text):
        raise NotADate("no hour")
    if half == "n":
        # At night: after midnight, or late in the evening. Twelve may be either end of the day.
        if hour == 12:
            raise NotADate("midnight")
        half = "a" if hour < 5 else "p"
    if half:
        if not 1 <= hour <= 12:
            raise NotADate("no hour")
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = given if minute is None else minute
    if not (hour < 24 and minute < 60):
        raise NotADate("no hour")
    return Token("T", (hour, minute), token.text, half or token.half)


def _with_minutes(run: Run) -> Run:
    return [_time(run[0], run[2].numbers[0])]


def _with_half(run: Run) -> Run:
    half = next(token for token in run if token.shape == "H")
    hour = next(token for token in run if token.shape in "DFT")
    return [_time(hour, half=half.text)]


def _all_times(run: Run) -> Run:
    return [_time(token) if token.shape in "DF" else token for token in run]


# Behind a number that is a day: the month, also behind a second day.
_DAY_FOLLOWS = r"(?!M|[-&?]D?M)"
# How words and numbers become times, in this order, by the shapes of tokens.
_STEPS: tuple[tuple[str, Callable[[Run], Run]], ...] = (
    ("Dh?x", lambda run: [_time(run[0], 30)]),
    (rf"DhD(?:m|{_DAY_FOLLOWS}(?!h))", _with_minutes),
    ("[DFT]h", lambda run: [_time(run[0])]),
    ("Yh", lambda run: [_time(Token("T", divmod(run[0].numbers[0], 100)))]),
    ("TH", _with_half),
    ("H[A?]*T", _with_half),
    ("[DF]H", _with_half),
    ("H[A?]*[DF]", _with_half),
    ("B[^&]*&", lambda run: [*run[1:-1], Token("-")]),
    # What means "at" or "to" is "to" between two hours, two days or two dates.
    (r"(?:(?<=T)|(?<=D))\?(?=[TDF])", lambda run: [Token("-")]),
    (r"(?<=[DMYI/FRW])\?(?=[I/RW]|DM|MD)", lambda run: [Token("-")]),
    (r"\?", lambda run: [Token("A")]),
    (rf"A[DF]{_DAY_FOLLOWS}", lambda run: [_time(run[1])]),
    (rf"[DF]-T|T-[DF]{_DAY_FOLLOWS}", _all_times),
    (r"(?<=[MYI/RW])F", _all_times),
)


def _with_shared_half(tokens: list[Token]) -> list[Token]:
    """Let a.m. or p.m. hold for both ends of a range: 9-11am is from 9 a.m., 1:15-2:30 pm from
    1:15 p.m. If the range would then end before it starts, it starts in the morning: 10-2pm. From
    2 p.m. to 4 is to 4 p.m."""
    made = list(tokens)
    for at in range(len(made) - 2):
        first, to, till = made[at : at + 3]
        if (first.shape, to.shape, till.shape) != ("T", "-", "T"):
            continue
        if till.half and not first.half and 1 <= first.numbers[0] <= 12:
            begins = _time(first, half=till.half)
            made[at] = begins if begins.numbers < till.numbers else _time(first, half="a")
        elif first.half == "p" and not till.half and 1 <= till.numbers[0] < 12:
            made[at + 2] = _time(till, half="p")
    return made

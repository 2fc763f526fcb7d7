"""Splits dates as people write them into tokens: days, months, years, times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale

from content.languages import LANGUAGES
from content.typed_words import Phrases, fold, numbered_words, typed_words

# The months have other names from Syria to Iraq, in Algeria and Tunisia, in Morocco and in
# Mauritania.
_ARABIC_LOCALES = ("ar_LB", "ar_DZ", "ar_MA", "ar_MR")
_MAX_CHARACTERS = 120
# What a word does in a date: see Token.shape.
_SHAPES = {
    "noon": "T", "today": "R", "tomorrow": "R", "after_tomorrow": "R", "yesterday": "R",
    "next": "N", "this": "C", "next_week": "L", "to": "-", "at_or_to": "?", "between": "B",
    "and": "&", "at": "A", "am": "H", "pm": "H", "night": "H", "midnight": "T", "half_past": "x",
    "oclock": "h", "oclock_minute": "m", "filling": "",
}  # fmt: skip
_DAYS_FROM_TODAY = {"yesterday": -1, "today": 0, "tomorrow": 1, "after_tomorrow": 2}
_TOKEN = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?:t(?=\d))?
  | (?P<chinese>(?:(?:\d{4})年)?\d{1,2}月\d{1,2}[日号]?)
  | (?P<short>\d{1,2}[日号])
  | (?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?![:\d])
  | (?P<slash>\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?(?!\d)|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}\b)?)
  | (?P<dotted>\d{1,2}\.\d{1,2})(?![\d.])
  | (?P<year>\d{4})(?!\d)(?:年|\s?م(?!\w))?
  | (?P<day>\d{1,2})(?!\d)(?:(?:st|nd|rd|th|er|ere|o|º|°|-?го|-?е)(?![^\W\d_]))?
  | (?P<half>(?<=\d)\s*(?:[ap]\.?\s?m(?![^\W\d_])\.?|[ap](?=\s*$)))
  | (?P<to>[-–—~])
  | (?P<both>\s*/\s*(?=[^\W\d_]))
  | (?P<gap>[\s,.;@·']+)
    """,
    re.VERBOSE,
)  # fmt: skip


class NotADate(ValueError):
    """Raised for words that name no date or time. `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Token:
    """`shape` is I for a date, F for one such as 9.30, which may be a time, D for a day, M month, Y
    year, T time, W weekday, R a day counted from today, and - for "to".

    Other shapes are words that concern their neighbours: H a half of the day, h "o'clock", m
    "minutes" after it, x "half past", A "at", ? what means "at" or "to", B "between", & "and",
    N "next", C "this" and L "of next week".

    `numbers` are (year or 0, month, day) for I, (hour, minute) for T, the numbers as written for F
    and slashed dates, one number otherwise; months count from 1, weekdays from 0 (Monday). `text`
    is the word, or what it means. `half` is "a" or "p" for a time written with a.m. or p.m.
    """

    shape: str
    numbers: tuple[int, ...] = ()
    text: str = ""
    half: str = ""


def tokens_of(words: str) -> list[Token]:
    """Split words into tokens; filling words are left out. Raises NotADate."""
    if len(words) > _MAX_CHARACTERS:
        raise NotADate("too long")
    text = fold(words)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is not None:
            position = match.end()
            found += _tokens(match.lastgroup or "", match[0])
        elif (phrase := _words().at(text, position)) is not None:
            position += len(phrase)
            found += _tokens("", phrase)
        else:
            raise NotADate("unknown words")
    return _with_single_months(found)


def _tokens(kind: str, text: str) -> list[Token]:
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", text))
    match kind:
        case "gap":
            return []
        case "iso":
            return [Token("I", numbers)]
        case "chinese":
            return [Token("I", numbers if len(numbers) == 3 else (0, *numbers))]
        case "short" | "day":
            return [Token("D", numbers)]
        case "year":
            return [Token("Y", numbers)]
        case "to":
            return [Token("-")]
        case "slash":
            return [Token("/", numbers)]
        case "dotted":
            return [Token("F", numbers, text)]
        case "time":
            if numbers[0] > 23 or numbers[1] > 59:
                raise NotADate("no hour")
            return [Token("T", numbers[:2])]
        case "both":
            return [Token("=")]
        case "half":
            return [Token("H", (), text.strip()[0])]
    token = _vocabulary()[text]
    return [token] if token.shape else []


def _with_single_months(tokens: list[Token]) -> list[Token]:
    """Let both Arabic names of a month, as the United Nations write them (أيار/مايو), be one."""
    made: list[Token] = []
    for token in tokens:
        if token.shape == "M" and [last.shape for last in made[-2:]] == ["M", "="]:
            if made[-2].numbers != token.numbers:
                raise NotADate("two months")
            made.pop()
            continue
        made.append(token)
    return made


@cache
def _words() -> Phrases:
    return Phrases(_vocabulary())


@cache
def _vocabulary() -> dict[str, Token]:
    """Return the token of each folded word that may stand in a date."""
    found: dict[str, Token] = {}
    for meaning, shape in _SHAPES.items():
        for word in typed_words(meaning):
            if shape == "H":
                token = Token("H", (), meaning[0])
            elif shape == "R":
                token = Token("R", (_DAYS_FROM_TODAY[meaning],))
            elif meaning == "midnight":
                token = Token("T", (0, 0), meaning)
            else:
                token = Token(shape, (12, 0) if meaning == "noon" else (), meaning)
            found.setdefault(word, token)
    for word, number in numbered_words("clock_hours").items():
        found.setdefault(word, Token("D", (number,)))
    for name, number in _months().items():
        found.setdefault(name, Token("M", (number,), name))
    for word, number in numbered_words("weekdays").items():
        found.setdefault(word, Token("W", (number - 1,)))
    for language in LANGUAGES.values():
        for name, number in _names(language.locale, "days").items():
            found.setdefault(name, Token("W", (number,)))
    return found


@cache
def weekday_names() -> dict[str, int]:
    """Return the folded names of weekdays in all languages, by their numbers from 0 (Monday)."""
    return {word: token.numbers[0] for word, token in _vocabulary().items() if token.shape == "W"}


@cache
def _months() -> dict[str, int]:
    found = {"sep": 9, "sept": 9, "setiembre": 9, "сен": 9, "июн": 6, "июл": 7}
    for locale in (*(language.locale for language in LANGUAGES.values()), *_ARABIC_LOCALES):
        for name, number in _names(locale, "months").items():
            found.setdefault(name, number)
    return found


def _names(locale: str, kind: str) -> dict[str, int]:
    """Return the folded names of the months or days in a language of CLDR, by their numbers."""
    names = getattr(Locale.parse(locale), kind)
    return {
        fold(name).strip("."): number
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in names[form][width].items()
        if not name.isdecimal()
    }

"""Splits dates as people write them into tokens: days, months, years, times."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from babel import Locale

from content.languages import LANGUAGES
from content.moments.hours import read_time

_LOCALES = tuple(language.locale for language in LANGUAGES.values())
_MAX_CHARACTERS = 80
_TO = frozenset({
    "to", "until", "till", "au", "jusqu", "a", "al", "hasta", "по", "до", "إلى", "الى", "حتى",
})  # fmt: skip
_FILLING = frozenset({
    "at", "on", "from", "of", "the", "de", "del", "du", "le", "les", "el", "las", "los", "la", "um",
    "uhr", "à", "des", "dès", "das", "with", "в", "с", "года", "г", "ч", "hrs", "h", "من", "في",
    "عام", "الساعة",
})  # fmt: skip
_TOKEN = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?:t(?=\d))?
  | (?P<chinese>(?:(?:\d{4})年)?\d{1,2}月\d{1,2}[日号]?)
  | (?P<short>\d{1,2}[日号])
  | (?P<clock>(?:上午|下午)?\d{1,2}[点點时時](?:\d{1,2}分?|半)?)
  | (?P<half>\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.\s?m\.|[ap]m\b))
  | (?P<time>\d{1,2}:\d{2}(?::00)?|\d{1,2}\s?h\s?\d{2}\b|\d{1,2}\s?h\b)
  | (?P<slash>\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?(?!\d)
      |\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}\b)?|\d{1,2}\.\d{1,2}(?![\d.]))
  | (?P<year>\d{4})(?!\d)年?
  | (?P<day>\d{1,2})(?!\d)(?:st\b|nd\b|rd\b|th\b|er\b|º|°|ª|-?го\b|-?е\b)?
  | (?P<to>[-–—~至到])
  | (?P<weekday>(?:周|星期)[一二三四五六日天])
  | (?P<word>[^\W\d_]+)
  | (?P<gap>[\s,.;@·،'’]+)
    """,
    re.VERBOSE,
)  # fmt: skip


# Arabic has two names of a month, and the United Nations write both: أيار/مايو.
_LEVANTINE_MONTHS: dict[str, str] = {
    name: Locale.parse("ar").months["format"]["wide"][number]
    for number, name in Locale.parse("ar_LB").months["format"]["wide"].items()
}
_LEVANTINE_MONTH = re.compile(
    rf"({'|'.join(_LEVANTINE_MONTHS)})(?:/({'|'.join(_LEVANTINE_MONTHS.values())}))?"
)


class NotADate(ValueError):
    """Raised for words that name no date or time, or may name several."""


@dataclass(frozen=True)
class Token:
    """`shape` is I for a date, D for a day, M month, Y year, T time, W weekday and - for "to".

    `numbers` are (year or 0, month, day) for I, (hour, minute) for T, one number otherwise; months
    count from 1, weekdays from 0 (Monday). `half` is "a" or "p" for a time written with a.m. or
    p.m.
    """

    shape: str
    numbers: tuple[int, ...]
    half: str = ""


def tokens_of(words: str) -> list[Token]:
    """Split words into tokens; filling words are left out. Raises NotADate."""
    if len(words) > _MAX_CHARACTERS:
        raise NotADate("too long")
    # Digits of all scripts become 0 to 9; invisible marks (Cf) are dropped.
    text = "".join(
        str(unicodedata.decimal(character, character))
        for character in unicodedata.normalize("NFKC", words)
        if unicodedata.category(character) != "Cf"
    ).casefold()
    text = _LEVANTINE_MONTH.sub(_international_month, text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotADate("something else than a date")
        at = match.end()
        token = _token(match.lastgroup or "", match[0])
        if token is not None:
            found.append(token)
    return found


def _international_month(match: re.Match[str]) -> str:
    name = _LEVANTINE_MONTHS[match[1]]
    if match[2] not in (None, name):
        raise NotADate("two months")
    return name


def _token(kind: str, text: str) -> Token | None:
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", text))
    match kind:
        case "gap":
            return None
        case "iso":
            return Token("I", numbers)
        case "chinese":
            return Token("I", numbers if len(numbers) == 3 else (0, *numbers))
        case "short" | "day":
            return Token("D", numbers)
        case "year":
            return Token("Y", numbers)
        case "to":
            return Token("-", ())
        case "slash":
            return Token("I", _slashed(numbers))
        case "half" | "clock" | "time":
            return _time(text)
    return _word(text)


def _word(text: str) -> Token | None:
    if text in ("noon", "midi"):
        return Token("T", (12, 0))
    if text in _months():
        return Token("M", (_months()[text],))
    if text in _TO:
        return Token("-", ())
    if text in _weekdays():
        return Token("W", (_weekdays()[text],))
    if text in _FILLING:
        return None
    raise NotADate(text)


def _slashed(numbers: tuple[int, ...]) -> tuple[int, ...]:
    day, month, *rest = numbers
    year = rest[0] if rest else 0
    if 0 < year < 100:
        year += 2000
    if day <= 12 and month <= 12 and day != month:
        raise NotADate("a day or a month")
    return (year, day, month) if month > 12 else (year, month, day)


def _time(text: str) -> Token:
    try:
        found = read_time(text)
    except ValueError:
        raise NotADate("no such hour") from None
    half = "p" if "p" in text or "下" in text else "a" if "a" in text or "上" in text else ""
    return Token("T", (found.hour, found.minute), half)


def with_shared_half(tokens: list[Token]) -> list[Token]:
    """Let a.m. or p.m. hold for both ends of a range: 9-11am is from 9 a.m., 1:15-2:30 pm from
    1:15 p.m. If the range would then end before it starts, it starts in the morning: 10-2pm."""
    made = list(tokens)
    for at in range(len(made) - 2):
        first, to, till = made[at : at + 3]
        if to.shape != "-" or not till.half or first.half:
            continue
        if first.shape == "D":
            hour, minute = first.numbers[0], 0
        elif first.shape == "T" and 1 <= first.numbers[0] <= 12:
            hour, minute = first.numbers
        else:
            continue
        begins = _time(f"{hour}:{minute:02}{till.half}m")
        if begins.numbers >= till.numbers:
            begins = _time(f"{hour}:{minute:02}am")
        made[at] = begins
    return made


def with_tuesdays(tokens: list[Token]) -> list[Token]:
    """Let `mar` be Tuesday (mardi, martes), not March, where a month or another weekday follows its
    day: mar. 1 oct., mar. 1 – mer. 2 oct."""
    shape = "".join(token.shape for token in tokens)
    return [
        Token("W", (1,))
        if token.shape == "M" and token.numbers == (3,) and re.match("D(M|-W)", shape[at + 1 :])
        else token
        for at, token in enumerate(tokens)
    ]


@cache
def _months() -> dict[str, int]:
    found = {"sep": 9, "июн": 6, "июл": 7}
    for locale in _LOCALES:
        months = Locale.parse(locale).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    found.setdefault(name.casefold().strip("."), number)
    return found


@cache
def _weekdays() -> dict[str, int]:
    found: dict[str, int] = {}
    for locale in _LOCALES:
        days = Locale.parse(locale).days
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in days[form][width].items():
                    found.setdefault(name.casefold().strip("."), number)
    return {name: number for name, number in found.items() if name not in _months()}

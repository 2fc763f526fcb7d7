"""Finds the numbered parts of a document's text by the headings that begin them.

A heading is described by a pattern: `Article {n}`, `{n}.`, `({letter})`, `第{n}条`. It stands at
the beginning of a line; the part goes on to the next heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

# Where no digits are written: "Article premier".
_FIRST = frozenset(
    "1er 1re premier première primero primera first первый первая الأول الأولى".split()  # noqa: SIM905
)
_CHINESE_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_CHINESE_UNITS = {"十": 10, "百": 100}
CHINESE_NUMERALS = "".join((*_CHINESE_DIGITS, *_CHINESE_UNITS))
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FIRST_WORDS = "|".join(sorted(_FIRST, key=len, reverse=True))
_TOKENS = {
    "{n}": rf"(?P<number>{_FIRST_WORDS}|\d{{1,4}}|[{CHINESE_NUMERALS}]{{1,6}})",
    "{roman}": r"(?P<roman>[ivxlc]{1,8})",
    "{letter}": r"(?P<letter>[a-z])",
}
_TOKEN = re.compile("|".join(map(re.escape, _TOKENS)))
_MAX_SKIPPED = 3  # numbers that may be missing between two headings


class InvalidNumbering(ValueError):
    """A pattern of a heading does not say where the number stands, or says it twice."""


@dataclass(frozen=True)
class Part:
    """A part of a document: its number (or 0) and name, and its text without the heading."""

    number: int
    name: str
    text: str


@dataclass(frozen=True)
class _Heading:
    number: int
    name: str
    start: int
    end: int
    alone: bool  # whether nothing else stands in its line


def parts(
    text: str, pattern: str | None, names: Mapping[str, str], each_line: bool = False
) -> list[Part]:
    """Return the parts of a text in order: those with a number, by a heading's `pattern`, and
    those without, by name with the line that is their heading.

    With `each_line`, every line of the text is a paragraph. Raises InvalidNumbering.
    """
    headings = [
        _Heading(0, name, found.start(), found.end(), True)
        for name, heading in names.items()
        if (
            found := re.search(rf"^{_spaced(heading)}[^\S\n]*$", text, re.MULTILINE | re.IGNORECASE)
        )
    ]
    if pattern:
        headings += _numbered(text, pattern)
    headings.sort(key=lambda heading: heading.start)
    ends = [heading.start for heading in headings[1:]] + [len(text)] * bool(headings)
    return [
        Part(heading.number, heading.name, _paragraphs(text[heading.end : end], each_line))
        for heading, end in zip(headings, ends, strict=True)
    ]


def heading_pattern(pattern: str) -> re.Pattern[str]:
    """Return the expression for the headings that a pattern describes. Raises InvalidNumbering."""
    tokens = _TOKEN.findall(pattern)
    if len(tokens) != 1:
        raise InvalidNumbering(pattern)
    before, after = pattern.split(tokens[0])
    ends = r"(?!\w)" if not after else ""
    expression = f"^[^\\S\\n]*{_spaced(before)}{_TOKENS[tokens[0]]}{_spaced(after)}{ends}"
    return re.compile(expression, re.MULTILINE | re.IGNORECASE)


def _spaced(text: str) -> str:
    """An expression for a text with any white space, but no line break, for each of its spaces."""
    return r"[^\S\n]+".join(re.escape(word) for word in re.split(r"\s+", text))


def _numbered(text: str, pattern: str) -> list[_Heading]:
    found = []
    for match in heading_pattern(pattern).finditer(text):
        line_end = text.find("\n", match.end())
        rest = text[match.end() : line_end if line_end >= 0 else len(text)]
        number = _number_of(match)
        found.append(_Heading(number, "", match.start(), match.end(), not rest.strip()))
    # Where headings have lines of their own, "Article 12 of …" at the start of a line is none.
    if 2 * sum(heading.alone for heading in found) >= len(found):
        found = [heading for heading in found if heading.alone]
    return _longest_run(found, len(text))


def _longest_run(headings: Iterable[_Heading], length: int) -> list[_Heading]:
    """The headings whose numbers follow on. Of several runs that begin at 1, such as those of a
    table of contents and of the text itself, the one with most headings, then with most text."""
    runs: list[list[_Heading]] = [[]]
    for heading in headings:
        last = runs[-1][-1].number if runs[-1] else None
        if last is not None and heading.number == 1:
            runs.append([heading])
        elif last is None or last < heading.number <= last + _MAX_SKIPPED:
            runs[-1].append(heading)
    starts = [run[0].start if run else 0 for run in runs] + [length]
    sizes = [after - start for start, after in pairwise(starts)]
    best = max(range(len(runs)), key=lambda number: (len(runs[number]), sizes[number]))
    return runs[best]


def _number_of(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if letter := groups.get("letter"):
        return ord(letter.lower()) - ord("a") + 1
    if roman := groups.get("roman"):
        return _roman(roman.lower())
    written = groups["number"]
    if written.lower() in _FIRST:
        return 1
    if written.isdecimal():
        return int("".join(str(unicodedata.decimal(digit)) for digit in written))
    return chinese_number(written)


def _roman(written: str) -> int:
    values = [_ROMAN[sign] for sign in written]
    return sum(
        -value if any(later > value for later in values[place + 1 : place + 2]) else value
        for place, value in enumerate(values)
    )


def chinese_number(written: str) -> int:
    """Return the number that Chinese numerals write: 二十一 is 21."""
    total = digit = 0
    for sign in written:
        if sign in _CHINESE_UNITS:
            total += (digit or 1) * _CHINESE_UNITS[sign]
            digit = 0
        else:
            digit = digit * 10 + _CHINESE_DIGITS[sign]
    return total + digit


def _paragraphs(text: str, each_line: bool) -> str:
    parted = re.split(r"\n" if each_line else r"\n\s*\n", text)
    paragraphs = (" ".join(paragraph.split()) for paragraph in parted)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

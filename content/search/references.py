"""What people write for a place in the documents: "rec 3.2", "third roundtable", "A/RES/65/170".

A reference becomes one word that begins with "_", the same on both sides: `_area_5`, `_rec_3_2`,
`_roundtable_2`, `_65_170`, `_art_1_1_e`. No text can hold such a word by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import OSA

from content.search.words import HYPHENS, Word

_NOUNS = {
    "roundtable": "roundtable",
    "roundtables": "roundtable",
    "rt": "roundtable",
    "area": "area",
    "areas": "area",
    "rec": "rec",
    "recs": "rec",
    "recommendation": "rec",
    "recommendations": "rec",
    "box": "box",
    "point": "position",
    "position": "position",
    "footnote": "footnote",
    "fn": "footnote",
    "art": "art",
    "article": "art",
}
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_RANKED = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_AFTER = {word: str(n) for row in (_COUNTED, _RANKED, _ROMAN) for n, word in enumerate(row, 1)}
_ONE_LETTER = frozenset({"i", "v", "x"})
_BEFORE = {word: str(n) for n, word in enumerate(_RANKED, 1)}
_NUMBER_SIGNS = frozenset({"no", "nr", "number", "n"})
# What may stand before a resolution's number and says no more than the number does.
_PREFIXES = frozenset(
    {"a", "res", "ares", "resolution", "resolutions", "ga", "unga", "un", "no", "nr", "number", "n"}
)
_MAX_GAP = 3
_MIN_LIKE = 4
_YEAR = re.compile(r"(19|20)\d\d")


def reference(kind: str, *numbers: int | str) -> str:
    return "_".join(("", kind, *map(str, numbers)))


def symbol(first: str, second: str) -> str:
    return f"_{first}_{second}"


def symbols(words: Sequence[Word]) -> Iterator[Word]:
    """The symbols a document's text holds, beside its words: numbers joined by a stroke or dot."""
    for left, right in pairwise(words):
        if left.is_number and right.is_number and right.gap in ("/", ".", "-"):
            yield Word(symbol(left.text, right.text), left.start, right.end)
    for place, word in enumerate(words):
        if word.text in ("art", "article"):
            for size in range(1, 4):
                parts = words[place + 1 : place + 1 + size]
                if len(parts) == size and all(_article_part(part) for part in parts):
                    numbers = (part.text for part in parts)
                    yield Word(reference("art", *numbers), word.start, parts[-1].end)


def places(words: Sequence[Word]) -> list[Word]:
    """References by name in titles and search words ("first roundtable"), beside their words."""
    merged = _merged(words)
    found: list[Word] = []
    place = 0
    while place < len(merged):
        reference_here, taken = _named(merged, place)
        if reference_here:
            found.append(reference_here)
        place += taken
    return _settled(found)


def read(words: Sequence[Word], known: Callable[[str], bool]) -> list[Word]:
    """What was typed, with every reference folded into one word. `known` tells the pack's own."""
    merged = _merged(words)
    result: list[Word] = []
    place = 0
    while place < len(merged):
        found, taken = _named(merged, place)
        if found is None:
            found, taken = _pair(merged, place, known)
        if found and not found.text.startswith(("_area", "_roundtable", "_rec")):
            _drop_prefixes(result)
        word = found or merged[place]
        if word.is_number:
            _drop_prefixes(result)
        result.append(word)
        place += taken
    return _settled(result)


def _drop_prefixes(words: list[Word]) -> None:
    while words and words[-1].text in _PREFIXES:
        words.pop()


def _merged(words: Sequence[Word]) -> list[Word]:
    """Writes "round table" and "round-table" as one word."""
    result: list[Word] = []
    for word in words:
        last = result[-1] if result else None
        if last and last.text == "round" and word.text in ("table", "tables"):
            whole = "round" + word.text
            result[-1] = Word(whole, last.start, word.end, last.gap)
        else:
            result.append(word)
    return result


def _article_part(word: Word) -> bool:
    return len(word.gap) <= _MAX_GAP and (word.is_number or (len(word.text) == 1))


def _is_rank(word: Word) -> bool:
    """Whether it is written "3rd": the ending is part of the number's span."""
    return word.is_number and word.end - word.start == len(word.text) + 2


def _named(words: Sequence[Word], place: int) -> tuple[Word | None, int]:
    """A reference by its noun, and how many words it takes up."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else None
    if following and word.text in _BEFORE and following.text in _NOUNS:
        return _make(_NOUNS[following.text], [_BEFORE[word.text]], word, following), 2
    if following and _is_rank(word) and following.text in _NOUNS:
        return _make(_NOUNS[following.text], [word.text], word, following), 2
    noun = _NOUNS.get(word.text)
    if noun is None:
        return None, 1
    at = place + 1
    if at < len(words) and words[at].text in _NUMBER_SIGNS:
        at += 1
    numbers: list[str] = []
    most = {"rec": 2, "art": 3}.get(noun, 1)
    while at < len(words) and len(numbers) < most:
        number = words[at].text if words[at].is_number else _AFTER.get(words[at].text)
        if words[at].text in _ONE_LETTER and noun not in ("roundtable", "art"):
            break  # "which recommendation I can quote"
        if noun == "art" and numbers and len(words[at].text) == 1:
            number = words[at].text
        if number is None or len(words[at].gap) > _MAX_GAP:
            break
        numbers.append(number)
        at += 1
    if not numbers:
        return None, 1
    return _make(noun, numbers, word, words[at - 1]), at - place


def _make(noun: str, numbers: list[str], first: Word, last: Word) -> Word:
    return Word(reference(noun, *numbers), first.start, last.end, first.gap)


def _pair(
    words: Sequence[Word], place: int, known: Callable[[str], bool]
) -> tuple[Word | None, int]:
    """Two numbers that are one symbol ("65/170", "61 17") or a recommendation ("3.2")."""
    if place + 1 >= len(words):
        return None, 1
    left, right = words[place : place + 2]
    if not (left.is_number and right.is_number) or len(right.gap.strip()) > 1:
        return None, 1
    texts = [symbol(left.text, right.text), reference("rec", left.text, right.text)]
    for text in texts if right.gap == "/" else reversed(texts):
        if known(text):
            return Word(text, left.start, right.end, left.gap), 2
    if known(left.text + right.text) and not right.gap.strip():
        return Word(left.text + right.text, left.start, right.end, left.gap), 2
    if right.gap in ("/", "."):
        return Word(symbol(left.text, right.text), left.start, right.end, left.gap), 2
    return None, 1


def _settled(words: list[Word]) -> list[Word]:
    """The second recommendation of area 3 is 3.2; "recommendation 3" alone is area 3."""
    area = next((word for word in words if word.text.startswith("_area_")), None)
    result: list[Word] = []
    for word in words:
        parts = word.text.split("_")
        if parts[:2] == ["", "rec"] and len(parts) == 3:
            if area:
                word = replace(word, text=f"_rec{area.text.removeprefix('_area')}_{parts[2]}")
            else:
                word = replace(word, text=reference("area", parts[2]))
        elif word is area and any(re.fullmatch(r"_rec_\d+", other.text) for other in words):
            continue
        result.append(word)
    return result


def like(text: str, known: Collection[str]) -> list[str]:
    """References of the pack that differ in one sign, as people write them; of an area that it has
    but not so many recommendations, the area."""
    parts = text.split("_")
    if parts[:2] == ["", "rec"]:
        area = reference("area", parts[2])
        return [f"area {parts[2]}"] if area in known else []
    if len(text) < _MIN_LIKE or _YEAR.fullmatch(text):
        return []
    near = (each for each in known if each.startswith("_") == text.startswith("_"))
    near = (each for each in near if OSA.distance(each, text, score_cutoff=1) == 1)
    return [each.strip("_").replace("_", "/") for each in near if re.fullmatch(r"[\d_]+", each)]


def hyphenated(word: Word) -> bool:
    """Joined to the word before by a hyphen, also where a line broke after the hyphen. A letter is
    not: "vis-à-vis" speaks of no visa."""
    joined = bool(word.gap) and word.gap[0] in HYPHENS and not word.gap[1:].strip()
    return joined and (len(word.text) > 1 or word.is_number)

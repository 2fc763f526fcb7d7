"""References to places in the documents: "rec 3.2", "third roundtable", "A/RES/65/170".

A reference becomes one word with a leading underscore, in the pack and in a query alike: `_area_5`,
`_rec_3_2`, `_roundtable_2`, `_65_170`, `_art_1_1_e`. Text yields no such words otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import OSA

from content.search.languages.rules import ReferenceWords
from content.search.words import HYPHENS, Word

_ONE_LETTER = frozenset({"i", "v", "x"})
_MAX_GAP_CHARACTERS = 3  # between the words of a reference
_MIN_SIMILAR_CHARACTERS = 4
_YEAR = re.compile(r"(19|20)\d\d")


def reference(noun: str, *numbers: int | str) -> str:
    """The word for a reference: `reference("rec", 3, 2)` is `_rec_3_2`."""
    return "_".join(("", noun, *map(str, numbers)))


def symbol(first: str, second: str) -> str:
    """The word for the symbol of a resolution: `symbol("65", "170")` is `_65_170`."""
    return f"_{first}_{second}"


def symbols(words: Sequence[Word]) -> Iterator[Word]:
    """The symbols in a text, as further words: numbers joined by a slash, dot or hyphen."""
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


def named_references(words: Sequence[Word], named: ReferenceWords) -> list[Word]:
    """The references by noun in a text ("first roundtable"), as further words."""
    merged = join_roundtable(words, named)
    found: list[Word] = []
    place = 0
    while place < len(merged):
        match, taken = _by_noun(merged, place, named)
        if match:
            found.append(match)
        place += taken
    return _resolve_areas(found)


def fold_references(
    words: Sequence[Word], known: Callable[[str], bool], named: ReferenceWords
) -> list[Word]:
    """Replace every reference in a query by its word. `known` tells whether the pack has a word."""
    merged = join_roundtable(words, named)
    result: list[Word] = []
    place = 0
    while place < len(merged):
        found, taken = _by_noun(merged, place, named)
        if found is None:
            found, taken = _by_number(merged, place, known)
        else:
            found = _whole_article(found, known)
        if found and not found.text.startswith(("_area", "_roundtable", "_rec")):
            _drop_prefixes(result, named)
        word = found or merged[place]
        if word.is_number:
            _drop_prefixes(result, named)
        result.append(word)
        place += taken
    return _resolve_areas(result)


def _whole_article(word: Word, known: Callable[[str], bool]) -> Word:
    """The article itself, for a part of it that the pack does not have: "article 23 (4)"."""
    _, noun, first, *more = word.text.split("_")
    if noun != "art" or not more or known(word.text):
        return word
    whole = reference("art", first)
    return replace(word, text=whole) if known(whole) else word


def _drop_prefixes(words: list[Word], named: ReferenceWords) -> None:
    """Drop words before the number of a resolution, which add nothing to it."""
    while words and words[-1].text in named.resolution_words:
        words.pop()


def join_roundtable(words: Sequence[Word], named: ReferenceWords) -> list[Word]:
    """Make one word of "round table" and "round-table", the same in every language."""
    first, second = named.roundtable
    result: list[Word] = []
    for word in words:
        last = result[-1] if result else None
        if last and last.text in first and word.text in second:
            result[-1] = Word("roundtable", last.start, word.end, last.gap)
        else:
            result.append(word)
    return result


def _article_part(word: Word) -> bool:
    return len(word.gap) <= _MAX_GAP_CHARACTERS and (word.is_number or (len(word.text) == 1))


def _is_rank(word: Word) -> bool:
    """Whether it is written "3rd", whose ending is part of the span only."""
    return word.is_number and word.end - word.start == len(word.text) + 2


def _by_noun(words: Sequence[Word], place: int, named: ReferenceWords) -> tuple[Word | None, int]:
    """The reference by noun that begins at `place`, and the number of words it takes up."""
    word = words[place]
    for size in (1, 2):
        following = words[place + size] if place + size < len(words) else None
        if following and following.text in named.nouns:
            number = _rank(words[place : place + size], named)
            if number is not None:
                return _make(named.nouns[following.text], [number], word, following), size + 1
    noun = named.nouns.get(word.text)
    if noun is None:
        return None, 1
    at = place + 1
    if at < len(words) and words[at].text in named.number_signs:
        at += 1
    numbers: list[str] = []
    max_numbers = {"rec": 2, "art": 3}.get(noun, 1)
    while at < len(words) and len(numbers) < max_numbers:
        written = words[at].text
        if noun == "art" and numbers and written in named.part_words and at + 1 < len(words):
            at += 1
            written = words[at].text
        number, size = _number(words, at, named)
        if written in _ONE_LETTER and noun not in ("roundtable", "art"):
            break  # "which recommendation I can quote"
        if noun == "art" and numbers and len(written) == 1:
            number = written
        if number is None or len(words[at].gap) > _MAX_GAP_CHARACTERS:
            break
        numbers.append(number)
        at += size
    if not numbers:
        return None, 1
    return _make(noun, numbers, word, words[at - 1]), at - place


def _rank(words: Sequence[Word], named: ReferenceWords) -> str | None:
    """The number of "third", "3rd" or "twenty-third"; None if the words are no such number."""
    if len(words) == 1:
        word = words[0]
        return named.before_noun.get(word.text) or (word.text if _is_rank(word) else None)
    number, size = _number(words, 0, named)
    return number if size == len(words) and words[-1].text in named.before_noun else None


def _number(words: Sequence[Word], at: int, named: ReferenceWords) -> tuple[str | None, int]:
    """The number that begins at `at`, and how many words it takes up: "25", "twenty-five"."""
    if words[at].is_number:
        return words[at].text, 1
    first = named.after_noun.get(words[at].text)
    if first is None:
        return None, 1
    joined = at + 2 < len(words) and words[at + 1].text in named.joining_words
    other = at + 1 + joined
    if other < len(words) and (second := named.after_noun.get(words[other].text)):
        units, tens = (first, second) if named.units_first else (second, first)
        if int(units) < 10 and int(tens) >= 10 and tens.endswith("0"):
            return str(int(tens) + int(units)), other + 1 - at
    return first, 1


def _make(noun: str, numbers: list[str], first: Word, last: Word) -> Word:
    return Word(reference(noun, *numbers), first.start, last.end, first.gap)


def _by_number(
    words: Sequence[Word], place: int, known: Callable[[str], bool]
) -> tuple[Word | None, int]:
    """The symbol ("65/170", "61 17") or number of a recommendation ("3.2") at `place`, as above."""
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


def _resolve_areas(words: list[Word]) -> list[Word]:
    """Fold "second recommendation of area 3" to 3.2 and "recommendation 3" alone to area 3."""
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


def similar_references(text: str, known: Collection[str]) -> list[str]:
    """The pack's references, as people write them, that differ from `text` in one character.

    For a recommendation that an area does not have, the area.
    """
    parts = text.split("_")
    if parts[:2] == ["", "rec"]:
        area = reference("area", parts[2])
        return [f"area {parts[2]}"] if area in known else []
    if len(text) < _MIN_SIMILAR_CHARACTERS or _YEAR.fullmatch(text):
        return []
    return [
        other.strip("_").replace("_", "/")
        for other in known
        if re.fullmatch(r"[\d_]+", other)
        and other.startswith("_") == text.startswith("_")
        and OSA.distance(other, text, score_cutoff=1) == 1
    ]


def is_hyphenated(word: Word) -> bool:
    """Whether a hyphen, possibly with a line break, joins it to the word before.

    Single letters do not count: "vis-à-vis" is no "visa".
    """
    joined = bool(word.gap) and word.gap[0] in HYPHENS and not word.gap[1:].strip()
    return joined and (len(word.text) > 1 or word.is_number)

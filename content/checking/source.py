"""A document's text, made ready to find quotations in it, white space aside."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Departure:
    """Where a quotation leaves its document: what agrees, and what either goes on with."""

    length: int  # characters that agree, white space aside
    agreed: str
    quoted: str
    printed: str
    # What is quoted after the next few words stands in the document a little later.
    goes_on: bool = False


class Source:
    """Finds quotations. Offsets of its own count characters without white space."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._letters = "".join(text.split())

    def holds(self, quotation: str) -> bool:
        """Whether these words stand here, not beginning or ending inside a word."""
        return any(self._whole(start, end) for start, end in self._places(quotation))

    def holds_inside_words(self, quotation: str) -> bool:
        """Whether the letters stand here, be it from the middle of a word on."""
        return next(self._places(quotation), None) is not None

    def departure(self, quotation: str) -> Departure:
        """How far the longest beginning of a quotation that stands here goes."""
        letters = "".join(quotation.split())
        low, high = 0, len(letters)
        while low < high:
            middle = (low + high + 1) // 2
            if letters[:middle] in self._letters:
                low = middle
            else:
                high = middle - 1
        start = self._letters.find(letters[:low]) if low else 0
        agreed, quoted = _split(quotation, low)
        printed = self._from(start + low) if low else ""
        return Departure(low, agreed, quoted, printed, self._goes_on(letters[low:], start + low))

    def _goes_on(self, rest: str, end: int) -> bool:
        tail = rest[_STEP : _STEP * 2]
        return len(tail) == _STEP and tail in self._letters[end : end + _NEAR]

    def _places(self, quotation: str) -> Iterator[tuple[int, int]]:
        letters = "".join(quotation.split())
        start = self._letters.find(letters) if letters else -1
        while start >= 0:
            yield start, start + len(letters)
            start = self._letters.find(letters, start + 1)

    def _whole(self, start: int, end: int) -> bool:
        return self._parts(start) and self._parts(end)

    def _parts(self, offset: int) -> bool:
        """Whether a word may begin or end at an offset."""
        if offset in (0, len(self._letters)):
            return True
        if not (self._letters[offset - 1].isalnum() and self._letters[offset].isalnum()):
            return True
        starts, _places = self._words
        found = bisect_left(starts, offset)
        return found < len(starts) and starts[found] == offset

    def _from(self, offset: int) -> str:
        """A few words of the text, from an offset on."""
        starts, places = self._words
        word = bisect_right(starts, offset) - 1
        if word < 0:
            return ""
        begin = places[word] + offset - starts[word]
        return " ".join(self._text[begin : begin + 4 * _STEP].split()[:_WORDS])

    @cached_property
    def _words(self) -> tuple[array[int], array[int]]:
        """Of every word: its offset, and its place in the text."""
        starts, places, offset = array("L"), array("L"), 0
        for word in re.finditer(r"\S+", self._text):
            starts.append(offset)
            places.append(word.start())
            offset += word.end() - word.start()
        return starts, places


_WORDS = 5
_STEP = 24
_NEAR = 4000


def _split(quotation: str, length: int) -> tuple[str, str]:
    """The last words before, and the first words after, so many characters of a quotation."""
    places = [place for place, each in enumerate(quotation) if not each.isspace()]
    place = places[length] if length < len(places) else len(quotation)
    before, after = quotation[:place].split(), quotation[place:].split()
    return " ".join(before[-_WORDS:]), " ".join(after[:_WORDS])

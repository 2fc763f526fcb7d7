"""A document's text, made ready to find quotations in it, white space aside."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice


@dataclass(frozen=True)
class Departure:
    """Where a quotation leaves its document: what agrees, and what either goes on with."""

    length: int  # characters that agree, white space aside
    agreed: str
    quoted: str
    printed: str
    signs: tuple[str, str]  # the first that differ: quoted, printed; empty at an end
    goes_on: bool  # what is quoted next stands in the document a little later


class Source:
    """Finds quotations. `letters` is the text without white space; offsets count in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.letters = "".join(text.split())

    def holds(self, quotation: str) -> bool:
        """Whether these words stand here, not beginning or ending inside a word."""
        places = islice(self._places(quotation), _MOST_PLACES)
        return any(self._may_part(start) and self._may_part(end) for start, end in places)

    def holds_inside_words(self, quotation: str) -> bool:
        """Whether the letters stand here, be it from the middle of a word on."""
        return next(self._places(quotation), None) is not None

    def departure(self, quotation: str) -> Departure:
        """How far the longest beginning of a quotation that stands here goes."""
        letters = "".join(quotation.split())
        low, high = 0, len(letters)
        while low < high:
            middle = (low + high + 1) // 2
            if letters[:middle] in self.letters:
                low = middle
            else:
                high = middle - 1
        end = self.letters.find(letters[:low]) + low
        signs = (letters[low : low + 1], self.letters[end : end + 1])
        # Both are shown from the beginning of the word in which they part.
        back = min(low, max(_into_word(quotation, low), self._into_word(end)))
        agreed, quoted = _split(quotation, low - back)
        printed = self._from(end - back) if signs[1] else ""
        rest = letters[low : low + _STEP]
        goes_on = len(rest) == _STEP and rest in self.letters[end : end + _NEAR]
        return Departure(low, agreed, quoted, printed, signs, goes_on)

    def _into_word(self, offset: int) -> int:
        """How many characters of a word lie before an offset, none at its beginning."""
        starts, _places = self._words
        word = bisect_right(starts, offset) - 1
        return offset - starts[word] if word >= 0 and offset < len(self.letters) else 0

    def _places(self, quotation: str) -> Iterator[tuple[int, int]]:
        letters = "".join(quotation.split())
        start = self.letters.find(letters) if letters else -1
        while start >= 0:
            yield start, start + len(letters)
            start = self.letters.find(letters, start + 1)

    def _may_part(self, offset: int) -> bool:
        """Whether a word may begin or end at an offset."""
        if offset in (0, len(self.letters)):
            return True
        if not (self.letters[offset - 1].isalnum() and self.letters[offset].isalnum()):
            return True
        starts, _places = self._words
        found = bisect_left(starts, offset)
        return found < len(starts) and starts[found] == offset

    def _from(self, offset: int) -> str:
        """A few words of the text, from an offset on."""
        starts, places = self._words
        word = max(0, bisect_right(starts, offset) - 1)
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
# A few letters may stand inside words without end.
_MOST_PLACES = 1000


def _into_word(quotation: str, length: int) -> int:
    """How many characters of a word lie before so many of a quotation, none at a beginning."""
    before = 0
    for word in quotation.split():
        if before + len(word) > length:
            return length - before
        before += len(word)
    return 0


def _split(quotation: str, length: int) -> tuple[str, str]:
    """The last words before, and the first words after, so many characters of a quotation."""
    places = [place for place, each in enumerate(quotation) if not each.isspace()]
    place = places[length] if length < len(places) else len(quotation)
    before, after = quotation[:place].split(), quotation[place:].split()
    return " ".join(before[-_WORDS:]), " ".join(after[:_WORDS])

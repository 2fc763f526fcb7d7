"""Finds quotations in a document's text, white space aside."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice


@dataclass(frozen=True)
class Mismatch:
    """The place where a quotation differs from its document."""

    length: int  # characters that match, white space aside
    matched: str  # the last words before the difference
    quoted: str  # the first words from there on in the quotation
    printed: str  # and in the document
    characters: tuple[str, str]  # the first that differ (quoted, printed); empty at an end
    continues: bool  # whether the rest of the quotation follows a little later in the document


class SourceText:
    """The text of a document. Offsets count in `letters`, the text without white space."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.letters = "".join(text.split())

    def holds(self, quotation: str) -> bool:
        """Whether the text has the quotation, from and to word boundaries."""
        places = islice(self._places(quotation), _MAX_PLACES)
        return any(self._is_boundary(start) and self._is_boundary(end) for start, end in places)

    def holds_inside_words(self, quotation: str) -> bool:
        """Whether the text has the quotation, at word boundaries or not."""
        return next(self._places(quotation), None) is not None

    def mismatch(self, quotation: str) -> Mismatch:
        """Find the longest beginning of a quotation that the text has, by binary search."""
        letters = "".join(quotation.split())
        low, high = 0, len(letters)
        while low < high:
            middle = (low + high + 1) // 2
            if letters[:middle] in self.letters:
                low = middle
            else:
                high = middle - 1
        end = self.letters.find(letters[:low]) + low
        characters = (letters[low : low + 1], self.letters[end : end + 1])
        # Both are shown from the beginning of the word in which they differ.
        back = min(low, max(_into_word(quotation, low), self._into_word(end)))
        matched, quoted = _split(quotation, low - back)
        printed = self._words_from(end - back) if characters[1] else ""
        rest = letters[low : low + _CONTINUATION_CHARACTERS]
        near = self.letters[end : end + _MAX_INTERRUPTION_CHARACTERS]
        continues = len(rest) == _CONTINUATION_CHARACTERS and rest in near
        return Mismatch(low, matched, quoted, printed, characters, continues)

    def _into_word(self, offset: int) -> int:
        """The number of characters of the same word before an offset."""
        starts, _places = self._words
        word = bisect_right(starts, offset) - 1
        return offset - starts[word] if word >= 0 and offset < len(self.letters) else 0

    def _places(self, quotation: str) -> Iterator[tuple[int, int]]:
        letters = "".join(quotation.split())
        start = self.letters.find(letters) if letters else -1
        while start >= 0:
            yield start, start + len(letters)
            start = self.letters.find(letters, start + 1)

    def _is_boundary(self, offset: int) -> bool:
        """Whether a word begins or ends at an offset."""
        if offset in (0, len(self.letters)):
            return True
        if not (self.letters[offset - 1].isalnum() and self.letters[offset].isalnum()):
            return True
        starts, _places = self._words
        word = bisect_left(starts, offset)
        return word < len(starts) and starts[word] == offset

    def _words_from(self, offset: int) -> str:
        """The first words of the text from an offset on."""
        starts, places = self._words
        word = max(0, bisect_right(starts, offset) - 1)
        begin = places[word] + offset - starts[word]
        return " ".join(self._text[begin : begin + _MAX_SHOWN_CHARACTERS].split()[:_SHOWN_WORDS])

    @cached_property
    def _words(self) -> tuple[array[int], array[int]]:
        """The offset of every word, and its index in the text with white space."""
        starts, places, offset = array("L"), array("L"), 0
        for word in re.finditer(r"\S+", self._text):
            starts.append(offset)
            places.append(word.start())
            offset += word.end() - word.start()
        return starts, places


_SHOWN_WORDS = 5
_MAX_SHOWN_CHARACTERS = 96
_CONTINUATION_CHARACTERS = 24
_MAX_INTERRUPTION_CHARACTERS = 4000
_MAX_PLACES = 1000  # that are examined: a few letters may occur in very many words


def _into_word(quotation: str, length: int) -> int:
    """The number of characters of the same word before an offset in a quotation."""
    before = 0
    for word in quotation.split():
        if before + len(word) > length:
            return length - before
        before += len(word)
    return 0


def _split(quotation: str, length: int) -> tuple[str, str]:
    """The last words before and the first words after an offset in a quotation."""
    places = [place for place, character in enumerate(quotation) if not character.isspace()]
    place = places[length] if length < len(places) else len(quotation)
    before, after = quotation[:place].split(), quotation[place:].split()
    return " ".join(before[-_SHOWN_WORDS:]), " ".join(after[:_SHOWN_WORDS])

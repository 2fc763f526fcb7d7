"""Cuts the part of an entry's text that shows why it was found."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_CHARACTERS = 160
_ELLIPSIS = "…"
_MAX_SPANS = 60
_MAX_WINDOW_CHARACTERS = MAX_CHARACTERS - 10
_MARKED_GAP_CHARACTERS = 1  # a space or hyphen between two matching words is marked with them


class Places:
    """The offsets of each key in a text. Keys are stored as numbers, which the entries share."""

    __slots__ = ("_keys", "_numbers", "_offsets")

    def __init__(self, numbers: dict[str, int]) -> None:
        """`numbers` are those of the keys; new keys are added to it."""
        self._numbers = numbers
        self._keys = array("I")
        self._offsets = array("I")

    def add(self, key: str, start: int, end: int) -> None:
        self._keys.append(self._numbers.setdefault(key, len(self._numbers)))
        self._offsets.extend((start, end))

    def __contains__(self, key: str) -> bool:
        return self._numbers.get(key) in self._keys

    def of(self, key: str) -> Iterator[tuple[int, int]]:
        """The (start, end) of a key's places, in the order in which they were added."""
        number, at = self._numbers.get(key), 0
        if number is None:
            return
        for _ in range(self._keys.count(number)):
            at = self._keys.index(number, at)
            yield self._offsets[2 * at], self._offsets[2 * at + 1]
            at += 1


NOWHERE = Places({})


@dataclass(frozen=True)
class Excerpt:
    """Verbatim text with ellipses where it was cut. `marked` holds (start, end) offsets."""

    text: str
    marked: tuple[tuple[int, int], ...]


def cut_excerpt(
    text: str, places: Places, asked: Sequence[tuple[tuple[str, ...], float]]
) -> Excerpt:
    """Cut the part of `text` that holds the greatest weight of `asked`.

    `places` are those of the index's words in `text`; `asked` has the index's words for each
    concept with its weight. The excerpt has at most MAX_CHARACTERS without the ellipses.
    """
    hits = sorted(
        (start, end, number)
        for number, (keys, _) in enumerate(asked)
        for key in keys
        for start, end in places.of(key)
    )[:_MAX_SPANS]
    first, last = _window(hits, [weight for _, weight in asked])
    start, end = _borders(text, first, last)
    before = _ELLIPSIS if start > 0 else ""
    after = _ELLIPSIS if end < len(text) else ""
    shift = len(before) - start
    marked: list[tuple[int, int]] = []
    for left, right, _ in hits:
        if left < start or right > end:
            continue
        if marked and left + shift <= marked[-1][1] + _MARKED_GAP_CHARACTERS:
            marked[-1] = (marked[-1][0], max(marked[-1][1], right + shift))
        else:
            marked.append((left + shift, right + shift))
    return Excerpt(before + text[start:end].replace("\n", " ") + after, tuple(marked))


def _window(hits: Sequence[tuple[int, int, int]], weights: Sequence[float]) -> tuple[int, int]:
    """The start and end of the greatest weight that fits, the shortest of equals."""
    best, window = (0.0, 0), (0, 0)
    for number, (start, _, _) in enumerate(hits):
        seen: set[int] = set()
        for _, end, concept in hits[number:]:
            if end - start > _MAX_WINDOW_CHARACTERS:
                break
            if concept not in seen:
                seen.add(concept)
                value = (sum(weights[concept] for concept in seen), start - end)
                if value > best:
                    best, window = value, (start, end)
    return window


def _borders(text: str, first: int, last: int) -> tuple[int, int]:
    """Widen to MAX_CHARACTERS between words, from the start of the sentence if that fits."""
    if len(text) <= MAX_CHARACTERS:
        return 0, len(text)
    sentence = text.rfind(". ", 0, first) + 2 if ". " in text[:first] else 0
    if last - sentence <= MAX_CHARACTERS:
        start = sentence
    else:
        start = max(0, first - (MAX_CHARACTERS - (last - first)) // 2)
        start = text.find(" ", start, first) + 1 or first if start else 0
    end = start + MAX_CHARACTERS
    if end >= len(text):
        end = len(text)
        start = max(0, end - MAX_CHARACTERS)
        start = min(first, text.find(" ", start) + 1) if start else 0
    else:
        end = max(last, text.rfind(" ", last, end + 1))
    return start, len(text[:end].rstrip())

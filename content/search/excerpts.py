"""A verbatim piece of an entry's text around what matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.search.index import Spans

MAX_CHARACTERS = 160
_CUT = "…"
_MAX_SPANS = 60
_BETWEEN_MARKS = 1  # a space or hyphen between two matching words is marked with them


@dataclass(frozen=True)
class Piece:
    text: str
    marked: tuple[tuple[int, int], ...]


def piece(text: str, spans: Spans, asked: Sequence[tuple[tuple[str, ...], float]]) -> Piece:
    """At most 160 characters of `text` (and the marks where it was cut) that hold as much as they
    can of what was asked: the index's words for each thing with its weight."""
    hits = sorted(
        (start, end, number)
        for number, (keys, _) in enumerate(asked)
        for key in keys
        for start, end in spans.get(key, ())
    )[:_MAX_SPANS]
    first, last = _window(hits, [weight for _, weight in asked])
    start, end = _borders(text, first, last)
    before = _CUT if start > 0 else ""
    after = _CUT if end < len(text) else ""
    shift = len(before) - start
    marked: list[tuple[int, int]] = []
    for left, right, _ in hits:
        if left < start or right > end:
            continue
        if marked and left + shift <= marked[-1][1] + _BETWEEN_MARKS:
            marked[-1] = (marked[-1][0], max(marked[-1][1], right + shift))
        else:
            marked.append((left + shift, right + shift))
    return Piece(before + text[start:end].replace("\n", " ") + after, tuple(marked))


def _window(hits: Sequence[tuple[int, int, int]], weights: Sequence[float]) -> tuple[int, int]:
    """The stretch that holds the greatest weight, the shortest of equals."""
    best, place = (0.0, 0), (0, 0)
    for number, (start, _, _) in enumerate(hits):
        seen: set[int] = set()
        for _, end, what in hits[number:]:
            if end - start > MAX_CHARACTERS - 10:
                break
            if what not in seen:
                seen.add(what)
                value = (sum(weights[each] for each in seen), start - end)
                if value > best:
                    best, place = value, (start, end)
    return place


def _borders(text: str, first: int, last: int) -> tuple[int, int]:
    """Widen to 160 characters, from the sentence's start where that fits, cut between words."""
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

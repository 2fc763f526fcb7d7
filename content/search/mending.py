"""Typing slips: the pack's word that was meant (rapidfuzz, optimal string alignment)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from content.search.index import Index
from content.search.stopwords import ASKING, LIGHT, STOP
from content.search.words import spelling

_MIN_LETTERS = 4
_MAX_LETTERS = 24
_MIN_STEM = 6
_MAX_ENDING = 3
_ENDINGS = tuple(
    """
    s es ed ing er ers or ors al ly ity ies ment ments ion ions ive able ance ence ant ent ate ated
    ates ating ation ations ative ator ators ised ized ising izing isation ization
    """.split()  # noqa: SIM905
)


class Mending:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._forms: dict[str, list[str]] = defaultdict(list)  # stem: the pack's forms of it
        for surface, key in index.key_of.items():
            self._forms[key].append(surface)
        self._words = dict(self._choices())
        self._by_letter = _by_letter(self._words)
        self._stems_by_letter = _by_letter(key for key in self._forms if len(key) >= _MIN_STEM - 1)
        self._all = list(self._words)
        fillers = (word for word in STOP | ASKING | LIGHT if len(word) > _MIN_LETTERS)
        self._fillers = _by_letter(fillers)

    def _choices(self) -> Iterable[tuple[str, str]]:
        """What a slip may lie near, with the word of the pack that it stands for: the word itself,
        its other spelling ("center"), its stem ("census" where the pack has "censuses")."""
        for surface, key in self._index.key_of.items():
            if len(surface) < _MIN_LETTERS:
                continue
            yield spelling(surface), surface
            if surface.startswith(key) and _MIN_LETTERS <= len(key) >= len(surface) - _MAX_ENDING:
                yield key, surface
        for surface in self._index.surfaces:
            if len(surface) >= _MIN_LETTERS:
                yield surface, surface

    def mend(self, typed: str, support: Callable[[str], float]) -> str | None:
        """The word meant, or None. `support` (0 to 1) tells how well a word stands in one entry
        with the rest of the query: what is doubtful by itself is taken where the rest agrees."""
        if not _MIN_LETTERS <= len(typed) <= _MAX_LETTERS:
            return None
        best: tuple[float, ...] | None = None
        meant = None
        for written, slips in self._near(typed):
            surface = self._words[written]
            together = support(surface)
            supported = together >= 0.9 and slips == 1 and len(typed) > _MIN_LETTERS
            if not (supported or _plain_slip(typed, written, slips)):
                continue
            order = (slips - together, typed[0] != written[0], -self._index.surfaces[surface])
            if best is None or order < best:
                best, meant = order, surface
        return meant or self._by_stem(typed)

    def is_filler(self, typed: str) -> bool:
        """Whether it is a word without meaning with a letter doubled, lost or swapped."""
        if len(typed) <= _MIN_LETTERS:
            return False
        near = _extract(typed, self._fillers.get(typed[0], ()), 1)
        return any(len(word) != len(typed) or sorted(word) == sorted(typed) for word, _ in near)

    def part(self, typed: str) -> tuple[str, str] | None:
        """Two of the pack's words that were run together ("humanrights")."""
        surfaces = self._index.surfaces
        cuts = range(_MIN_LETTERS, len(typed) - _MIN_LETTERS + 1)
        pairs = [(typed[:at], typed[at:]) for at in cuts]
        known = [pair for pair in pairs if pair[0] in surfaces and pair[1] in surfaces]
        return max(known, key=lambda pair: min(map(surfaces.__getitem__, pair)), default=None)

    def _near(self, typed: str) -> list[tuple[str, float]]:
        if len(typed) >= 7:
            return _extract(typed, self._all, 1 if len(typed) < 8 else 2)
        letters = dict.fromkeys(typed[:2])
        return [
            each
            for letter in letters
            for each in _extract(typed, self._by_letter.get(letter, ()), 1)
        ]

    def _by_stem(self, typed: str) -> str | None:
        """A slip in a form that the pack does not have ("regulariztion" for "regularizing")."""
        stems = self._stems_by_letter.get(typed[0], ())
        for length in range(len(typed) - 1, _MIN_STEM - 2, -1):
            head, tail = typed[:length], typed[length:]
            if head in self._forms and len(tail) >= 3 and _extract(tail, _ENDINGS, 1):
                return self._form(head, typed)
            if tail in _ENDINGS and length >= _MIN_STEM and (near := _extract(head, stems, 1)):
                return self._form(near[0][0], typed)
        return None

    def _form(self, key: str, typed: str) -> str:
        return min(self._forms[key], key=lambda surface: OSA.distance(surface, typed))


def _by_letter(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return dict(found)


def _extract(typed: str, choices: Sequence[str], most: int) -> list[tuple[str, float]]:
    found = process.extract(typed, choices, scorer=OSA.distance, score_cutoff=most, limit=12)
    return [(word, slips) for word, slips, _ in found]


def _plain_slip(typed: str, meant: str, slips: float) -> bool:
    """Whether it needs no support. One letter makes a short word another word ("gold", "goal"), so
    there only a swap, or a letter too many or too few, counts as a slip."""
    if slips > 1 and typed[0] != meant[0]:
        return False
    replaced = Indel.distance(typed, meant) - slips  # 1 for each letter replaced or pair swapped
    swapped = sorted(typed) == sorted(meant)
    if len(typed) <= 5:
        return slips == 1 and (swapped or replaced == 0) and typed[0] == meant[0]
    if slips == 1:
        return True
    return len(typed) >= 9 or replaced < 2 or swapped

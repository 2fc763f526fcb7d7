"""Corrects misspelt words to words of the pack, by rapidfuzz's optimal string alignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from content.search.index import Index

_MIN_LETTERS = 4
_MAX_LETTERS = 24
_MIN_STEM_LETTERS = 6
_MAX_ENDING_LETTERS = 3
_MIN_SUPPORT = 0.9


class SpellingCorrector:
    """Corrects words to those of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._rules = index.rules
        self._forms: dict[str, list[str]] = defaultdict(list)  # the pack's words by stem
        for surface, key in index.key_of.items():
            self._forms[key].append(surface)
        self._words = dict(self._choices())
        sound = self._rules.sound
        self._by_sound = {} if sound is None else {sound(word): word for word in index.key_of}
        self._by_letter = _by_first_letter(self._words)
        self._stems_by_letter = _by_first_letter(
            key for key in self._forms if len(key) >= _MIN_STEM_LETTERS - 1
        )
        self._all_words = list(self._words)
        rules = index.rules
        self._fillers = _by_first_letter(
            word
            for word in rules.stop_words | rules.asking_words | rules.light_words
            if len(word) > _MIN_LETTERS
        )

    def _choices(self) -> Iterator[tuple[str, str]]:
        """The words that a misspelling is compared with, each with the pack's word that it means:
        the word itself, its other spelling ("center"), its stem ("census" for "censuses")."""
        for surface, key in self._index.key_of.items():
            if len(surface) < _MIN_LETTERS:
                continue
            yield self._rules.respell(surface), surface
            if surface.startswith(self._rules.particles):  # "and expression" for "expression"
                rest = surface[1:]
                if len(rest) >= _MIN_LETTERS and self._index.key(rest) == key:
                    yield rest, surface
            shortest = max(_MIN_LETTERS, len(surface) - _MAX_ENDING_LETTERS)
            if surface.startswith(key) and len(key) >= shortest:
                yield key, surface
        for surface in self._index.surfaces:
            if len(surface) >= _MIN_LETTERS:
                yield surface, surface

    def correct(self, typed: str, support: Callable[[str], float]) -> str | None:
        """The pack's word that was meant, or None.

        `support` tells how well a word goes with the rest of the query (0 to 1). A correction
        that is doubtful by itself is made where the rest of the query agrees.
        """
        if not _MIN_LETTERS <= len(typed) <= _MAX_LETTERS:
            return None
        if (sound := self._rules.sound) and (alike := self._by_sound.get(sound(typed))):
            return alike
        best: tuple[float, ...] | None = None
        meant = None
        for written, distance in self._nearest(typed):
            surface = self._words[written]
            supported_by = support(surface)
            supported = supported_by >= _MIN_SUPPORT and distance == 1 and len(typed) > _MIN_LETTERS
            if not (supported or _is_plain_slip(typed, written, distance)):
                continue
            uses = self._index.surfaces[surface]
            order = (distance - supported_by, typed[0] != written[0], -uses)
            if best is None or order < best:
                best, meant = order, surface
        return meant or self._by_stem(typed)

    def is_misspelt_filler(self, typed: str) -> bool:
        """Whether it is a word without meaning with one letter doubled, lost or swapped."""
        if len(typed) <= _MIN_LETTERS:
            return False
        near = _extract(typed, self._fillers.get(typed[0], ()), 1)
        return any(len(word) != len(typed) or sorted(word) == sorted(typed) for word, _ in near)

    def divide(self, typed: str) -> tuple[str, str] | None:
        """Two of the pack's words that were written as one ("humanrights")."""
        surfaces = self._index.surfaces
        places = range(_MIN_LETTERS, len(typed) - _MIN_LETTERS + 1)
        pairs = [(typed[:place], typed[place:]) for place in places]
        known = [pair for pair in pairs if pair[0] in surfaces and pair[1] in surfaces]
        return max(known, key=lambda pair: min(map(surfaces.__getitem__, pair)), default=None)

    def _nearest(self, typed: str) -> list[tuple[str, float]]:
        """Words at most one letter away, or two in a long word, with their distance."""
        if len(typed) >= 7:
            return _extract(typed, self._all_words, 1 if len(typed) < 8 else 2)
        return [
            match
            for letter in dict.fromkeys(typed[:2])
            for match in _extract(typed, self._by_letter.get(letter, ()), 1)
        ]

    def _by_stem(self, typed: str) -> str | None:
        """Correct a form that the pack does not have ("regulariztion" for "regularizing")."""
        stems = self._stems_by_letter.get(typed[0], ())
        for length in range(len(typed) - 1, _MIN_STEM_LETTERS - 2, -1):
            head, tail = typed[:length], typed[length:]
            if (
                head in self._forms
                and len(tail) >= 3
                and _extract(tail, self._rules.misspelt_endings, 1)
            ):
                return self._nearest_form(head, typed)
            if length < _MIN_STEM_LETTERS or tail not in self._rules.misspelt_endings:
                continue
            if near := _extract(head, stems, 1):
                return self._nearest_form(near[0][0], typed)
        return None

    def _nearest_form(self, key: str, typed: str) -> str:
        return min(self._forms[key], key=lambda surface: OSA.distance(surface, typed))


def _by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return dict(found)


def _extract(typed: str, choices: Sequence[str], max_distance: int) -> list[tuple[str, float]]:
    found = process.extract(
        typed, choices, scorer=OSA.distance, score_cutoff=max_distance, limit=12
    )
    return [(word, distance) for word, distance, _ in found]


def _is_plain_slip(typed: str, meant: str, distance: float) -> bool:
    """Whether a correction needs no support.

    One other letter makes a short word another word ("gold", "goal"), so in short words only a
    swap, or a letter too many or too few, is a slip.
    """
    if distance > 1 and typed[0] != meant[0]:
        return False
    replaced = Indel.distance(typed, meant) - distance  # letters replaced and pairs swapped
    swapped = sorted(typed) == sorted(meant)
    if len(typed) <= 5:
        return distance == 1 and (swapped or replaced == 0) and typed[0] == meant[0]
    if distance == 1:
        return True
    return len(typed) >= 9 or replaced < 2 or swapped

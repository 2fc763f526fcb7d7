"""What a query asks for: its words, each with the ways the pack may write it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from content.model import EntryKind
from content.search import references
from content.search.english import is_english
from content.search.index import Index
from content.search.mending import Mending
from content.search.stopwords import ASKING, HINTS, LIGHT
from content.search.words import Word, cut

MAX_CHARACTERS = 600
MAX_WORDS = 24
_MAX_MENDED = 6
_MAX_JOINED = 8
_MIN_FAMILY = 5
_LIGHT = 0.4
_LEADING = 1.5
_MIN_BEGINNING = 4
_MAX_BEGUN = 8
# Endings that make another word of the same family where the stemmer leaves two stems.
_ENDINGS = (
    "aci", "al", "ant", "ari", "ation", "ator", "atori", "ed", "eer", "ent", "er", "est", "i", "ia",
    "ial", "ian", "ic", "ier", "ion", "ism", "ist", "iti", "iv", "ment", "ness", "or", "ori", "ous",
    "ship", "y",
)  # fmt: skip
# The same where Latin changed the stem: perceive and perception, decide and decision.
_CHANGES = tuple(
    change
    for one, other in (
        ("ceiv", "cept"), ("olv", "olut"), ("scrib", "script"), ("duc", "duct"), ("cid", "cis"),
        ("pand", "pans"), ("tend", "tens"), ("pond", "pons"), ("lud", "lus"), ("vert", "vers"),
        ("vid", "vis"), ("mit", "miss"), ("ogn", "ognit"), ("lyt", "lys"), ("appli", "applic"),
    )
    for change in ((one, other), (other, one))
)  # fmt: skip


@dataclass(frozen=True)
class Concept:
    """One thing asked for. `keys` are the index's words for it, the nearest first."""

    word: str  # folded
    typed: str  # as it stands in the query
    keys: tuple[str, ...]
    weight: float
    fixed: bool  # a reference, a symbol or a number: it is this one or none
    guessed: bool = False  # from a slip, or from a word's beginning

    @property
    def leads(self) -> bool:
        """Whether it is worth offering by itself."""
        telling = self.weight > _LEADING and self.word not in LIGHT
        return telling and bool(self.keys) and not self.guessed and not self.word.isdecimal()


@dataclass(frozen=True)
class Question:
    concepts: tuple[Concept, ...]
    read_as: tuple[tuple[str, str], ...] = ()
    hints: frozenset[EntryKind] = frozenset()


class Reader:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._mending = Mending(index)
        self._keys = sorted(key for key in index.where if not key.startswith("_"))
        self._surfaces = sorted(index.surfaces)

    def read(self, typed: str, *, typing: bool = False) -> Question:
        """With `typing`, the last word may be only the beginning of one."""
        typed = typed[:MAX_CHARACTERS]
        words = references.read(list(cut(typed)), self._index.__contains__)
        hints = frozenset(HINTS[word.text] for word in words if word.text in HINTS)
        words = self._telling(words)
        concepts = [self._concept(word, typed[word.start : word.end]) for word in words]
        self._join(words, concepts)
        telling = [
            concept for concept in concepts if concept.keys or not self._says_little(concept)
        ]
        last = words[-1].text if typing and words and typed[words[-1].end :] == "" else None
        concepts, read_as = self._mended(telling or concepts, last)
        return Question(tuple(concepts), tuple(read_as), hints)

    def _telling(self, words: list[Word]) -> list[Word]:
        once = list({word.text: word for word in words}.values())
        telling = [word for word in once if not self._index.is_stop(word)]
        telling = [word for word in telling if word.text not in ASKING]
        if not telling and len(once) == 1 and once[0].text in self._index.acronyms:
            telling = once
        return telling[:MAX_WORDS]

    def _concept(self, word: Word, typed: str) -> Concept:
        fixed = word.is_reference or word.is_number
        if fixed:
            keys: tuple[str, ...] = (word.text,) if word.text in self._index else ()
        else:
            keys = tuple(self._forms(self._index.stems.of(word.text)))
        return self._weighed(Concept(word.text, typed, keys, 0.0, fixed))

    def _weighed(self, concept: Concept) -> Concept:
        weight = self._index.weight(concept.keys)
        return replace(concept, weight=weight * (_LIGHT if concept.word in LIGHT else 1.0))

    def _says_little(self, concept: Concept) -> bool:
        if concept.fixed:
            return False
        if concept.word in LIGHT:
            return True
        return self._mending.is_filler(concept.word) and not is_english(concept.word)

    def _forms(self, stem: str) -> Iterable[str]:
        """The stem and its family ("environ", "environment"), as far as the pack has them."""
        if stem in self._index:
            yield stem
        if len(stem) >= _MIN_FAMILY:
            for ending in _ENDINGS:
                if stem + ending in self._index:
                    yield stem + ending
        for ending in _ENDINGS:
            shorter = stem.removesuffix(ending)
            if _MIN_FAMILY <= len(shorter) < len(stem) and shorter in self._index:
                yield shorter
        for one, other in _CHANGES:
            if stem.endswith(one) and (changed := stem.removesuffix(one) + other) in self._index:
                yield changed

    def _join(self, words: list[Word], concepts: list[Concept]) -> None:
        """Take "multi stakeholder" for "multistakeholder" too, whichever way round it was typed."""
        if len(words) > _MAX_JOINED:
            return
        plain = [place for place, concept in enumerate(concepts) if not concept.fixed]
        for first in plain:
            for second in plain:
                whole = words[first].text + words[second].text
                if first == second or not self._begins(whole[: len(words[first].text) + 2]):
                    continue
                key = self._index.stems.of(whole)
                if key in self._index:
                    for place in (first, second):
                        keys = (*concepts[place].keys, key)
                        concepts[place] = self._weighed(replace(concepts[place], keys=keys))

    def _begins(self, beginning: str) -> bool:
        place = bisect_left(self._keys, beginning)
        return place < len(self._keys) and self._keys[place].startswith(beginning)

    def _mended(
        self, concepts: list[Concept], typing: str | None
    ) -> tuple[list[Concept], list[tuple[str, str]]]:
        known = [concept for concept in concepts if concept.keys]
        total = sum(concept.weight for concept in known)

        def support(surface: str) -> float:
            return self._together(self._index.key_of[surface], known, total)

        mended: list[Concept] = []
        tried = 0
        read_as: list[tuple[str, str]] = []
        for concept in concepts:
            word = concept.word
            if concept.keys or concept.fixed or tried == _MAX_MENDED:
                mended.append(concept)
                continue
            tried += 1
            if word == typing and (begun := self._begun(word)):
                mended.append(self._weighed(replace(concept, keys=begun, guessed=True)))
            elif is_english(word):
                mended.append(concept)
            elif meant := self._mending.mend(word, support):
                keys = tuple(self._forms(self._index.key_of[meant]))
                mended.append(self._weighed(replace(concept, keys=keys, guessed=True)))
                read_as.append((concept.typed, meant))
            elif parts := self._mending.part(word):
                for part in parts:
                    keys = (self._index.key_of[part],)
                    mended.append(self._weighed(Concept(part, part, keys, 0.0, False)))
                read_as.append((concept.typed, " ".join(parts)))
            else:
                mended.append(concept)
        return mended, read_as

    def _begun(self, typed: str) -> tuple[str, ...]:
        """Words of the pack that begin so and are at least half typed, as inline mode needs."""
        if len(typed) < _MIN_BEGINNING:
            return ()
        found: dict[str, None] = {}
        for surface in self._surfaces[bisect_left(self._surfaces, typed) :]:
            if not surface.startswith(typed) or len(found) == _MAX_BEGUN:
                break
            if len(surface) <= 2 * len(typed):
                found[self._index.key_of[surface]] = None
        return tuple(found)

    def _together(self, key: str, known: list[Concept], total: float) -> float:
        """The share of the other words' weight that stands in one entry with `key`."""
        if not known:
            return 0.0
        best = 0.0
        for number in self._index.where[key]:
            entry = self._index.entries[number]
            weight = sum(c.weight for c in known if any(k in entry.own for k in c.keys))
            best = max(best, weight)
        return best / total

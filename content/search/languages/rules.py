"""The shape of a language's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from content.model import EntryKind
from content.search.words import Word, fold

Stem = Callable[[str], str]


def folded_words(text: str) -> frozenset[str]:
    """The words of a text, folded; for tables of words."""
    return frozenset(map(fold, text.split()))


def _folded_table(table: Mapping[str, str]) -> dict[str, str]:
    """Each folded form with its value; `table` has the forms, parted by spaces, by value."""
    return {fold(form): value for value, forms in table.items() for form in forms.split()}


def numbered(*rows: str) -> dict[str, str]:
    """Words for numbers with their digits. Each row counts from one; variants of a number are
    joined by slashes."""
    return {
        fold(form): str(number)
        for row in rows
        for number, forms in enumerate(row.split(), 1)
        for form in forms.split("/")
    }


def tens(*rows: str) -> dict[str, str]:
    """Words for 20, 30 and so on with their digits, as `numbered`."""
    return {form: f"{int(number) + 1}0" for form, number in numbered(*rows).items()}


@dataclass(frozen=True)
class ReferenceWords:
    """The words of references: "roundtable 2", "second recommendation of area 3"."""

    nouns: Mapping[str, str]  # "roundtable", "area", "rec" and so on by folded form
    after_noun: Mapping[str, str]  # digits by word: "two", "second", "ii"
    before_noun: Mapping[str, str]  # digits by word: "second"
    number_signs: frozenset[str]  # "no", "number"
    resolution_words: frozenset[str]  # before the symbol of a resolution
    # Two words that together are a roundtable: "round table".
    roundtable: tuple[frozenset[str], frozenset[str]]
    part_words: frozenset[str] = frozenset()  # before the number of a part of an article
    joining_words: frozenset[str] = frozenset()  # between tens and units: "treinta y uno"
    units_first: bool = False  # whether 25 is "five and twenty"


def reference_words(
    nouns: Mapping[str, str],
    after_noun: Mapping[str, str],
    before_noun: Mapping[str, str],
    number_signs: str,
    resolution_words: str,
    roundtable: tuple[str, str],
    part_words: str = "",
    joining_words: str = "",
    units_first: bool = False,
) -> ReferenceWords:
    """Reference words from texts with forms parted by spaces."""
    return ReferenceWords(
        _folded_table(nouns),
        after_noun,
        before_noun,
        folded_words(number_signs),
        folded_words(resolution_words),
        (folded_words(roundtable[0]), folded_words(roundtable[1])),
        folded_words(part_words),
        folded_words(joining_words),
        units_first,
    )


@dataclass(frozen=True)
class LanguageRules:
    """What search knows of a language. All words are folded."""

    code: str
    # Makes a function that gives the stem of a folded word. Each index has its own: Snowball's
    # stemmers are not safe to use from several threads.
    new_stem: Callable[[], Stem]
    stop_words: frozenset[str]
    asking_words: frozenset[str]  # of the question itself, never of what is asked for
    light_words: frozenset[str]  # everyday words, which count little
    kind_hints: Mapping[str, EntryKind]  # the kind of entry that a word of the question suggests
    labels: Mapping[EntryKind, str]  # words for each kind of entry
    months: tuple[str, ...]  # words for each of the twelve
    references: ReferenceWords
    # Stems of one family differ by these, or by one ending in the place of another.
    endings: tuple[str, ...] = ()
    stem_changes: tuple[tuple[str, str], ...] = ()
    # Rewrites a query before it is divided into words.
    prepare: Callable[[str], str] = str
    # Divides a run of characters of a language without spaces, given which keys the index has.
    # In such a language a word of `kind_hints` may be anywhere in the query.
    divide: Callable[[Word, Callable[[str], bool]], list[Word]] | None = None
    # A query of so many words may have unknown ones.
    long_query: int = 4
    # The share of a shorter query's weight that an entry must hold.
    min_coverage: float = 0.7
    # Corrects part of a query: see `chinese.correct_by_sound`. Other languages go by letters.
    correct_by_sound: (
        Callable[[str, Iterable[str], Iterable[str]], tuple[str, str] | None] | None
    ) = None
    # Endings by which a misspelt word may differ from a form that the pack has.
    misspelt_endings: tuple[str, ...] = ()
    # Other spellings of a folded word, to compare misspelt words with.
    respell: Callable[[str], str] = str
    # What a folded word sounds like, the same for words that are often written for each other.
    sound: Callable[[str], str] | None = None
    # Words of one letter that are written together with the next word: "and", "for".
    particles: tuple[str, ...] = ()
    # Whether pyspellchecker has a list of the language's words.
    has_word_list: bool = True

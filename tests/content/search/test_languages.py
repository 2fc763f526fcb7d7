"""What search promises in languages other than English, in figures, on queries that were written
from the documents before the translations and before search was tuned."""

from __future__ import annotations

from collections import Counter

import pytest

from content.model import Pack
from content.search import Search
from tests.content.search.conftest import QUERIES, Asked, read_queries

LANGUAGES = sorted(file.stem for file in QUERIES.glob("*.yaml"))
PROMISED = 0.9
PROMISED_NOTHING = 0.95
TOP = 3


def _right(search: Search, asked: Asked, language: str) -> bool:
    hits = search.find(asked.query, language=language).hits
    if not asked.right:
        return not hits
    return any(hit.id in asked.right for hit in hits[:TOP])


@pytest.mark.parametrize("held", [False, True], ids=["tuned", "held"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_entry_is_among_the_first_three(
    pack: Pack, search: Search, language: str, held: bool
) -> None:
    """Held queries are only counted, never shown, so that nobody tunes on them."""
    of_sort: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for asked in read_queries(QUERIES / f"{language}.yaml"):
        assert asked.right <= set(pack.entries)
        if asked.held != held:
            continue
        good = _right(search, asked, language)
        of_sort[asked.sort] += 1
        right[asked.sort] += good
        if not good and not held:
            shown = [hit.id for hit in search.find(asked.query, language=language).hits[:TOP]]
            print(f"missed ({asked.sort}): {asked.query!r} {sorted(asked.right)} {shown}")
    print(f"\n{language}, {'held' if held else 'tuned'}")
    for sort, count in of_sort.items():
        print(f"  {sort:12} {right[sort]:3} of {count:3}")
    missed = of_sort["nothing"] - right["nothing"]
    nothing = right.pop("nothing") / of_sort.pop("nothing")
    found = right.total() / of_sort.total()
    print(f"  right entry among the first {TOP}: {found:.1%}; nothing found: {nothing:.1%}")
    assert found >= PROMISED
    # One of twenty is less than the twentieth part.
    assert nothing >= PROMISED_NOTHING or missed == 1

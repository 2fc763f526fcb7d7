"""What search promises, in figures, on queries that were written before it was tuned."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from content.model import Pack, Passage
from content.search import Search
from tests.calls import count_calls
from tests.content.search.conftest import Asked

PROMISED = 0.95
TOP = 3


def _right(search: Search, asked: Asked) -> bool:
    hits = search.find(asked.query).hits
    if not asked.right:
        return not hits
    return any(hit.id in asked.right for hit in hits[:TOP])


def test_there_are_enough_queries_and_every_answer_exists(pack: Pack, queries: list[Asked]) -> None:
    assert sum(bool(asked.right) for asked in queries) >= 120
    assert {answer for asked in queries for answer in asked.right} <= set(pack.entries)
    for sort in {asked.sort for asked in queries}:
        held = [asked.held for asked in queries if asked.sort == sort]
        assert 0.2 < sum(held) / len(held) < 0.45, sort


@pytest.mark.parametrize("held", [False, True], ids=["tuned", "held"])
def test_the_right_passage_is_among_the_first_three(
    search: Search, queries: list[Asked], held: bool
) -> None:
    """Held queries are only counted, never shown, so that nobody tunes on them."""
    of_sort: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for asked in queries:
        if asked.held != held:
            continue
        good = _right(search, asked)
        of_sort[asked.sort] += 1
        right[asked.sort] += good
        if not good and not held:
            shown = [hit.id for hit in search.find(asked.query).hits[:TOP]]
            print(f"missed ({asked.sort}): {asked.query!r} {sorted(asked.right)} {shown}")
    print("\nheld" if held else "\ntuned")
    for sort, count in of_sort.items():
        print(f"  {sort:12} {right[sort]:3} of {count:3}")
    nothing = right.pop("nothing") / of_sort.pop("nothing")
    found = right.total() / of_sort.total()
    print(f"  right passage among the first {TOP}: {found:.1%}; nothing found: {nothing:.1%}")
    assert found >= PROMISED
    assert nothing >= PROMISED


def test_a_query_does_a_fraction_of_the_work_of_building_the_index(
    pack: Pack, search: Search, queries: list[Asked]
) -> None:
    """No query goes through all words of the pack. For the time see `make bench`."""
    building = count_calls(lambda: Search(pack).prepare())
    calls = sorted(count_calls(lambda: search.find(asked.query)) for asked in queries)  # noqa: B023
    print(f"\ncalls: median {calls[len(calls) // 2]}, most {calls[-1]}; index: {building}")
    assert calls[len(calls) // 2] < building / 500
    assert calls[-1] < building / 50


def test_one_slip_in_a_long_word_does_no_harm(search: Search, queries: list[Asked]) -> None:
    """Slips made by rule in the tuned queries: far more than anyone would write down."""
    chance = random.Random(2013)
    count = right = 0
    for asked in queries:
        if asked.held or not asked.right or asked.sort in ("slip", "symbol"):
            continue
        if not _right(search, asked):
            continue
        words = asked.query.split()
        long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
        for place in long:
            slipped = [*words[:place], _slip(words[place], chance), *words[place + 1 :]]
            count += 1
            again = Asked(" ".join(slipped), asked.right, asked.sort, False)
            right += _right(search, again)
    print(f"\nwith one slip: {right} of {count}")
    assert count > 150
    assert right / count >= 0.93


def _slip(word: str, chance: random.Random) -> str:
    """Swaps, drops, doubles or replaces one letter inside the word."""
    place = chance.randrange(1, len(word) - 1)
    before, here, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice("abcdefghijklmnopqrstuvwxyz")
    kinds = (
        before + after[0] + here + after[1:],
        before + after,
        before + here + here + after,
        before + other + after,
    )
    return chance.choice(kinds)


def test_passages_that_say_it_come_before_those_that_editors_name_so(
    pack: Pack, search: Search
) -> None:
    """Who searches for words of the documents first gets the words themselves."""
    for words, said in (
        ("civil society", "civil society"), ("refugees", "refugees"), ("media", "media"),
        ("private sector", "private sector"), ("diaspora", "diaspora"), ("crisis", "crisis"),
        ("xenophobia", "xenophobia"), ("climate change", "climate change"),
    ):  # fmt: skip
        found = [
            said in f"{entry.title} {entry.text}".casefold()
            for hit in search.find(words).hits
            if isinstance(entry := pack.entries[hit.id], Passage)
        ]
        assert any(found), words
        assert found == sorted(found, reverse=True), words


def test_any_order_of_words_finds_the_same(search: Search, queries: list[Asked]) -> None:
    chance = random.Random(3)
    count = 0
    for asked in queries:
        words = asked.query.split()
        if asked.held or asked.sort == "symbol" or not all(word.isalpha() for word in words):
            continue
        if not 1 < len(words) < 20:
            continue
        found = {hit.id for hit in search.find(asked.query).hits}
        for _ in range(3):
            chance.shuffle(words)
            count += 1
            assert {hit.id for hit in search.find(" ".join(words)).hits} == found, words
    assert count > 200

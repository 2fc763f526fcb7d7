"""The letters of files in old encodings are right, or asked about with the right ones among the
answers; never silently others."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from content.calendars import Options, Read, read
from content.calendars.encodings import decoded_as
from tests.content.encoded_texts import CITIES, TEXTS


def tables(language: str, codec: str) -> Iterator[tuple[list[str], str, bytes]]:
    """Yield tables of one title, of three and of all, without and with a city."""
    _codecs, titles = TEXTS[language]
    for of_table in (*([title] for title in titles), titles[:3], titles):
        for city in ("", CITIES[language]):
            rows = (
                f"{title},2013-06-{10 + day} 10:00,{city}" for day, title in enumerate(of_table)
            )
            content = "\n".join(("Title,Start,Location", *rows, "")).encode(codec, "ignore")
            shown = [title.encode(codec, "ignore").decode(codec) for title in of_table]
            if not content.isascii():
                yield shown, city.encode(codec, "ignore").decode(codec), content


def outcome(titles: list[str], city: str, content: bytes) -> str:
    found = read(content, called=True)
    assert found is not None and not found.complaints
    if found.uncertain_letters:
        offered = {letters.sample for letters in found.readings}
        return "asked" if offered & {*titles, city} else "asked in vain"
    return "right" if [entry.title for entry in found.entries] == titles else "nonsense"


@pytest.mark.parametrize("language", TEXTS)
def test_no_letters_are_silently_others(language: str) -> None:
    for codec in TEXTS[language][0]:
        outcomes = Counter(outcome(*table) for table in tables(language, codec))
        print(f"\n{language} {codec}: {dict(outcomes)}")
        assert not outcomes["nonsense"] and not outcomes["asked in vain"]


def test_most_tables_of_many_titles_are_not_asked_about() -> None:
    outcomes = Counter(
        outcome(*table)
        for language, (codecs, titles) in TEXTS.items()
        for table in tables(language, codecs[0])
        if len(table[0]) == len(titles)
    )
    print(f"\nwhole tables in the most usual encoding: {dict(outcomes)}")
    assert outcomes["right"] >= outcomes["asked"]


def test_the_reading_that_a_person_chose_is_taken() -> None:
    content = "Title,Start\nGenève,2013-06-10\n".encode("cp1252")
    found = read(content)
    assert found is not None and found.readings
    for letters in found.readings:
        again = read(content, options=Options(codec=letters.codec))
        assert isinstance(again, Read) and not again.readings
        assert again.entries[0].title == letters.sample


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8"])
def test_unicode_is_told_with_and_without_a_mark(codec: str, mark: bool) -> None:
    text = "Title,Start,Location\nRéunion régionale,2013-06-10 10:00,Genève\n"
    found = read(("\ufeff" * mark + text).encode(codec))
    assert found is not None and not found.uncertain_letters
    assert found.entries[0].title == "Réunion régionale"


def test_a_large_file_takes_no_long_time() -> None:
    rows = "".join(f"Réunion régionale {row},2013-06-10\n" for row in range(450))
    note = "é" * 40_000
    content = f"Title,Start,Other\n{rows}Fin,2013-06-11,{note}\n".encode("cp1252")
    begun = time.process_time()
    assert read(content) is not None
    assert time.process_time() - begun < 5
    text, name = decoded_as(content, "cp1252")
    assert name == "Windows-1252" and "Réunion" in text

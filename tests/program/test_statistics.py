"""The statistics over HTTP: right numbers, a picture, and nobody in them."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator

import pytest

from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person

FIRST = "Roundtable 1 · Sustainable development and post-2015"
THIRD = "Roundtable 3 · Partnerships, cooperation and coherence"
People = tuple[Person, Person, Person]


@pytest.fixture
async def people(meet: Meet) -> AsyncIterator[People]:
    yield meet(OLGA), meet(AMINA), meet(DIEGO)


async def table(olga: Person) -> dict[tuple[str, str], str]:
    """The file, as it can be downloaded."""
    file = await olga.press(await olga.says("/stats"), "As a file")
    content = await olga.file(file)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return {(what, name): number for what, name, number in rows[1:]}


async def test_look_ups_and_searches_are_counted_and_nobody_is_named(people: People) -> None:
    olga, amina, diego = people
    # A few are not told apart, so there are more of each.
    for _ in range(5):
        await amina.says("/roundtable 3")
        await amina.says("/roundtable 1")
    before = await table(olga)
    # Also what was at hand from before, and what the team itself looks up.
    for person in people:
        await person.says("/roundtable 3")
    await amina.press(await amina.says("/roundtables"), FIRST.partition(" · ")[0])
    for person in (amina, diego):
        await person.says("flying carpets zzz")
    await amina.says("my number is +41 22 555 01 99 zzz")
    await amina.says("equal pay")
    after = await table(olga)

    def more(what: str, name: str) -> int:
        return int(after[what, name]) - int(before[what, name])

    assert more("Looked up", THIRD) == 3
    assert more("Looked up", FIRST) == 1
    assert after["Not found", "flying carpets zzz"] == "<5"
    assert not {"1", "2", "3", "4"} & set(after.values())
    assert not any("555" in name or "desk" in name for _, name in after)
    assert not any(str(each) in name for each in (AMINA, DIEGO) for _, name in after)
    shown = await olga.press(await olga.says("/stats"), "Not found")
    assert "flying carpets zzz · fewer than 5" in shown.plain
    assert "555" not in shown.plain


async def test_the_first_screen_is_a_picture_and_says_the_numbers(people: People) -> None:
    olga, amina, _ = people
    await amina.says("/subscribe all")
    said = await olga.says("/stats")
    assert said.raw["photo"]
    caption = " ".join(said.raw["caption"].split())
    assert "Delegates: " in caption
    assert "Subscriptions: " in caption
    assert "Totals only; nobody is identified." in caption
    listed = await olga.press(said, "Subscriptions")
    assert "all meetings · " in listed.plain
    await amina.says("/unsubscribe all")


async def test_each_period_is_a_press_away(people: People) -> None:
    olga, *_ = people
    shown = await olga.says("/stats")
    assert "Statistics · the last 30 days" in " ".join(shown.raw["caption"].split())
    week = await olga.press(shown, "Week")
    assert "Statistics · the last 7 days" in " ".join(week.raw["caption"].split())
    whole = await olga.press(week, "All")
    assert "Statistics · since the start" in " ".join(whole.raw["caption"].split())
    assert "in this period" not in whole.raw["caption"]
    listed = await olga.press(whole, "Notices")
    assert "Notices · since the start" in listed.plain
    again = await olga.press(listed, "‹ Back")
    assert again.labels == whole.labels
    file = await olga.press(again, "As a file")
    assert file.raw["document"]["file_name"] == "statistics.csv"
    for forged in ("n2:never", "g1:desk-stats.never-notices:", "n1"):
        assert "out of date" in (await olga.forge(again, forged))["text"]


async def test_for_others_there_are_no_statistics(people: People) -> None:
    _, amina, _ = people
    said = await amina.says("/stats")
    assert said.plain.startswith("There is no command /stats.")
    for forged in ("n2:month", "g1:desk-stats.month-notices:"):
        assert "out of date" in (await amina.forge(said, forged))["text"]

"""The statistics as they are shown: whole numbers, and none that could single somebody out."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rendering import CAPTION_UNITS, render, shown_units
from content.languages import NAMES
from handlers.desk.statistics.figures import Figures, chart_of
from handlers.desk.statistics.outcomes import outcome_said
from handlers.desk.statistics.small import joined, said, whole_said, written
from handlers.desk.statistics.views import PLACE, part_view, statistics_view
from handlers.places import Place
from handlers.reply import Reply
from storage.deliveries.states import Reason, State
from storage.deliveries.subjects import DIGEST, OF_ANNOUNCEMENTS, OF_MEETINGS
from tests.factories import a_reader, shipped_pack

DAY = date(2013, 5, 20)
PARTS = ("not-found", "looked-up", "subscriptions", "notices")


def figures(number: int) -> Figures:
    """The same number of everything, beside one large one."""
    return Figures(
        came=[(DAY - timedelta(days=3), 70), (DAY, number)],
        groups=number,
        looked_up=[("rt3", 80), ("rt1", number)],
        found=90,
        not_found=[("flying carpets", number)],
        not_found_all=number,
        subscribed=[("all", "", 60), ("meeting", "lima-2013", number)],
        delivered=[
            ("reminder", "sent", "", 50),
            ("digest", "sent", "", number),
            ("correction", "failed", "gone", number),
        ],
    )


def words(reply: Reply) -> str:
    return re.sub(r"<[^>]*>", " ", "\n".join(render(reply).texts))


def screens(language: str, shown: Figures) -> list[Reply]:
    reader, pack = a_reader(language), shipped_pack()
    parts = [part_view(reader, pack, shown, Place(PLACE, part)) for part in PARTS]
    return [statistics_view(reader, shown, DAY, b"png"), *(each for each in parts if each)]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_no_number_of_a_few_stands_beside_a_name_or_is_left_over(number: int) -> None:
    first, *lists = screens("en", figures(number))
    told = words(first)
    for line in (
        "Delegates: more than 70, of whom more than 70 came",
        "Groups: fewer than 5",
        "Looked up: more than 80",
        "90 found something, fewer than 5 nothing",
        "Subscriptions: more than 60",
        "more than 50 sent, fewer than 5 failed, 0 too late",
    ):
        assert line in " ".join(told.split()), told
    assert len(lists) == len(PARTS)
    for each in lists:
        assert not re.search(r" · \d$", words(each), re.MULTILINE)
        assert "· fewer than 5" in words(each)
    chart = chart_of(a_reader("en"), shipped_pack(), figures(number))
    assert chart.delegates == [("2013-05-17", 70)]
    assert (chart.few, chart.fewest) == ("<5", 5)
    for bars in chart.bars:
        assert all(each is None or each >= 50 for _, each in bars.rows)


def test_from_five_on_numbers_are_exact() -> None:
    told = " ".join(words(screens("en", figures(5))[0]).split())
    assert "Delegates: 75, of whom 75 came" in told
    assert "Looked up: 85" in told
    assert "55 sent, 5 failed, 0 too late" in told


def test_what_is_hidden_cannot_be_reckoned_from_the_whole() -> None:
    reader = a_reader("en")
    assert whole_said(reader, [7, 5]) == "12"
    assert whole_said(reader, [7, 5, 1]) == "more than 12"
    assert whole_said(reader, [7, 5, 4, 4]) == "more than 12"
    assert whole_said(reader, [1]) == whole_said(reader, [4]) == "fewer than 5"
    assert whole_said(reader, [1, 4]) == "fewer than 10"
    assert whole_said(reader, []) == said(reader, 0) == written(0) == "0"
    assert written(4) == "<5"


def test_days_on_which_few_came_stand_together() -> None:
    numbers = [3, 1, 1, 9, 2, 2]
    came = [(DAY + timedelta(days=each), number) for each, number in enumerate(numbers)]
    days, later = joined(came)
    assert days == [(DAY + timedelta(days=2), 5), (DAY + timedelta(days=3), 9)]
    assert later == 4
    assert joined([]) == ([], 0)


def test_the_few_stand_in_an_order_that_tells_nothing() -> None:
    rows = [("meeting", "b", 4), ("meeting", "c", 3), ("meeting", "a", 1), ("meeting", "d", 9)]
    shown = replace(figures(0), subscribed=rows)
    listed = words(screens("en", shown)[3])
    assert re.findall(r"\b([a-d]) +·", listed) == ["d", "a", "b", "c"]


@pytest.mark.parametrize("language", NAMES)
def test_the_first_screen_fits_under_a_picture(language: str) -> None:
    for number in (3, 10**9):
        (caption,) = render(screens(language, figures(number))[0]).texts
        assert shown_units(caption) <= CAPTION_UNITS


@pytest.mark.parametrize("language", NAMES)
def test_what_became_of_notices_is_said_in_words(language: str) -> None:
    _ = a_reader(language).gettext
    notices = {*OF_MEETINGS, DIGEST, *OF_ANNOUNCEMENTS}
    codes = {"refused", "gone", "too-old", "unanswered", "broken", "no-view", "blocked", *Reason}
    for notice, state in itertools.product(notices, State):
        for code in codes:
            told = outcome_said(_, notice, state, code)
            kind, became, why = re.split(r": | \(", told.removesuffix(")"))
            assert kind != notice and why not in (code, ""), told
            assert became == _(
                {
                    "pending": "waits",
                    "claimed": "under way",
                    "expired": "too late",
                    "cancelled": "not sent",
                }.get(state, state.value)
            )
    assert outcome_said(_, "odd", "odder", "oddest") == "odd: odder (oddest)"

"""The statistics as they are shown: whole numbers, and none that could single somebody out."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.telegram.rendering import render, shown_units
from content.languages import NAMES
from handlers.desk.statistics.figures import Figures, came_rows, chart_of
from handlers.desk.statistics.outcomes import delivery_label
from handlers.desk.statistics.period import ALL, MONTH, PERIODS, WEEK, Period, parsed, part_of
from handlers.desk.statistics.period import DAY as A_DAY
from handlers.desk.statistics.small_numbers import (
    grouped_days,
    number_label,
    table_label,
    total_label,
)
from handlers.desk.statistics.views import PLACE, StatisticsFile, part_view, statistics_view
from handlers.framework.places import Go, Place
from handlers.framework.reply import Press, Reply
from handlers.framework.telegram_limits import CAPTION_UNITS
from storage.deliveries.states import Reason, State
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, DIGEST, MEETING_NOTICES
from storage.floor.totals import FloorTotals
from tests.factories import a_reader, shipped_pack

DAY = date(2013, 5, 20)
PARTS = ("not-found", "looked-up", "subscriptions", "notices")


def figures(number: int) -> Figures:
    """The same number of everything, beside one large one."""
    return Figures(
        period=MONTH,
        since=MONTH.since(DAY),
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
        floor=FloorTotals(),
    )


def words(reply: Reply) -> str:
    return re.sub(r"<[^>]*>", " ", "\n".join(render(reply).texts))


def screens(language: str, shown: Figures) -> list[Reply]:
    reader, pack = a_reader(language), shipped_pack()
    places = [Place(PLACE, part_of(shown.period, part)) for part in PARTS]
    parts = [part_view(reader, pack, shown, place) for place in places]
    return [statistics_view(reader, shown, b"png"), *(each for each in parts if each)]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_no_number_of_a_few_stands_beside_a_name_or_is_left_over(number: int) -> None:
    first, *lists = screens("en", figures(number))
    told = words(first)
    for line in (
        "Delegates: more than 70, of whom more than 70 joined",
        "Groups: fewer than 5",
        "Looked up: more than 80",
        "90 with results, fewer than 5 without",
        "Subscriptions: more than 60",
        "more than 50 sent, fewer than 5 failed, 0 too late",
    ):
        assert line in " ".join(told.split()), told
    assert len(lists) == len(PARTS)
    for each in lists:
        assert not re.search(r" · \d$", words(each), re.MULTILINE)
        assert "· fewer than 5" in words(each)
    chart = chart_of(a_reader("en"), shipped_pack(), figures(number))
    assert chart.line == [("2013-05-17", "17 May", 70)]
    assert (chart.hidden_label, chart.hidden_length) == ("<5", 4)
    for bars in chart.bars:
        assert all(each is None or each >= 50 for _, each in bars.rows)


def test_from_five_on_numbers_are_exact() -> None:
    told = " ".join(words(screens("en", figures(5))[0]).split())
    assert "Delegates: 75, of whom 75 joined" in told
    assert "Looked up: 85" in told
    assert "55 sent, 5 failed, 0 too late" in told


def test_what_is_hidden_cannot_be_reckoned_from_the_whole() -> None:
    reader = a_reader("en")
    assert total_label(reader, [7, 5]) == "12"
    assert total_label(reader, [7, 5, 1]) == "more than 12"
    assert total_label(reader, [7, 5, 4, 4]) == "20"
    assert total_label(reader, [1]) == total_label(reader, [4]) == "fewer than 5"
    assert total_label(reader, [1, 4]) == "5"
    assert total_label(reader, [7, 1, 2]) == "more than 7"
    assert total_label(reader, [1, 2]) == "fewer than 10"
    assert total_label(reader, []) == number_label(reader, 0) == table_label(0) == "0"
    assert table_label(4) == "<5"


def test_days_on_which_few_came_stand_together() -> None:
    numbers = [3, 1, 1, 9, 2, 2]
    came = [(DAY + timedelta(days=each), number) for each, number in enumerate(numbers)]
    days, later = grouped_days(came)
    assert days == [(DAY + timedelta(days=2), 5), (DAY + timedelta(days=3), 9)]
    assert later == 4
    assert grouped_days([]) == ([], 0)


def test_the_few_stand_in_an_order_that_tells_nothing() -> None:
    rows = [("meeting", "b", 4), ("meeting", "c", 3), ("meeting", "a", 1), ("meeting", "d", 9)]
    shown = replace(figures(0), subscribed=rows)
    listed = words(screens("en", shown)[3])
    assert re.findall(r"\b([a-d]) +·", listed) == ["d", "a", "b", "c"]


def test_a_place_names_a_period_and_a_list() -> None:
    for period in PERIODS.values():
        for shown in ("", *PARTS):
            place = Place.parse(str(Place(PLACE, part_of(period, shown), 7)))
            assert place is not None
            assert parsed(place.part) == (period, shown)
    # What no button of ours names is a month, or no list.
    assert parsed("") == (MONTH, "")
    assert parsed("year-not-found") == (MONTH, "year-not-found")
    assert (A_DAY.since(DAY), WEEK.since(DAY)) == (DAY, date(2013, 5, 14))
    assert ALL.since(DAY) < date(1970, 1, 1)


@pytest.mark.parametrize("period", PERIODS.values())
def test_each_period_leads_to_the_others_and_to_its_own_lists(period: Period) -> None:
    shown = replace(figures(6), period=period, since=period.since(DAY))
    first, *lists = screens("en", shown)
    data = [button.data for row in first.buttons for button in row if isinstance(button, Press)]
    places = {Place.parse(each.place).part for each in data if isinstance(each, Go)}
    others = {each.name for each in PERIODS.values() if each is not period}
    assert places >= others | {part_of(period, part) for part in PARTS}
    assert StatisticsFile(period.name) in data
    assert len(data) <= 8 + 2
    for each in lists:
        (back, _home) = each.buttons[-1]
        assert isinstance(back, Press)
        assert back.data == Go(str(Place(PLACE, period.name)))


def line_of(shown: Figures) -> list[tuple[str, int]]:
    return [
        (day, number) for day, _, number in chart_of(a_reader("en"), shipped_pack(), shown).line
    ]


@pytest.mark.parametrize(
    ("language", "day"), [("ar", "17 أيار/مايو"), ("zh", "5月17日"), ("ru", "17 мая")]
)
def test_the_chart_is_in_the_readers_language(language: str, day: str) -> None:
    chart = chart_of(a_reader(language), shipped_pack(), figures(6))
    assert chart.right_to_left == (language == "ar")
    assert chart.line[0] == ("2013-05-17", day, 70)
    assert chart.line_title == a_reader(language).gettext("Delegates")


def test_the_line_begins_with_who_was_there_before() -> None:
    came = [(DAY - timedelta(days=each), 10) for each in (40, 20, 3)]
    shown = replace(figures(6), came=came)
    week = replace(shown, period=WEEK, since=WEEK.since(DAY))
    assert line_of(shown) == [("2013-04-20", 10), ("2013-04-30", 20), ("2013-05-17", 30)]
    assert line_of(week) == [("2013-05-13", 20), ("2013-05-17", 30)]
    assert line_of(replace(shown, period=ALL, since=ALL.since(DAY)))[0] == ("2013-04-10", 10)
    assert came_rows(week, DAY) == [("2013-05-17", 10)]


def test_who_came_last_is_under_today_and_few() -> None:
    came = [(DAY - timedelta(days=3), 10), (DAY - timedelta(days=1), 2)]
    shown = replace(figures(6), came=came)
    assert came_rows(shown, DAY) == [("2013-05-17", 10), ("2013-05-20", 2)]
    assert shown.new() == [10, 2]
    assert replace(shown, since=DAY).new() == [0, 0]


@pytest.mark.parametrize("language", NAMES)
def test_the_first_screen_fits_under_a_picture(language: str) -> None:
    for number in (3, 10**9):
        (caption,) = render(screens(language, figures(number))[0]).texts
        assert shown_units(caption) <= CAPTION_UNITS


@pytest.mark.parametrize("language", NAMES)
def test_what_became_of_notices_is_said_in_words(language: str) -> None:
    reader = a_reader(language)
    notices = {*MEETING_NOTICES, DIGEST, *ANNOUNCEMENT_NOTICES}
    codes = {"refused", "gone", "too-old", "unanswered", "broken", "no-view", "blocked", *Reason}
    for notice, state in itertools.product(notices, State):
        for code in codes:
            told = delivery_label(reader, notice, state, code)
            kind, in_state, why = re.split(r"\s?[:：]\s?|\s?[(（]", told.rstrip(")）"))
            assert kind != notice and why not in (code, ""), told
            assert in_state == reader.pgettext(
                "delivery",
                {
                    "pending": "waiting",
                    "claimed": "being sent",
                    "expired": "too late",
                    "cancelled": "not sent",
                }.get(state, state.value),
            )
    unknown = delivery_label(reader, "odd", "odder", "oddest")
    assert [word for word in re.split(r"\W+", unknown) if word] == ["odd", "odder", "oddest"]

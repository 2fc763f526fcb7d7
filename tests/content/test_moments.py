"""Days and hours as people write them, and nothing guessed."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.moments import NotADate, When, read_when
from content.moments.hours import read_time

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2013, 5, 20)
at = datetime.fromisoformat
NINE = at("2013-05-29T09:00")
THE_29TH = date(2013, 5, 29)


def read(words: str, on: date | None = None) -> When:
    return read_when(words, PARIS, TODAY, on)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("29/5 9am", NINE, None),
        ("29 May 2013 09:00", NINE, None),
        ("29 May 9.00 a.m.", NINE, None),
        ("May 29, 2013 at 9 AM", NINE, None),
        ("Wednesday 29 May, 9:00", NINE, None),
        ("2013-05-29T09:00", NINE, None),
        ("9am on 29 May", NINE, None),
        ("29 mai 2013 à 9h", NINE, None),
        ("mercredi 29 mai 9h00", NINE, None),
        ("29 de mayo de 2013, 9:00", NINE, None),
        ("29 мая 2013 г. в 9:00", NINE, None),
        ("٢٩ مايو 09:00", NINE, None),
        ("2013年5月29日 上午9点", NINE, None),
        ("5月29日9点", NINE, None),
        ("29.5.2013", THE_29TH, None),
        ("29.05.", THE_29TH, None),
        ("29.5", THE_29TH, None),
        ("29/05/13", THE_29TH, None),
        ("5/29", THE_29TH, None),
        ("5/5", date(2014, 5, 5), None),
        ("29th May", THE_29TH, None),
        ("1er juin", date(2013, 6, 1), None),
        ("22-23 May", date(2013, 5, 22), date(2013, 5, 23)),
        ("22–23 May 2014", date(2014, 5, 22), date(2014, 5, 23)),
        ("22 to 23 May", date(2013, 5, 22), date(2013, 5, 23)),
        ("du 22 au 23 mai", date(2013, 5, 22), date(2013, 5, 23)),
        ("22 - 23 мая", date(2013, 5, 22), date(2013, 5, 23)),
        ("5月22日至23日", date(2013, 5, 22), date(2013, 5, 23)),
        ("May 22-23, 2013", date(2013, 5, 22), date(2013, 5, 23)),
        ("31 May - 2 June", date(2013, 5, 31), date(2013, 6, 2)),
        ("2013-05-31 - 2013-06-02", date(2013, 5, 31), date(2013, 6, 2)),
        ("28 Dec - 2 Jan", date(2013, 12, 28), date(2014, 1, 2)),
        ("28 December - 2 January 2014", date(2013, 12, 28), date(2014, 1, 2)),
        ("29 May 9-11am", NINE, at("2013-05-29T11:00")),
        ("29 May 9am-5pm", NINE, at("2013-05-29T17:00")),
        ("29 May 11-1pm", at("2013-05-29T11:00"), at("2013-05-29T13:00")),
        ("29 May 1:15-2:30 pm", at("2013-05-29T13:15"), at("2013-05-29T14:30")),
        ("29 May 10:30-2:30 p.m.", at("2013-05-29T10:30"), at("2013-05-29T14:30")),
        ("29 May 12:15-1:30pm", at("2013-05-29T12:15"), at("2013-05-29T13:30")),
        ("1:15 - 2:30 pm, 29 May", at("2013-05-29T13:15"), at("2013-05-29T14:30")),
        ("29-30 May 9am", NINE, date(2013, 5, 30)),
        ("29 أيار 2013 9:00", NINE, None),
        ("29 أيار/مايو 9:00", NINE, None),
        ("mar. 28 mai", date(2013, 5, 28), None),
        ("mar. 28 - mer. 29 mai", date(2013, 5, 28), THE_29TH),
        ("mar 28 - apr 2, 2014", date(2014, 3, 28), date(2014, 4, 2)),
        ("29-29 May", THE_29TH, THE_29TH),
        ("29-30 May 09:00-17:00", NINE, at("2013-05-30T17:00")),
        ("29 May 09:00 - 30 May 17:00", NINE, at("2013-05-30T17:00")),
        ("29 May noon", at("2013-05-29T12:00"), None),
        ("12am 29 May", at("2013-05-29T00:00"), None),
        # Past days are those of the next year; today is today.
        ("20 May", TODAY, None),
        ("19 May", date(2014, 5, 19), None),
        ("29 February", date(2016, 2, 29), None),
    ],
)
def test_it_reads(words: str, start: date, end: date | None) -> None:
    assert read(words) == When(start, end)


def test_an_hour_alone_is_of_the_day_that_was() -> None:
    assert read("9am", THE_29TH) == When(NINE)
    assert read("9:00-11:30", THE_29TH) == When(NINE, at("2013-05-29T11:30"))


@pytest.mark.parametrize(
    "words",
    [
        "", "soon", "May", "29", "2013", "9am", "3/5 9am", "03.05.2013", "32 May", "31 June",
        "29 أيار/يونيو",
        "29 May 25:00", "29 May 13pm", "29 May 9am-8am", "30-29 May", "29 February 2013",
        "Monday 29 May 2013", "29 May 1492", "29 May 9999", "29 May 09:00 10:00",
        "99/99", "29 May and 31 May", "0/0", "31 March 2013 02:30", "9" * 80, "29 May " * 20,
        "29 May 2013 - 28 May 2013",
    ],
)  # fmt: skip
def test_it_guesses_nothing(words: str) -> None:
    with pytest.raises(NotADate):
        read(words)


_PIECES = st.sampled_from(
    [
        "29",
        "5",
        "May",
        "mai",
        "/",
        "-",
        ".",
        ":",
        "9am",
        "13:00",
        "2013",
        " ",
        "年",
        "月",
        "日",
        "à",
    ]
)


@given(st.text() | st.lists(_PIECES, max_size=9).map("".join) | st.lists(_PIECES).map(" ".join))
def test_whatever_is_written_is_read_or_refused(words: str) -> None:
    try:
        when = read(words)
    except NotADate:
        return
    assert 1900 <= when.start.year <= 2199
    assert when.end is None or date(when.end.year, when.end.month, when.end.day) >= date(
        when.start.year, when.start.month, when.start.day
    )


@pytest.mark.parametrize(
    ("words", "hour", "minute"),
    [
        ("9", 9, 0), ("09:00", 9, 0), ("21.30", 21, 30), ("9h30", 9, 30), ("9 h 30", 9, 30),
        ("9h", 9, 0), ("9am", 9, 0), ("9 PM", 21, 0), ("9:05 p.m.", 21, 5), ("9.30 a. m.", 9, 30),
        ("12am", 0, 0), ("12 pm", 12, 0), ("9:00 p", 21, 0), ("09:00:30", 9, 0),
        ("09:00:00.000", 9, 0), ("上午9点", 9, 0), ("下午3点半", 15, 30), ("21時05分", 21, 5),
        ("٩:٣٠", 9, 30), (" 7 ", 7, 0),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read(words: str, hour: int, minute: int) -> None:
    assert read_time(words) == time(hour, minute)


@pytest.mark.parametrize(
    "words", ["", "24:00", "9:60", "13pm", "0am", "soon", "9:0", "100", "9-10", "9 9", "9m", "9:"]
)
def test_what_is_no_time_of_day_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        read_time(words)


@pytest.mark.parametrize(("words", "clear"), [("9", False), ("9am", True), ("9h", True)])
def test_a_bare_number_is_an_hour_only_where_one_is_expected(words: str, clear: bool) -> None:
    if clear:
        assert read_time(words, bare=False) == time(9)
    else:
        with pytest.raises(ValueError):
            read_time(words, bare=False)

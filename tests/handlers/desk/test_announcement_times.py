"""When an announcement is to be sent, in the words of its author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content.moments import NotADate
from handlers.desk.announcements.send_time import TimeOutOfRange, read_send_time
from tests.factories import BEFORE, NEW_YORK


@pytest.mark.parametrize(
    ("words", "day", "hour"),
    [
        ("tomorrow 8:30", 21, 8), ("29 May 09:30", 29, 9), ("29/5 9:30", 29, 9),
        ("2013-05-29T09:30", 29, 9), ("May 29, 9:30 am", 29, 9), ("29 mai 2013 9h30", 29, 9),
        ("demain à 8h30", 21, 8), ("mañana a las 8.30", 21, 8),
        ("завтра в 8.30", 21, 8), ("غدا الساعة 8:30", 21, 8), ("明天8点半", 21, 8),
    ],
)  # fmt: skip
def test_days_and_hours_are_read_in_the_writers_zone(words: str, day: int, hour: int) -> None:
    wanted = datetime(2013, 5, day, hour, 30, tzinfo=NEW_YORK).astimezone(UTC)
    assert read_send_time(words, BEFORE, NEW_YORK) == (wanted,)


@pytest.mark.parametrize("words", ["29/5 9-ish", "soon", "31 June 9:00", "9:75", "29 May"])
def test_words_that_name_no_time_are_refused(words: str) -> None:
    with pytest.raises(NotADate):
        read_send_time(words, BEFORE, NEW_YORK)


def test_a_time_that_is_over_is_refused() -> None:
    with pytest.raises(TimeOutOfRange):
        read_send_time("today 6:00", BEFORE, NEW_YORK)


@pytest.mark.parametrize(
    "words",
    ["in 2 hours", "dans 2 heures", "en dos horas", "через 2 часа", "بعد ساعتين", "2小时后"],
)
def test_a_time_from_now_is_read(words: str) -> None:
    assert read_send_time(words, BEFORE, NEW_YORK) == (BEFORE + timedelta(hours=2),)


def test_an_hour_alone_is_the_next_one() -> None:
    now = datetime(2013, 5, 20, 12, tzinfo=NEW_YORK).astimezone(UTC)
    for words, day in (("at 18:30", 20), ("9:30", 21)):
        (found,) = read_send_time(words, now, NEW_YORK)
        assert found.astimezone(NEW_YORK).day == day


def test_what_may_be_two_times_is_told_with_both() -> None:
    now = datetime(2013, 5, 1, 12, tzinfo=NEW_YORK).astimezone(UTC)
    found = read_send_time("3/5 9:30", now, NEW_YORK)
    assert [(at.month, at.day) for at in found] == [(5, 3), (3, 5)]

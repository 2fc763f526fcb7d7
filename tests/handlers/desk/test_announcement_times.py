"""When an announcement is to be sent, in the words of its author."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.desk.announcements.send_time import NotATime, TimeOutOfRange, read_send_time
from tests.factories import BEFORE, NEW_YORK


@pytest.mark.parametrize(
    ("words", "day", "hour"),
    [
        ("tomorrow 8:30", 21, 8), ("29 May 09:30", 29, 9), ("29/5 9:30", 29, 9),
        ("2013-05-29T09:30", 29, 9), ("May 29, 9:30 am", 29, 9), ("29 mai 2013 9h30", 29, 9),
    ],
)  # fmt: skip
def test_days_and_hours_are_read_in_the_writers_zone(words: str, day: int, hour: int) -> None:
    wanted = datetime(2013, 5, day, hour, 30, tzinfo=NEW_YORK).astimezone(UTC)
    assert read_send_time(words, BEFORE, NEW_YORK) == wanted


@pytest.mark.parametrize("words", ["29/5 9-ish", "soon", "31 June 9:00", "9:75", "29 May"])
def test_words_that_name_no_time_are_refused(words: str) -> None:
    with pytest.raises(NotATime):
        read_send_time(words, BEFORE, NEW_YORK)


def test_a_time_that_is_over_is_refused() -> None:
    with pytest.raises(TimeOutOfRange):
        read_send_time("today 6:00", BEFORE, NEW_YORK)

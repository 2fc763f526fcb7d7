"""Durations as people type them, in seven languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content.moments.durations import NotADuration, read_delay, read_durations

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("1 week, 1 day, 2 hours", (WEEK, DAY, 2 * HOUR)),
        ("7d 1d 2h", (WEEK, DAY, 2 * HOUR)),
        ("a day and half an hour before", (DAY, HOUR // 2)),
        ("1 hour 30 minutes", (HOUR, HOUR // 2)),
        ("1 jour avant", (DAY,)),
        ("1 semaine, 2 jours et 3 heures", (WEEK, 2 * DAY, 3 * HOUR)),
        ("1j 2h", (DAY, 2 * HOUR)),
        ("une heure et demie", (HOUR * 3 // 2,)),
        ("1,5 heures", (HOUR * 3 // 2,)),
        ("una semana, dos días y media hora", (WEEK, 2 * DAY, HOUR // 2)),
        ("1 hora antes", (HOUR,)),
        ("за 1 неделю, 1 день и 2 часа", (WEEK, DAY, 2 * HOUR)),
        ("за час", (HOUR,)),
        ("полчаса", (HOUR // 2,)),
        ("1 нед.", (WEEK,)),
        ("يوم واحد", (DAY,)),
        ("يومين", (2 * DAY,)),
        ("قبل أسبوع ويوم وساعتين", (WEEK, DAY, 2 * HOUR)),
        ("٣ أيام، ١٥ دقيقة", (3 * DAY, 15 * MINUTE)),
        ("١٫٥ ساعة", (HOUR * 3 // 2,)),
        ("1天", (DAY,)),
        ("提前1周、两天和3小时", (WEEK, 2 * DAY, 3 * HOUR)),
        ("半小时前", (HOUR // 2,)),
        ("1 Woche, 2 Tage und 3 Stunden", (WEEK, 2 * DAY, 3 * HOUR)),
        ("einen Tag und eine halbe Stunde vorher", (DAY, HOUR // 2)),
        ("anderthalb Stunden vor jeder Sitzung", (HOUR * 3 // 2,)),
        ("1 Std. 30 Min.", (HOUR, HOUR // 2)),
    ],
)
def test_durations_are_read_as_they_are_typed(words: str, seconds: tuple[int, ...]) -> None:
    assert [length.total_seconds() for length in read_durations(words)] == list(seconds)


@pytest.mark.parametrize("words", ["", "7", "soon", "h", "1 week 3 parsecs", "and", "1, 5 days"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(NotADuration):
        read_durations(words)


@pytest.mark.parametrize(
    "words",
    ["in 2 hours", "dans 2 heures", "en 2 horas", "dentro de dos horas", "через 2 часа",
     "بعد ساعتين", "خلال ساعتين", "2小时后", "两个小时之后"],
)  # fmt: skip
def test_a_time_from_now_is_read(words: str) -> None:
    assert read_delay(words) == timedelta(hours=2)


@pytest.mark.parametrize("words", ["2 hours", "in the morning", "tomorrow", ""])
def test_other_words_are_no_time_from_now(words: str) -> None:
    assert read_delay(words) is None

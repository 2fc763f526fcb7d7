"""Words that people type, in each language: wishes for reminders, zones, numbers, commands."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from content.intents import Command, ReminderWish, recognize
from content.moments.durations import NotADuration, read_durations
from content.typed_words import without_number_sign
from content.zones import find_places

UTC, TODAY = ZoneInfo("UTC"), date(2013, 5, 20)
QUARTER, HALF, HOUR, DAY = (timedelta(minutes=count) for count in (15, 30, 60, 24 * 60))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1h30", [HOUR + HALF]), ("1 h 30", [HOUR + HALF]), ("2h15", [2 * HOUR + QUARTER]),
        ("1h30, 1d", [HOUR + HALF, DAY]), ("2h 15m", [2 * HOUR, QUARTER]),
        ("1d 1h 15m", [DAY, HOUR, QUARTER]), ("1.5h", [HOUR + HALF]), ("15min", [QUARTER]),
        ("half an hour", [HALF]), ("1ч30", [HOUR + HALF]), ("une heure et demie", [HOUR + HALF]),
        ("1 jour 2 heures", [DAY, 2 * HOUR]), ("1 день 2 часа", [DAY, 2 * HOUR]),
        ("1 día 2 horas", [DAY, 2 * HOUR]), ("يوم وساعتان", [DAY, 2 * HOUR]),
        ("1天2小时", [DAY, 2 * HOUR]), ("1 Tag 2 Stunden", [DAY, 2 * HOUR]),
    ],
)  # fmt: skip
def test_durations_are_read_as_they_are_typed(words: str, expected: list[timedelta]) -> None:
    assert read_durations(words) == expected


@pytest.mark.parametrize("words", ["1h75", "1h300", "h30"])
def test_what_is_no_duration_is_refused(words: str) -> None:
    with pytest.raises(NotADuration):
        read_durations(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("remind me 15 minutes before", [QUARTER]),
        ("Please remind me half an hour before the meeting starts", [HALF]),
        ("remind me 1 day and 2 hours before each meeting", [DAY, 2 * HOUR]),
        ("rappelle-moi 15 minutes avant", [QUARTER]),
        ("me rappeler une demi-heure avant chaque réunion", [HALF]),
        ("avísame 15 minutos antes", [QUARTER]),
        ("recuérdame 1 hora antes de la reunión", [HOUR]),
        ("напомни за 15 минут", [QUARTER]),
        ("напомните за полчаса до совещания", [HALF]),
        ("ذكرني قبل 15 دقيقة", [QUARTER]),
        ("提前15分钟提醒我", [QUARTER]),
        ("请在会议前1小时提醒我", [HOUR]),
        ("erinnere mich 15 Minuten vorher", [QUARTER]),
        ("erinnere mich eine halbe Stunde vor jeder Sitzung", [HALF]),
    ],
)
def test_a_wish_to_be_reminded_is_understood(words: str, expected: list[timedelta]) -> None:
    asked = recognize(words, UTC, TODAY)
    assert isinstance(asked, ReminderWish)
    assert read_durations(asked.lead_times) == expected


@pytest.mark.parametrize(
    "words",
    ["remind me of the opening", "15 minutes", "reminder of rights", "水", "30 days notice"],
)
def test_other_words_are_no_wish_to_be_reminded(words: str) -> None:
    assert not isinstance(recognize(words, UTC, TODAY), ReminderWish)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (words, command)
        for command, of_command in (
            ("meetings", "meetings|réunions|reuniones|совещания|الاجتماعات|会议|Sitzungen"),
            ("help", "help|aide|ayuda|помощь|مساعدة|帮助|Hilfe"),
            (
                "reminders",
                "reminders|rappels|recordatorios|напоминания|التذكيرات|提醒|Erinnerungen",
            ),
        )
        for words in of_command.split("|")
    ],
)
def test_a_command_is_known_by_its_word_in_each_language(words: str, command: str) -> None:
    assert recognize(words, UTC, TODAY) == Command(command)


@pytest.mark.parametrize(
    "words", ["3.2", "№3.2", "№ 3.2", "no. 3.2", "No 3.2", "n° 3.2", "nº 3.2", "#3.2", "nr. 3.2"]
)
def test_a_number_is_one_with_its_sign(words: str) -> None:
    assert without_number_sign(words) == "3.2"


@pytest.mark.parametrize(
    ("words", "zones"),
    [
        ("UTC+5½", ["Asia/Kolkata"]), ("UTC +5¾", ["Asia/Kathmandu"]), ("+5.5", ["Asia/Kolkata"]),
        ("GMT+5.75", ["Asia/Kathmandu"]), ("UTC-3,5", ["America/St_Johns"]),
        ("5.5", ["Asia/Kolkata"]), ("3", ["Etc/GMT-3", "Etc/GMT+3"]),
        ("UTC 3", ["Etc/GMT-3", "Etc/GMT+3"]), ("GMT3", ["Etc/GMT-3", "Etc/GMT+3"]),
        ("UTC+3 Moscow", ["Europe/Moscow"]), ("+3 Москва", ["Europe/Moscow"]),
        ("UTC+5 Moscow", ["Europe/Moscow", "Etc/GMT-5"]),
        ("МСК+3", ["Europe/Moscow", "Etc/GMT-6"]), ("MSK+4", ["Etc/GMT-7"]),
        ("Москва+2", ["Etc/GMT-5"]), ("Beijing time +0", ["Asia/Shanghai"]),
        ("Godthab", ["America/Nuuk"]), ("Godthåb", ["America/Nuuk"]),
        ("Kishinev", ["Europe/Chisinau"]), ("Rangoon", ["Asia/Yangon"]),
        ("Dacca", ["Asia/Dhaka"]), ("Thimbu", ["Asia/Thimphu"]), ("Faeroe", ["Atlantic/Faroe"]),
    ],
)  # fmt: skip
def test_a_zone_is_known_or_asked_about(words: str, zones: list[str]) -> None:
    assert [place.zone for place in find_places(words).places] == zones


@pytest.mark.parametrize("words", ["99", "UTC+99", "20.04", "Xyzzy +3", "3.2"])
def test_what_names_no_zone_is_none(words: str) -> None:
    assert not find_places(words).places


@pytest.mark.parametrize("words", ["3", "5.5", "МСК+3", "MSK+4", "UTC 3", "UTC+5 Moscow"])
def test_what_is_not_certain_is_asked_about(words: str) -> None:
    assert find_places(words).plain is None

"""Time zones by the names that people give them."""

from __future__ import annotations

import pytest

from content.zones import find_zones


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("new york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("Genf", "Europe/Zurich"),
        ("Genève", "Europe/Zurich"),
        ("addis abeba", "Africa/Addis_Ababa"),
        ("Nairobbi", "Africa/Nairobi"),
        ("GMT+3", "Etc/GMT-3"),
        ("utc-5", "Etc/GMT+5"),
        ("UTC", "UTC"),
    ],
)
def test_a_plain_name_is_one_zone(words: str, zone: str) -> None:
    assert find_zones(words)[0] == zone


def test_names_are_understood_in_the_readers_language() -> None:
    assert find_zones("Нью-Йорк", "ru") == ("America/New_York",)
    assert find_zones("القاهرة", "ar") == ("Africa/Cairo",)


@pytest.mark.parametrize("words", ["", "x", "qqqqqqqq", "GMT+77", "../etc/passwd", "🌍", "a" * 500])
def test_what_names_no_zone_finds_none(words: str) -> None:
    assert find_zones(words) == ()

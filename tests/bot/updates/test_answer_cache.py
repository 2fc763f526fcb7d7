"""Rendered answers are kept by what was asked, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.updates.answer_cache import answer_key, new_answer_cache
from tests.factories import AFTER, BEFORE, a_reader, a_request, offline


def test_hour_chat_and_person_make_no_difference() -> None:
    services = offline()
    later = a_reader(now=BEFORE + timedelta(days=200))
    one = answer_key(a_request(services), "command", "roundtable", "3")
    other = a_request(services, reader=later, chat_id=202, user_id=202)
    assert one is not None
    assert answer_key(other, "command", "roundtable", "3") == one


def test_language_zone_year_kind_of_chat_words_and_version_of_the_pack_do() -> None:
    request = a_request(offline())
    key = answer_key(request, "command", "roundtable", "3")
    others = [
        answer_key(request, "command", "roundtable", "2"),
        answer_key(request, "press", "roundtable", "3"),
        answer_key(replace(request, reader=a_reader("fr")), "command", "roundtable", "3"),
        answer_key(
            replace(request, reader=a_reader(zone=ZoneInfo("Asia/Tokyo"))), "command",
            "roundtable", "3",
        ),
        answer_key(
            replace(request, reader=a_reader(now=AFTER + timedelta(days=9))), "command",
            "roundtable", "3",
        ),
        answer_key(replace(request, chat_kind="group"), "command", "roundtable", "3"),
        answer_key(
            replace(request, in_use=replace(request.in_use, version=2)), "command", "roundtable",
            "3",
        ),
    ]  # fmt: skip
    assert len({key, *others}) == 8


def test_long_words_are_not_kept() -> None:
    assert answer_key(a_request(offline()), "command", "search", "x" * 500) is None


def test_it_does_not_grow_without_bound() -> None:
    cache = new_answer_cache()
    for number in range(2 * int(cache.maxsize)):
        cache[(number,)] = "an answer"
    assert len(cache) == cache.maxsize

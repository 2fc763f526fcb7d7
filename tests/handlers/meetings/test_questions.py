"""Questions about meetings are answered with meetings, in the reader's language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.framework.reply import Reply
from handlers.framework.services import Services
from tests.factories import (
    a_database,
    a_reader,
    a_request,
    a_switchboard,
    places_of,
    services_over,
    text_of,
)

NOW = datetime(2013, 5, 20, 12, tzinfo=UTC)


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    with a_database(tmp_path) as database:
        await database.migrate()
        yield services_over(database)
        await database.close()


async def ask(services: Services, words: str, language: str = "en") -> Reply:
    reader = a_reader(language, NOW)
    request = a_request(services, words, reader, may_have_dialog=False)
    answer = await a_switchboard().message(request, addressed=True)
    assert isinstance(answer, Reply)
    return answer


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "when is the Bangkok meeting"), ("fr", "quand est la réunion de Bangkok ?"),
        ("ar", "متى اجتماع بانكوك"), ("en", "remind me of the Bangkok meeting"),
        ("en", "متى اجتماع بانكوك"), ("de", "Wann ist die Sitzung in Bangkok?"),
    ],
)  # fmt: skip
async def test_when_a_meeting_is_shows_its_screen(
    services: Services, language: str, words: str
) -> None:
    answer = await ask(services, words, language)
    assert answer.payload == "meeting-escap-bangkok-2013"
    meeting = services.packs.in_use.pack.in_language(language).meeting("escap-bangkok-2013")
    assert meeting is not None and meeting.title.split()[0] in text_of(answer)


@pytest.mark.parametrize(
    "words", ["when does it start", "when is the HLD", "quand ça commence", "wann geht es los?"]
)
async def test_when_it_starts_is_the_event(services: Services, words: str) -> None:
    assert (await ask(services, words)).payload == "meeting-hld-2013"


async def test_meetings_of_a_month_are_in_order_of_date(services: Services) -> None:
    answer = await ask(services, "meetings in June")
    pack = services.packs.in_use.pack
    shown = [place for place in places_of(answer).values() if place.startswith("meeting-")]
    opens = [pack.entries[place].opens for place in shown]  # type: ignore[union-attr]
    assert len(shown) > 2
    assert opens == sorted(opens)
    assert all(at.month == 6 for at in opens)
    assert (await ask(services, "juin", "fr")).buttons[0] != answer.buttons[0]


async def test_days_without_meetings_name_the_next_one(services: Services) -> None:
    answer = await ask(services, "tomorrow")
    assert "There are no meetings on this day." in text_of(answer)
    assert "Lima" in text_of(answer)


@pytest.mark.parametrize(
    ("words", "payload"),
    [("this week", "meetings"), ("next meeting", "next"), ("schedule", "meetings"),
     ("change language", "settings"), ("help me", "help"), ("what's on today", "today"),
     ("nächste Sitzung", "next"), ("was ist heute", "today"), ("Termine diese Woche", "meetings")],
)  # fmt: skip
async def test_questions_lead_to_their_screen(services: Services, words: str, payload: str) -> None:
    answer = await ask(services, words)
    assert "Nothing found" not in text_of(answer)
    if words != "change language":
        assert answer.payload == payload


async def test_thanks_get_few_words(services: Services) -> None:
    assert text_of(await ask(services, "Thanks!")) == "You are welcome."
    assert text_of(await ask(services, "شكرا", "ar")) == "على الرحب والسعة."


@pytest.mark.parametrize("words", ["speakers", "registration", "wifi password", "when is lunch"])
async def test_what_is_not_known_is_said(services: Services, words: str) -> None:
    assert "Nothing found" in text_of(await ask(services, words))

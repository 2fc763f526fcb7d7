"""A document is found as delegates name it: by its day, its symbol and its resolution."""

from __future__ import annotations

import pytest

from content.intents import Days, recognize
from content.loading import load_pack
from content.model import Pack
from handlers.framework.places import Go
from handlers.framework.reply import Open, Press, Reply
from handlers.framework.services import Services
from handlers.meetings.days import answer_days
from tests.factories import a_reader, a_request, a_switchboard, offline, services_over, text_of


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("hr75")


@pytest.fixture(scope="module")
def services(pack: Pack) -> Services:
    return services_over(offline().database, pack)


@pytest.mark.parametrize(
    ("language", "day", "title"),
    [
        ("en", "10 December 1948", "Universal Declaration of Human Rights"),
        ("fr", "le 10 décembre 1948", "Déclaration universelle des droits de l’homme"),
        ("es", "10 de diciembre de 1948", "Declaración Universal de Derechos Humanos"),
        ("ru", "10 декабря 1948 года", "Всеобщая декларация прав человека"),
        ("ar", "10 ديسمبر 1948", "الإعلان العالمي لحقوق الإنسان"),
        ("zh", "1948年12月10日", "世界人权宣言"),
    ],
)
async def test_the_day_of_a_document_shows_the_document(
    services: Services, language: str, day: str, title: str
) -> None:
    reader = a_reader(language)
    asked = recognize(day, reader.zone, reader.today)
    assert isinstance(asked, Days)
    reply = await answer_days(a_request(services, day, reader=reader), asked)
    assert isinstance(reply, Reply)
    assert title in text_of(reply) and "A/RES/217(III)" in text_of(reply)
    assert any(
        isinstance(button, Press) and button.data == Go("articles", "days.19481210-19481210")
        for row in reply.buttons
        for button in row
    ), reply.buttons


@pytest.mark.parametrize(
    "words",
    [
        "Resolution 217 A (III)", "217 A (III)", "217 A", "A/RES/217(III)", "A/RES/217 (III)",
        "UDHR", "1948", "GA resolution 217",
    ],
)  # fmt: skip
async def test_a_document_is_verified_by_what_it_is_called(services: Services, words: str) -> None:
    reply = await a_switchboard().command(a_request(services, words), "verify")
    assert isinstance(reply, Reply)
    assert reply.payload == "preamble"
    assert "Symbol: <code>A/RES/217(III)</code>" in text_of(reply)
    assert any(isinstance(button, Open) for row in reply.buttons for button in row)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh"])
async def test_the_document_opens_in_the_readers_language(
    services: Services, language: str
) -> None:
    request = a_request(services, "12", reader=a_reader(language))
    reply = await a_switchboard().command(request, "verify")
    assert isinstance(reply, Reply)
    (address,) = [button.url for row in reply.buttons for button in row if isinstance(button, Open)]
    assert address.startswith(f"https://www.un.org/{language}/")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "privacy"), ("en", "Privacy?"), ("fr", "vie privée"), ("es", "privacidad"),
        ("ru", "приватность"), ("ar", "الخصوصية"), ("zh", "隐私"), ("en", "vie privee"),
    ],
)  # fmt: skip
async def test_what_a_document_speaks_of_is_no_question_about_the_bot(
    services: Services, language: str, words: str
) -> None:
    """“Privacy” opens what the bot keeps of a person only where no document is about it."""
    board = a_switchboard()
    request = a_request(services, words, reader=a_reader(language), may_have_dialog=False)
    reply = await board.message(request, True)
    assert isinstance(reply, Reply)
    assert reply.payload == "article-12"
    of_dialogue = a_request(offline(), words, reader=a_reader(language), may_have_dialog=False)
    reply = await board.message(of_dialogue, True)
    assert isinstance(reply, Reply)
    assert reply.payload != "article-12"

"""A delegate reads official text in their language where there is one, and the truth where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pack.check import check
from content.loading import load_pack
from content.model import Pack
from content.search import Search
from handlers.documents.inline import answer_inline, inline_result
from handlers.documents.quotations import CopyInLanguage
from handlers.framework.places import Go
from handlers.framework.reply import (
    Copy,
    Notice,
    Open,
    Press,
    Quotation,
    Reply,
    Share,
)
from handlers.framework.services import Services
from storage.database import open_database
from tests.content.languages_example import languages_example
from tests.factories import a_reader, a_request, a_switchboard, places_of, services_over, text_of


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack(languages_example(tmp_path))


@pytest.fixture
def services(pack: Pack) -> Services:
    return services_over(open_database("sqlite+aiosqlite:///:memory:"), pack)


async def opened(services: Services, place: str, language: str = "en") -> Reply:
    request = a_request(services, reader=a_reader(language), may_have_saved=False)
    answer = await a_switchboard().button(request, Go(place).pack())
    assert isinstance(answer, Reply)
    return answer


def quotations(reply: Reply) -> list[Quotation]:
    return [block for block in reply.blocks if isinstance(block, Quotation)]


async def test_the_readers_language_is_shown_and_named(services: Services) -> None:
    reply = await opened(services, "position-2", "fr")
    (quoted,) = quotations(reply)
    assert (quoted.text, quoted.language) == ("Toute ville coopère avec ses voisines.", "fr")
    assert quoted.citation == "Charter of Rivers, article 2 (français)"
    assert quoted.proof is not None and " · fr · " in quoted.proof
    assert "Texte officiel" not in text_of(reply) and "pas de texte" not in text_of(reply)


async def test_another_language_is_shown_and_named_where_it_has_none(services: Services) -> None:
    reply = await opened(services, "position-2", "ru")
    (quoted,) = quotations(reply)
    assert quoted.language == "en"
    assert "Официального текста на вашем языке нет. Язык текста: английский." in text_of(reply)
    # By hand in French and English alone.
    reply = await opened(services, "position-by-hand", "ar")
    assert quotations(reply)[0].language == "en"
    # A document in one language says so, as ever.
    reply = await opened(services, "rec-1-1", "fr")
    assert "Texte officiel dans sa langue d’origine : anglais." in text_of(reply)
    assert quotations(reply)[0].citation.endswith("recommandation 1")


async def test_a_translation_is_called_one(services: Services) -> None:
    reply = await opened(services, "position-2", "ar")
    assert "ترجمة" in quotations(reply)[0].citation
    assert "هذا النص ترجمة" in text_of(reply)
    others = await opened(services, "position-2.others")
    assert [quoted.citation for quoted in quotations(others)] == [
        "Charter of Rivers, article 2 (French)",
        "Charter of Rivers, article 2 (Arabic, translation)",
    ]


async def test_other_languages_are_side_by_side_and_each_has_a_screen(services: Services) -> None:
    first = await opened(services, "position-2")
    assert places_of(first)["Other languages"] == "position-2.others"
    others = await opened(services, "position-2.others")
    assert [quoted.language for quoted in quotations(others)] == ["fr", "ar"]
    assert places_of(others)["Français"] == "position-2.in-fr"
    french = await opened(services, "position-2.in-fr")
    assert quotations(french)[0].text.startswith("Toute ville")
    buttons = [button for row in french.buttons for button in row]
    (copy,) = [button for button in buttons if isinstance(button, Copy)]
    assert copy.text == (
        "Toute ville coopère avec ses voisines.\n— Charter of Rivers, article 2 (French)"
    )
    assert [button.query for button in buttons if isinstance(button, Share)] == ["position-2.fr"]
    proof = await opened(services, places_of(french)["Link and verification"])
    assert "Language of the text: French" in text_of(proof)
    sha256 = load_sha256(services, "fr")
    assert sha256 in text_of(proof)
    assert sha256 not in text_of(await opened(services, "position-2.proof"))
    assert "Other languages" not in places_of(await opened(services, "rec-1-1"))


def load_sha256(services: Services, language: str) -> str:
    return services.packs.in_use.pack.passages["position-2"].in_language(language).sha256


async def test_a_language_that_is_not_there_is_out_of_date(services: Services) -> None:
    request = a_request(services, may_have_saved=False)
    for place in ("position-2.in-es", "position-2.in-", "position-2.proof-es", "rec-1-1.others"):
        answer = await a_switchboard().button(request, Go(place).pack())
        # A part that is not there shows the whole.
        assert isinstance(answer, Reply) and answer.payload in ("position-2", "rec-1-1")
    answer = await a_switchboard().button(request, CopyInLanguage("position-2", "es").pack())
    assert isinstance(answer, Notice)


async def test_a_long_text_is_copied_in_the_language_of_its_screen(services: Services) -> None:
    request = a_request(services)
    answer = await a_switchboard().button(request, CopyInLanguage("position-2", "fr").pack())
    assert isinstance(answer, Reply) and "Toute ville coopère" in text_of(answer)


async def test_a_shared_passage_keeps_its_language(services: Services, pack: Pack) -> None:
    answer = await answer_inline(a_request(services, "position-2.fr"), "")
    assert answer.entries == ("position-2.fr",)
    result = inline_result(a_reader("en"), pack, "position-2.fr")
    assert "Toute ville coopère" in text_of(result.reply)
    assert (await answer_inline(a_request(services, "position-2.es"), "")).entries == ()


async def test_the_document_can_be_opened_and_its_symbol_copied(services: Services) -> None:
    door = await opened(services, "documents")
    assert "<code>R/1</code>" in text_of(door)
    links = [button for row in door.buttons for button in row if isinstance(button, Open)]
    assert [(link.label, link.url) for link in links] == [
        ("Charter of Rivers (example.org)", "https://example.org/charter")
    ]
    proof = await opened(services, "position-2.proof")
    assert "Symbol: <code>R/1</code>" in text_of(proof)
    links = [button for row in proof.buttons for button in row if isinstance(button, Open)]
    assert [link.url for link in links] == ["https://example.org/charter"]
    # Nothing is offered of a document without either.
    assert "Symbol" not in text_of(await opened(services, "rec-1-1.proof"))


async def test_the_language_screen_says_what_changes(services: Services) -> None:
    assert "where the documents have official text" in text_of(await opened(services, "languages"))


def test_every_screen_in_every_language_fits(tmp_path: Path) -> None:
    assert check(languages_example(tmp_path)).problems == ()


@pytest.mark.parametrize(
    ("language", "words", "first", "excerpt"),
    [
        ("fr", "villes voisines", "position-2", "Toute ville coopère"),
        ("ar", "يشرب من النهر", "position-1", "لكل إنسان أن يشرب"),
        ("ar", "يلوثه", "position-1", "يلوّثه"),
        # In the reader's language, also where the words are of another one.
        ("fr", "drink from the river", "position-1", "Chacun peut boire"),
        ("en", "boire", "position-1", "Everyone may drink"),
        ("en", "cooperate", "position-2", "co\u2010operate"),
        ("en", "co-operate with neighbours", "position-2", "co\u2010operate"),
        ("fr", "article 2", "position-2", "Toute ville"),
    ],
)
def test_search_finds_in_the_readers_language_first_and_in_all(
    pack: Pack, language: str, words: str, first: str, excerpt: str
) -> None:
    found = Search(pack).find(words, language=language)
    assert found.hits and found.hits[0].id == first
    assert excerpt in found.hits[0].excerpt


async def test_verify_is_of_the_text_that_is_shown(services: Services) -> None:
    request = a_request(services, "villes voisines", reader=a_reader("fr"))
    answer = await a_switchboard().command(request, "verify")
    assert isinstance(answer, Reply)
    assert load_sha256(services, "fr") in text_of(answer)


def test_no_button_is_lost(pack: Pack) -> None:
    """Every button of a passage's screens is one that the switchboard reads."""
    assert Press("x", CopyInLanguage("a", "fr")).data.pack() == "c2:a:fr"

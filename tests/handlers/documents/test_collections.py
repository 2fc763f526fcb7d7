"""A pack may have passages under a name of its own, with a command, screens and links of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pack.check import check
from bot.telegram.command_menu import registrations
from content.languages import Sentences
from content.loading import load_pack
from content.model import Pack
from content.search import Search
from handlers.framework.places import Go
from handlers.framework.reply import Heading, Quotation, Reply
from handlers.framework.services import Services
from storage.database import open_database
from tests.content.example import edit, problems
from tests.content.languages_example import languages_example
from tests.factories import (
    a_reader,
    a_request,
    a_switchboard,
    places_of,
    services_over,
    shipped_pack,
    text_of,
)

COLLECTIONS = """- id: articles
  title: Articles of the Charter
  item: Article {number}
  command: articles
  document: charter
  passages:
    - {id: article-1, title: Drinking and spoiling, number: 1, words: [thirst]}
    - {id: article-2, title: Working together, number: 2, words: [neighbour]}
    - {id: charter-preamble, title: Why there is a Charter, unit: preamble, words: [reasons]}
"""
FRENCH = """sections: {articles: Articles de la Charte}
items: {articles: "Article {number}"}
entries:
  article-2: {title: Coopérer}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = languages_example(tmp_path)
    (folder / "position.yaml").unlink()
    (folder / "collections.yaml").write_text(COLLECTIONS, encoding="utf-8")
    (folder / "translations").mkdir()
    (folder / "translations" / "fr.yaml").write_text(FRENCH, encoding="utf-8")
    return folder


@pytest.fixture
def pack(folder: Path) -> Pack:
    return load_pack(folder)


@pytest.fixture
def services(pack: Pack) -> Services:
    database = open_database("sqlite+aiosqlite:///:memory:")
    return services_over(database, pack, owners=frozenset({7}))


async def said(services: Services, command: str, words: str = "", language: str = "en") -> Reply:
    request = a_request(services, words, reader=a_reader(language), may_have_saved=False)
    answer = await a_switchboard().command(request, command)
    assert isinstance(answer, Reply)
    return answer


def test_its_passages_are_entries_with_citations(pack: Pack) -> None:
    article = pack.passages["article-2"]
    assert pack.kind_of["article-2"] == "item"
    assert (article.citation.document, article.citation.unit, article.citation.number) == (
        "charter", "article", 2,
    )  # fmt: skip
    assert article.texts["fr"] == "Toute ville coopère avec ses voisines."
    assert pack.neighbours("article-2") == ("article-1", "charter-preamble")
    assert pack.in_language("fr").passages["article-2"].title == "Coopérer"
    assert pack.in_language("fr").sections[-1].title == "Articles de la Charte"


async def test_its_command_shows_all_and_one_by_number_or_words(services: Services) -> None:
    everything = await said(services, "articles")
    assert "Articles of the Charter" in text_of(everything)
    for words in ("2", "٢", "02", "neighbour"):
        one = await said(services, "articles", words)
        assert one.payload == "article-2", words
        assert one.blocks[0] == Heading("Article 2 · Working together")
    assert "There is no number 9 here." in text_of(await said(services, "articles", "9"))
    french = await said(services, "articles", "2", "fr")
    assert french.blocks[0] == Heading("Article 2 · Coopérer")
    assert [block.language for block in french.blocks if isinstance(block, Quotation)] == ["fr"]


async def test_links_and_the_documents_door_lead_to_it(services: Services) -> None:
    door = await said(services, "documents")
    assert places_of(door)["Articles of the Charter"] == "articles"
    assert (await said(services, "start", "articles")).payload == "articles"
    assert (await said(services, "start", "article-1")).payload == "article-1"
    request = a_request(services, may_have_saved=False)
    opened = await a_switchboard().button(request, Go("article-1", "documents").pack())
    assert isinstance(opened, Reply)
    assert places_of(opened)["Next ›"] == "article-2"


async def test_a_command_that_no_collection_has_is_unknown(services: Services) -> None:
    unknown = await said(services, "motions")
    assert text_of(unknown).startswith("There is no command /motions.")
    assert "/articles 2" in text_of(unknown)


@pytest.mark.parametrize("words", ["article 2", "Articles of the Charter", "article"])
def test_search_finds_by_number_and_lists_them_all(pack: Pack, words: str) -> None:
    ids = [hit.id for hit in Search(pack).find(words, kinds=frozenset({"item"})).hits]
    expected = ["article-2"] if words == "article 2" else ["article-1", "article-2"]
    assert ids[: len(expected)] == expected


def test_every_screen_fits(folder: Path) -> None:
    assert check(folder).problems == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: articles", "id: meetings", "“meetings” is a name of the bot's own"),
        ("command: articles", "command: help", "“help” is a name of the bot's own"),
        ("id: article-1", "id: rec-9-9", "its id is rec-9-9, which is of another kind of entry"),
        ("document: charter", "document: charta", "there is no document “charta”"),
        ("number: 2", "number: 7", "the document has no heading for article 7"),
        ("id: article-1", "id: article-2", "the id article-2 is used twice"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, old: str, new: str, said: str) -> None:
    edit(folder, "collections.yaml", old, new)
    (folder / "translations" / "fr.yaml").unlink()
    assert said in [problem.what for problem in check(folder).problems]


def test_a_translation_of_an_item_names_a_collection(folder: Path) -> None:
    edit(folder, "translations/fr.yaml", "items: {articles", "items: {articels")
    (problem,) = problems(folder)
    assert problem.what == "the pack has no “articels” in its items"


def test_the_menu_has_its_command_and_none_for_what_the_pack_lacks() -> None:
    pack = load_pack("hr75")
    menus = {
        (parameters["scope"]["type"], parameters.get("language_code", "en")): {
            command["command"]: command["description"] for command in parameters["commands"]
        }
        for method, parameters in registrations(pack, Sentences(), True)
        if method == "setMyCommands"
    }
    private = menus["all_private_chats", "fr"]
    assert private["articles"] == "La Déclaration universelle"
    assert "documents" not in private  # which would speak of recommendations
    assert menus["all_group_chats", "en"]["articles"] == "The Universal Declaration"
    assert "recommendation" not in menus["all_group_chats", "en"]
    shipped = [
        parameters["commands"]
        for method, parameters in registrations(shipped_pack(), Sentences(), True)
        if method == "setMyCommands"
    ]
    assert all("articles" not in str(commands) for commands in shipped)

"""The pack hr75 is whole: every article of the Declaration in six languages, word for word."""

from __future__ import annotations

import re

import pytest

from content.checking import pack_warnings
from content.loading import PACKS, load_pack
from content.model import Pack, Passage
from content.search import Search
from tests.catalogues import OFFICIAL

SOURCES = PACKS / "hr75" / "sources" / "udhr"
# The line that begins article 1, and how many characters of the file no passage has: title and
# headings.
FIRST = {
    "en": "Article 1", "fr": "Article premier", "es": "Artículo 1", "ar": "المادة 1",
    "ru": "Статья 1", "zh": "第一条",
}  # fmt: skip


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("hr75")


def test_it_has_nothing_to_mend_or_to_better(pack: Pack) -> None:
    assert [str(problem) for problem in pack_warnings(pack)] == []


def test_it_has_thirty_articles_and_the_preamble_in_six_languages(pack: Pack) -> None:
    (articles,) = pack.collections
    assert [passage.id for passage in articles.passages] == [
        "preamble", *(f"article-{number}" for number in range(1, 31)),
    ]  # fmt: skip
    for passage in articles.passages:
        assert set(passage.texts) == set(OFFICIAL), passage.id
        assert len(set(passage.texts.values())) == 6, passage.id


@pytest.mark.parametrize("language", OFFICIAL)
def test_every_article_is_word_for_word(pack: Pack, language: str) -> None:
    """Read in another way than the loader's: the file's blocks between blank lines are a title, and
    headings and texts in turn."""
    text = (SOURCES / f"{language}.txt").read_text(encoding="utf-8")
    blocks = [block.strip("\n") for block in re.split(r"\n[^\S\n]*\n", text) if block.strip()]
    _title, *others = blocks
    headings, texts = others[::2], others[1::2]
    assert headings[1] == FIRST[language]
    assert len(headings) == len(texts) == 31
    passages = pack.collections[0].passages
    for passage, written in zip(passages, texts, strict=True):
        lines = [" ".join(line.split()) for line in written.split("\n") if line.strip()]
        assert passage.texts[language].split("\n\n") == lines, passage.id


@pytest.mark.parametrize("language", OFFICIAL)
def test_the_readers_language_has_all_words(pack: Pack, language: str) -> None:
    localized = pack.in_language(language)
    for entry_id, entry in localized.entries.items():
        own = pack.entries[entry_id]
        if isinstance(entry, Passage):
            assert entry.language == language
        if language != "en":
            assert entry.title != own.title or entry_id == "meeting-hr75", entry_id  # type: ignore[union-attr]
    assert localized.hash == pack.hash


def test_a_roundtable_whose_theme_no_document_gives_names_its_source(pack: Pack) -> None:
    assert [roundtable.theme for roundtable in pack.roundtables] == [None] * 4
    assert all(roundtable.source and roundtable.note for roundtable in pack.roundtables)
    assert pack.kind_of["rt1"] == "roundtable" and "rt1" not in pack.passages


# What a delegate types, and the article that it is about.
QUERIES = {
    "en": {
        "article 12": "article-12", "privacy": "article-12", "free speech": "article-19",
        "freedom of expression": "article-19", "refugees": "article-14", "torture": "article-5",
        "equal pay for equal work": "article-23", "right to education": "article-26",
        "free elections": "article-21", "statelessness": "article-15", "co-operation": "article-22",
        "born free": "article-1", "preamble": "preamble", "presumed innocent": "article-11",
        "slavery": "article-4", "housing and medical care": "article-25",
    },
    "fr": {
        "article 12": "article-12", "vie privée": "article-12",
        "liberté d'expression": "article-19", "réfugiés": "article-14", "torture": "article-5",
        "salaire égal": "article-23",
        "droit à l'éducation": "article-26", "élections": "article-21", "apatridie": "article-15",
        "naissent libres et égaux": "article-1", "préambule": "preamble", "esclavage": "article-4",
    },
    "es": {
        "artículo 12": "article-12", "vida privada": "article-12", "libertad de expresión":
        "article-19", "refugiados": "article-14", "tortura": "article-5", "salario igual":
        "article-23", "educación": "article-26", "elecciones": "article-21",
        "nacen libres e iguales": "article-1", "preámbulo": "preamble", "esclavitud": "article-4",
    },
    "ar": {
        "المادة 12": "article-12", "المادة ١٢": "article-12", "حرية الرأي والتعبير": "article-19",
        "اللاجئون": "article-14", "التعذيب": "article-5", "التعليم": "article-26",
        "الانتخابات": "article-21", "الجنسية": "article-15", "الديباجة": "preamble",
        "الإسترقاق": "article-4", "استرقاق": "article-4", "الضمان الاجتماعي": "article-22",
    },
    "ru": {
        "статья 12": "article-12", "личная жизнь": "article-12", "свобода слова": "article-19",
        "беженцы": "article-14", "пытки": "article-5", "равная оплата": "article-23",
        "образование": "article-26", "выборы": "article-21", "гражданство": "article-15",
        "преамбула": "preamble", "рабство": "article-4", "социальное обеспечение": "article-22",
    },
    "zh": {
        "第十二条": "article-12", "第12条": "article-12", "隐私": "article-12",
        "言论自由": "article-19", "难民": "article-14", "酷刑": "article-5",
        "同工同酬": "article-23", "教育": "article-26",
        "选举": "article-21", "国籍": "article-15", "序言": "preamble", "奴隶": "article-4",
        "第二十一条": "article-21",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", OFFICIAL)
def test_what_delegates_type_finds_the_article(pack: Pack, language: str) -> None:
    search = Search(pack)
    wrong = {
        words: [hit.id for hit in search.find(words, language=language).hits[:3]]
        for words, wanted in QUERIES[language].items()
        if wanted not in [hit.id for hit in search.find(words, language=language).hits[:3]]
    }
    assert wrong == {}


@pytest.mark.parametrize("words", ["hotel", "visa", "football", "wifi", "the weather in Geneva"])
def test_what_the_documents_do_not_speak_of_finds_nothing(pack: Pack, words: str) -> None:
    assert Search(pack).find(words).hits == ()


def test_a_query_in_another_language_finds_the_readers_text(pack: Pack) -> None:
    found = Search(pack).find("freedom of thought", language="fr")
    assert found.hits[0].id == "article-18"
    assert "liberté de pensée" in found.hits[0].excerpt

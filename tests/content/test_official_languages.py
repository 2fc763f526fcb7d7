"""A passage may have official text in several languages, each word for word from its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.checking import pack_warnings
from content.loading import load_pack
from content.model import Pack
from tests.content.example import edit, problems
from tests.content.languages_example import languages_example


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return languages_example(tmp_path)


@pytest.fixture
def pack(folder: Path) -> Pack:
    return load_pack(folder)


def test_texts_are_taken_by_the_documents_own_numbering(pack: Pack) -> None:
    article = pack.passages["position-1"]
    assert article.text == "Everyone may drink from the river.\n\nNo one may spoil it."
    assert (article.language, list(article.texts)) == ("en", ["en", "fr", "ar"])
    assert article.texts["fr"].startswith("Chacun peut boire")
    assert pack.passages["position-preamble"].texts["ar"] == "لما كانت الأنهار لا تعرف حدودًا،"
    by_hand = pack.passages["position-by-hand"]
    assert (by_hand.language, by_hand.text) == ("en", "No one may spoil it.")
    assert [str(warning) for warning in pack_warnings(pack)] == [
        "position.yaml, position-by-hand: it has no text in ar. Look for its heading there, or "
        "give the text. Until then another is shown."
    ]


def test_the_readers_language_is_shown_where_it_is_there(pack: Pack) -> None:
    french, russian = pack.in_language("fr"), pack.in_language("ru")
    article = french.passages["position-2"]
    assert (article.text, article.language) == ("Toute ville coopère avec ses voisines.", "fr")
    assert article.hash != pack.passages["position-2"].hash
    assert russian.passages["position-2"].text == pack.passages["position-2"].text
    assert russian.language_of(russian.passages["position-2"]) == "en"
    assert pack.in_language("ar").passages["position-by-hand"].language == "en"
    assert french.hash == pack.hash
    # A document in one language says nothing of languages.
    assert french.language_of(french.passages["rec-1-1"]) == "en"
    assert french.passages["rec-1-1"] is pack.passages["rec-1-1"]


def test_a_change_in_any_language_is_a_change(folder: Path, pack: Pack) -> None:
    before = pack.passages["position-1"]
    edit(folder, "sources/charter-fr.txt", "Nul ne peut la souiller", "Nul ne doit la souiller")
    edit(folder, "position.yaml", "fr: Nul ne peut la souiller", "fr: Nul ne doit la souiller")
    after = load_pack(folder).passages["position-1"]
    assert after.hash == before.hash
    assert after.hash_of_all_languages != before.hash_of_all_languages
    assert pack.passages["rec-1-1"].hash_of_all_languages == pack.passages["rec-1-1"].hash


def test_every_language_is_checked_against_its_own_text(folder: Path) -> None:
    edit(folder, "position.yaml", "fr: Nul ne peut la souiller", "fr: Nul ne peut la salir")
    (problem,) = problems(folder)
    assert (problem.entry, problem.line) == ("position-by-hand", 19)
    assert "“salir.”, the document “souiller." in problem.what


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("authentic: [en, fr]", "authentic: [en, es]", "the document has no text in “es”"),
        ('fr: "Article {n}", ar', 'fr: "Article", ar', "“Article” does not say where the number"),
        ("fr: sources/charter-fr.txt", "fr: sources/charte.txt", "“sources/charte.txt” is not a"),
        ("    paragraphs: lines", "    file: a.txt", "has either “file” or “texts”"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_documents_languages_is_told(
    folder: Path, old: str, new: str, said: str
) -> None:
    edit(folder, "pack.yaml", old, new)
    assert any(said in problem.what and problem.fix for problem in problems(folder))


def test_a_part_that_no_language_has_is_told(folder: Path) -> None:
    edit(folder, "position.yaml", "unit: article, number: 2", "unit: article, number: 9")
    (problem,) = problems(folder)
    assert (problem.entry, problem.what) == (
        "position-2", "the document has no heading for article 9",
    )  # fmt: skip


def test_a_part_that_one_language_lacks_is_advice(folder: Path) -> None:
    edit(folder, "sources/charter-ar.txt", "المادة 2\n", "")
    (lacking, _by_hand) = pack_warnings(load_pack(folder))
    assert (lacking.entry, lacking.what) == ("position-2", "it has no text in ar")


def test_a_text_in_a_language_that_the_document_has_not_is_told(folder: Path) -> None:
    edit(folder, "position.yaml", "      fr: Nul", "      es: Nul")
    (problem,) = problems(folder)
    assert problem.what == "its document has no text in “es”"


def test_a_text_that_is_missing_is_told(folder: Path) -> None:
    warn = "Warn everybody downstream without delay when harmful substances have entered a river."
    edit(folder, "areas.yaml", f"      text: >-\n        {warn}\n", "")
    assert [(problem.entry, problem.what) for problem in problems(folder)] == [
        ("rec-1-2", "“text” is missing or empty")
    ]


def test_a_text_that_is_too_long_in_one_language_is_told(folder: Path) -> None:
    text = (folder / "sources/charter-fr.txt").read_text("utf-8")
    (folder / "sources/charter-fr.txt").write_text(text + "encore " * 600, encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.what.startswith("its text has 4,239 characters")


def test_a_document_in_another_language_than_the_packs(folder: Path) -> None:
    edit(folder, "pack.yaml", "      en: sources/charter-en.txt\n", "")
    edit(folder, "pack.yaml", 'numbering: {en: "Article {n}", fr', "numbering: {fr")
    edit(folder, "pack.yaml", "preamble: {en: Preamble, fr", "preamble: {fr")
    edit(folder, "pack.yaml", "authentic: [en, fr]", "authentic: [fr]")
    edit(folder, "position.yaml", "      en: No one may spoil it.\n", "")
    pack = load_pack(folder)
    assert pack.passages["position-1"].language == "fr"
    assert pack.in_language("ar").passages["position-1"].language == "ar"
    assert pack.in_language("en").passages["position-1"].language == "fr"
    assert pack.text_languages == ("en", "fr", "ar")


def test_what_a_hash_covers_has_no_new_fields_where_none_is_used() -> None:
    """The hash of a pack in one language stays: it stands in printed proofs."""
    shipped = load_pack("hld-2013")
    passage = shipped.passages["rec-1-1"]
    assert passage.hash == "eb8a355d7362"
    of_meeting = shipped.meetings[0].model_dump()
    assert not {"room", "track", "people", "join"} & of_meeting.keys()
    assert "rooms" not in shipped.model_dump(exclude={"meetings", "translations"})
    assert list(passage.model_dump()) == [
        "id", "title", "text", "citation", "words", "note", "symbol",
    ]  # fmt: skip
    assert list(shipped.documents[0].model_dump()) == [
        "id", "title", "short", "author", "date", "symbol", "file", "link", "footnote_marks",
        "interruptions",
    ]  # fmt: skip

"""The table of languages agrees with CLDR and with the catalogues."""

from __future__ import annotations

import pytest
from babel import Locale

from content.languages import LANGUAGES, LOCALES, SOURCE_LANGUAGE, Sentences, cldr_locale, spoken
from content.zones import find_places, zone_name
from tests.catalogues import OFFICIAL


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_is_as_cldr_has_it(code: str) -> None:
    language, locale = LANGUAGES[code], Locale.parse(cldr_locale(code))
    assert locale.language == code
    assert language.name.casefold() == str(Locale.parse(code).get_language_name(code)).casefold()
    assert language.right_to_left == (code == "ar")


def test_every_language_but_the_source_has_a_catalogue() -> None:
    catalogues = {path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/*.po")}
    assert catalogues == set(LANGUAGES) - {SOURCE_LANGUAGE}
    for code, sentences in Sentences().items():
        translated = sentences.gettext("Roundtable") != "Roundtable"
        assert translated == (code != SOURCE_LANGUAGE)


@pytest.mark.parametrize("code", LANGUAGES)
def test_greetings_are_as_they_are_compared(code: str) -> None:
    greetings = LANGUAGES[code].greetings
    assert greetings or code not in OFFICIAL
    assert all(greeting == greeting.strip(" ?.!").casefold() for greeting in greetings)


def test_the_official_languages_are_in_the_order_of_the_united_nations() -> None:
    assert [code for code in LANGUAGES if code in OFFICIAL] == OFFICIAL


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "Geneva"),
        ("fr", "Genève"),
        ("es", "Ginebra"),
        ("ru", "Женева"),
        ("zh", "日内瓦"),
        ("de", "Genf"),
    ],
)
def test_a_place_goes_by_its_name_in_each_language(code: str, name: str) -> None:
    assert find_places(name, code).places[0].name == name
    assert zone_name("America/New_York", code)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("pt-br", None), ("fr", "fr"), ("zh-hans", "zh"), ("en_US", "en"), ("", None), (None, None)],
)
def test_a_client_s_tag_leads_to_a_language(tag: str | None, code: str | None) -> None:
    assert spoken(tag) == code

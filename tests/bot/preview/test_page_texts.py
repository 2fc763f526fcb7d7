"""The chat page's own texts are there in every language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import bot.preview

PAGE = Path(bot.preview.__file__).parent / "page"
LANGUAGES = ["ar", "de", "es", "fr", "ru", "zh"]
_PAIR = re.compile(r'^  ("(?:[^"\\]|\\.)*"|\w+):\s*("(?:[^"\\]|\\.)*"),$', re.MULTILINE)


def catalogue(language: str) -> dict[str, str]:
    pairs = _PAIR.findall((PAGE / f"texts-{language}.js").read_text(encoding="utf-8"))
    return {json.loads(f'"{key.strip(chr(34))}"'): json.loads(text) for key, text in pairs}


def sources() -> str:
    files = [*PAGE.glob("*.js"), PAGE / "index.html"]
    return "\n".join(
        file.read_text(encoding="utf-8") for file in files if not file.name.startswith("texts-")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_page_is_translated(language: str) -> None:
    asked = set(re.findall(r'\bt\(\s*"([^"]*)"', sources()))
    asked |= set(re.findall(r'data-(?:text|label)="([^"]*)"', sources()))
    assert asked
    assert asked - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_of_a_text_that_is_gone(language: str) -> None:
    said = set(re.findall(r'"([^"]*)"', sources()))
    assert set(catalogue(language)) - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_same_values_to_fill_in(language: str) -> None:
    def names(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", text))

    texts = catalogue(language)
    assert {english for english, text in texts.items() if names(english) != names(text)} == set()

"""German, which is data alone: whole for delegates, in its own plain words, and found by search."""

from __future__ import annotations

import gettext
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.pack.check import walk
from content.languages import Sentences
from handlers import TOPICS
from handlers.framework.services import Services
from storage.database import open_database
from tests.catalogues import Key, translated
from tests.catalogues import key as key_of
from tests.databases import database_url
from tests.factories import (
    a_reader,
    a_request,
    a_switchboard,
    services_over,
    shipped_search,
    text_of,
)


class AskedFor(gettext.NullTranslations):
    """The German sentences, and what was asked for and is not among them."""

    def __init__(self) -> None:
        super().__init__()
        self._german = Sentences()["de"]
        self._known = {key_of(message) for message in translated("de")}
        self.english: set[Key] = set()

    def _note(self, context: str | None, sentence: str) -> None:
        if (context, sentence) not in self._known:
            self.english.add((context, sentence))

    def gettext(self, message: str) -> str:
        self._note(None, message)
        return self._german.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self._note(None, msgid1)
        return self._german.ngettext(msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        self._note(context, message)
        return self._german.pgettext(context, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        self._note(context, msgid1)
        return self._german.npgettext(context, msgid1, msgid2, n)


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    database = open_database(database_url(tmp_path / "german.db"))
    await database.migrate()
    yield services_over(database)
    await database.close()


async def test_no_screen_of_delegates_has_an_english_sentence(services: Services) -> None:
    asked = AskedFor()
    reader = replace(a_reader("de"), sentences=asked)
    screens = [place async for place, _reply in walk(services, reader)]
    assert len(screens) > 400
    assert asked.english == set()


async def test_no_command_of_delegates_has_an_english_sentence(services: Services) -> None:
    asked = AskedFor()
    request = a_request(services, reader=replace(a_reader("de"), sentences=asked))
    commands = {name for topic in TOPICS if topic.roles is None for name in topic.commands}
    assert {"help", "settings", "reminders", "privacy", "meetings"} <= commands
    for name in sorted(commands):
        for words in ("", "2", "xyzzy"):
            await a_switchboard().command(replace(request, words=words), name)
    assert asked.english == set()


async def test_sentences_agree_with_their_numbers(services: Services) -> None:
    german = Sentences()["de"]
    forms = [german.ngettext("in {number} day", "in {number} days", number) for number in (0, 1, 2)]
    assert forms == ["in {number} Tagen", "in {number} Tag", "in {number} Tagen"]


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("Empfehlung 3.2", "rec-3-2"), ("dritter Runder Tisch", "rt3"), ("Runder Tisch 2", "rt2"),
        ("Bereich 4", "area-4"), ("RCP Bangkok Sitzung", "meeting-escap-bangkok-2013"),
    ],
)  # fmt: skip
def test_references_are_found_in_german(words: str, entry: str) -> None:
    found = shipped_search().find(words, language="de", limit=3)
    assert entry in [hit.id for hit in found.hits]


async def test_settings_name_the_language(services: Services) -> None:
    request = a_request(services, "de", reader=a_reader("en"))
    answer = await a_switchboard().command(request, "language")
    assert "Deutsch" in text_of(answer)  # type: ignore[arg-type]

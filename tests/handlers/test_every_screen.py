"""Every screen that buttons lead to, of the packs that ship and of those that `new-pack` makes, in
every language: no exception, no list of nothing, no two buttons alike, nothing left in English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.pack.check import walk
from bot.telegram.rendering import render
from content.languages import LOCALES, NAMES, Sentences
from content.loading import load_pack
from content.model import Pack
from content.new_pack import TEMPLATES
from handlers.framework.reply import Bullets
from storage.database import Database, open_database
from tests.content.example import example
from tests.databases import database_url
from tests.factories import a_reader, services_over

SHIPPED = ("hld-2013", "hr75")
MAX_MESSAGE_CHARACTERS = 4096
MAX_LABEL_CHARACTERS = 64
_TAG = re.compile(r"<[^<>]+>")


def whole_sentences() -> list[str]:
    """The sentences of the catalogue in which nothing is filled in."""
    with (LOCALES / "roundtable.pot").open("rb") as file:
        ids = [message.id for message in read_po(file)]
    return [text for text in ids if isinstance(text, str) and len(text) > 5 and "{" not in text]


SENTENCES = whole_sentences()


@pytest.fixture(params=(*SHIPPED, *TEMPLATES))
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Pack:
    name = request.param
    return load_pack(name if name in SHIPPED else example(tmp_path, like=name))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(database_url(tmp_path / "screens.db"))
    await opened.migrate()
    yield opened
    await opened.close()


def own_words(pack: Pack, language: str) -> set[str]:
    """The names that a pack has in its own language, if it does not translate them."""
    here = pack.in_language(language)
    names = {getattr(entry, "title", "") for entry in here.entries.values()}
    names |= {getattr(entry, "expansion", "") for entry in here.entries.values()}
    names |= {section.title for section in here.sections} | {*here.regions.values()}
    return names | {*here.kinds.values(), *here.rooms.values(), *here.tracks.values()}


@pytest.mark.parametrize("language", NAMES)
async def test_every_screen_is_sound(pack: Pack, database: Database, language: str) -> None:
    event = pack.event
    now = datetime(event.start.year, event.start.month, event.start.day, 9, 15, tzinfo=UTC)
    reader = a_reader(language, now, event.zone)
    translated = Sentences()[language].gettext
    english = {text for text in SENTENCES if translated(text) != text} - own_words(pack, language)
    screens = 0
    async for place, reply in walk(services_over(database, pack), reader):
        screens += 1
        labels = [button.label for row in reply.buttons for button in row]
        assert max(Counter(labels).values(), default=1) == 1, (place, labels)
        assert all(0 < len(label) <= MAX_LABEL_CHARACTERS for label in labels), (place, labels)
        for block in (*reply.blocks, *(reply.brief or ())):
            assert not isinstance(block, Bullets) or block.items, place
        rendered = render(reply, right_to_left=reader.right_to_left)
        lines: list[str] = []
        for text in rendered.texts:
            shown = _TAG.sub("", text)
            assert shown.strip() and len(shown) <= MAX_MESSAGE_CHARACTERS, place
            lines += [line.strip(" :•›‹") for line in shown.split("\n")]
        assert not english & {*lines, *labels}, (place, english & {*lines, *labels})
    assert screens > 50

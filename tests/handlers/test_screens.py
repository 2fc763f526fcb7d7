"""Every screen in every language: whole, within one message, and without loose ends."""

from __future__ import annotations

import re
import string
from datetime import datetime
from pathlib import Path

import pytest

from bot.pack.check import walk
from bot.telegram.rendering import render
from content.languages import NAMES
from handlers.framework.reply import Press, Quotation
from storage.database import open_database
from tests.catalogues import TRANSLATED, catalogue, is_required, key, places, template
from tests.databases import database_url
from tests.factories import AFTER, BEFORE, a_reader, services_over, shipped_pack


@pytest.mark.parametrize("now", [BEFORE, AFTER], ids=["before", "after"])
@pytest.mark.parametrize("language", NAMES)
async def test_every_screen_fits_and_keeps_the_words(
    tmp_path: Path, language: str, now: datetime
) -> None:
    database = open_database(database_url(tmp_path / "screens.db"))
    await database.migrate()
    reader = a_reader(language, now)
    texts = {passage.text for passage in shipped_pack().passages.values()}
    number, quoted = 0, set()
    async for place, reply in walk(services_over(database), reader):
        number += 1
        rendered = render(reply, right_to_left=reader.right_to_left)
        assert len(rendered.texts) == 1, place
        assert not re.search(r"\{\w*\}", rendered.texts[0]), place
        assert reply.buttons, place
        for block in reply.blocks:
            if isinstance(block, Quotation):
                assert block.text in texts, place
                quoted.add(block.text)
        labels = [button.label for row in reply.buttons for button in row]
        assert all(0 < len(label) <= 64 for label in labels), place
        assert len(labels) == len(set(labels)) or "meetings" in place, (place, labels)
        last = reply.buttons[-1]
        assert all(isinstance(button, Press) for button in last), place
    await database.close()
    assert number > 400
    assert len(quoted) > len(texts) / 2


def fields(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _kind in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_missing_and_no_brace_is_lost(language: str) -> None:
    own = catalogue(language)
    for message in template():
        if not message.id or not is_required(language, key(message)):
            continue
        one = key(message)[1]
        found = own.get(one, message.context)
        assert found is not None, one
        assert not found.fuzzy, one
        many = found.string if isinstance(found.string, tuple | list) else (found.string,)
        if isinstance(message.id, str):
            assert len(many) == 1
        else:
            assert len(many) == own.num_plurals
        for each in many:
            assert each, f"{language} lacks “{one}”"
            assert "!" not in each
            # A plural form may say its number in words.
            assert fields(each) <= fields(one), each
            if isinstance(message.id, str):
                assert fields(each) == fields(one), each


def test_the_sentences_are_collected() -> None:
    """`make sentences` was run after the last change of a sentence."""
    collected = {key(message) for message in template() if message.id}
    assert set(places()) == collected

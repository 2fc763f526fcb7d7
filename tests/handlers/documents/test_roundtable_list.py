"""The list of roundtables: each title once, and a row that opens and follows each."""

from __future__ import annotations

import pytest

from content.languages import NAMES
from handlers.documents.roundtables import roundtables_view
from handlers.framework.reply import Press
from tests.factories import a_reader, shipped_pack, text_of

MAX_SHARED_LABEL_CHARACTERS = 22  # phones cut longer labels off where two share a row


@pytest.mark.parametrize("language", NAMES)
def test_titles_are_in_the_text_alone_and_each_row_opens_and_follows(language: str) -> None:
    pack = shipped_pack().in_language(language)
    reply = roundtables_view(a_reader(language), pack, frozenset({2}))
    rows = reply.buttons[:-1]
    assert len(rows) == len(pack.roundtables)
    for roundtable, row in zip(pack.roundtables, rows, strict=True):
        assert roundtable.title in text_of(reply)
        assert len(row) == 2
        for button in row:
            assert isinstance(button, Press)
            assert roundtable.title not in button.label
            assert str(roundtable.number) in button.label
            assert len(button.label) <= MAX_SHARED_LABEL_CHARACTERS

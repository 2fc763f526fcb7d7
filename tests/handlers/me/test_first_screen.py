"""The first screen: what is one tap away."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.languages import NAMES
from handlers.framework.reply import Press, Reply
from tests.factories import a_database, a_reader, a_request, a_switchboard, services_over


@pytest.mark.parametrize("language", NAMES)
async def test_the_language_is_two_taps_away(tmp_path: Path, language: str) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        request = a_request(services_over(database), reader=a_reader(language))
        board = a_switchboard()
        home = await board.command(request, "start")
        assert isinstance(home, Reply)
        row = next(row for row in home.buttons if len(row) == 3)
        assert sum(len(button.label) for button in row) <= 33  # what a row on a phone shows
        assert isinstance(row[0], Press)
        languages = await board.button(request, row[0].data.pack())
        assert isinstance(languages, Reply)
        labels = [button.label for row in languages.buttons for button in row]
        assert all(any(name in label for label in labels) for name in NAMES.values())
        await database.close()

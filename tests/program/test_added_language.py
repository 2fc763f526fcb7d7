"""The real program with one more language, which is a catalogue in a folder and no code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program.program import AMINA, DIEGO, ROOT, Meet, Program

# Three sentences, one with a slip: nothing fills in {labbel}.
CATALOGUE = """
msgid ""
msgstr ""
"Language: pt\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Settings"
msgstr "Definições"

msgid "in {number} day"
msgid_plural "in {number} days"
msgstr[0] "dentro de {number} dia"
msgstr[1] "dentro de {number} dias"

msgid "{label}: {value}"
msgstr "{labbel} – {value}"
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "content", copy / "content")
    for folder in ("bot", "handlers", "storage"):
        (copy / folder).symlink_to(ROOT / folder)
    catalogue = copy / "content" / "locales" / "pt" / "LC_MESSAGES" / "roundtable.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(CATALOGUE, "utf-8")
    folder: Path = tmp_path_factory.mktemp("program")
    running = Program(folder, PYTHONPATH=str(copy))
    yield running
    assert running.stop() == 0


async def test_a_language_by_its_catalogue_alone_is_offered_and_spoken(meet: Meet) -> None:
    amina = meet(AMINA)
    listed = await amina.says("/language")
    assert "Português" in listed.labels
    settings = await amina.press(listed, "Português")
    assert settings.text.startswith("Definições")
    assert "Português" in settings.plain
    assert "Time zone" in settings.text  # is English, as it has no translation
    await amina.says("/language en")


async def test_dates_and_numbers_are_the_languages_own_and_slips_are_english(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/language português")
    said = await amina.says("/meeting global-rcp-lima-2013")
    assert "When: qua., 22 de mai" in said.plain
    assert "dentro de 2 dias" in said.plain
    await amina.says("/language en")


async def test_people_whose_app_is_in_the_language_are_answered_in_it(meet: Meet) -> None:
    diego = meet(DIEGO)
    await diego.post(f"people/{DIEGO}", language_code="pt-br")
    assert (await diego.says("/settings")).text.startswith("Definições")

"""What fails inside is told to the person with a code, and the log has that code and the place.

The program is the real one, but for errors that a damaged row of its database raises.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.databases import database_url, execute
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, ROOT, Person, Program

SORRY = re.compile(
    r"Something went wrong on our side\. Please try again\. If it happens again, "
    r"tell the secretariat this code: ([0-9A-F]{6})"
)
DAMAGE = "damaged-by-the-test"
DAMAGED_HOUR = -424242
PRIVATE = "extraordinarily-private"
# Errors in the program itself, for whoever has a damaged language or hour of the digest.
BROKEN_PROGRAM = f"""
from bot.updates.requests import RequestFactory
from sqlalchemy import text
from storage import reminder_settings
reader_of = RequestFactory._reader
def _reader(self, chat, user, row):
    if row is not None and row.language == "{DAMAGE}":
        raise TypeError(row.language)
    return reader_of(self, chat, user, row)
RequestFactory._reader = _reader
stored_settings = reminder_settings.settings_of
async def settings_of(connection, chat_id):
    query = text("SELECT digest_at FROM reminder_settings WHERE chat_id = :id")
    if await connection.scalar(query, {{"id": chat_id}}) == {DAMAGED_HOUR}:
        raise TypeError(chat_id)
    return await stored_settings(connection, chat_id)
reminder_settings.settings_of = settings_of
"""


@dataclass(frozen=True)
class Damaged:
    """A program, and a way to damage what it keeps of a chat."""

    program: Program
    database: str
    person: Callable[..., Person]

    def digest_hour(self, chat_id: int) -> None:
        """Whatever shows when this chat wants to be reminded fails."""
        execute(
            self.database, "UPDATE reminder_settings SET digest_at = :damage WHERE chat_id = :id",
            damage=DAMAGED_HOUR, id=chat_id,
        )  # fmt: skip

    def language(self, chat_id: int) -> None:
        """Whatever is said in this chat fails."""
        execute(
            self.database, "UPDATE chats SET language = :damage WHERE id = :id",
            damage=DAMAGE, id=chat_id,
        )  # fmt: skip

    def logged(self, code: str) -> str:
        """The log's one line with a code; it names the place, and nobody's words."""
        lines = self.program.said().splitlines()
        (line,) = [line for line in lines if code in line]
        assert "ERROR" in line and "an update failed" in line, line
        assert re.search(r" · \w+ at \w+\.py:\d+ ", line), line
        return line

    def log_is_discreet(self) -> None:
        said = self.program.said()
        for words in (PRIVATE, DAMAGE, str(DAMAGED_HOUR), "Amina", "Traceback"):
            assert words not in said


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("failures")


@pytest.fixture(scope="module")
def program(files: Path) -> AsyncIterator[Program]:
    (files / "sitecustomize.py").write_text(BROKEN_PROGRAM)
    running = Program(
        files,
        DATABASE_URL=database_url(files / "kept.db"),
        PYTHONPATH=f"{files}:{ROOT}",
    )
    yield running
    assert running.stop() == 0


@pytest.fixture
async def damaged(
    program: Program, address: str, files: Path, session: aiohttp.ClientSession
) -> AsyncIterator[Damaged]:
    def person(id: int, chat: int | None = None) -> Person:
        return Person(session, address, id, chat)

    await person(AMINA).post("reset")
    for id in (AMINA, DIEGO, OLGA):
        await person(id).post(f"people/{id}", language_code="en")
    # Each chat chooses, so that there is a row to damage.
    for chat in (person(AMINA), person(OLGA, GROUP)):
        await chat.says("/reminders 2d")
        await chat.says("/timezone Europe/Paris")
    made = Damaged(program, database_url(files / "kept.db"), person)
    yield made
    made.log_is_discreet()
    for table in ("reminder_settings", "chats"):
        execute(made.database, f"DELETE FROM {table}")


async def test_a_message_that_fails_is_answered_with_the_code_in_the_log(damaged: Damaged) -> None:
    amina = damaged.person(AMINA)
    damaged.digest_hour(AMINA)
    said = await amina.says("/reminders")
    code = SORRY.fullmatch(said.text)
    assert code is not None, said.text
    assert said.labels == []
    assert "TypeError at " in damaged.logged(code[1])
    # Each failure has a code of its own, and what does not fail is answered.
    again = SORRY.fullmatch((await amina.says(f"/reminders {PRIVATE}")).text)
    assert again is not None and again[1] != code[1]
    damaged.logged(again[1])
    assert "Roundtable 2" in (await amina.says("/roundtable 2")).text


async def test_the_sentence_is_in_the_persons_language(damaged: Damaged) -> None:
    amina = damaged.person(AMINA)
    await amina.says("/language fr")
    damaged.digest_hour(AMINA)
    said = await amina.says("/reminders")
    assert "Something went wrong" not in said.text
    code = re.search(r"\b[0-9A-F]{6}\b", said.text)
    assert code is not None, said.text
    damaged.logged(code[0])


async def test_a_button_that_fails_lets_go_with_the_code_in_the_log(damaged: Damaged) -> None:
    amina = damaged.person(AMINA)
    shown = await amina.says("/reminders")
    damaged.digest_hour(AMINA)
    row, column = shown.place_of("Daily digest")
    pressed = {"person": AMINA, "message_id": shown.id, "row": row, "column": column}
    answer = await amina.post(f"chats/{AMINA}/press", **pressed)
    assert answer["answered"] and answer["show_alert"]
    code = SORRY.fullmatch(answer["text"])
    assert code is not None, answer
    damaged.logged(code[1])
    # The message stays as it was, and its other buttons work.
    assert await amina.last() == shown
    assert "Roundtable" in (await amina.says("/roundtables")).text


async def test_in_a_group_the_sentence_answers_the_message_that_failed(damaged: Damaged) -> None:
    olga = damaged.person(OLGA, GROUP)
    damaged.digest_hour(GROUP)
    said = await olga.says("/reminders")
    code = SORRY.fullmatch(said.text)
    assert code is not None, said.text
    assert said.raw["reply_to_message"]["text"] == "/reminders"
    damaged.logged(code[1])
    assert "Roundtable 2" in (await olga.says("/roundtable 2")).text


async def test_who_has_settings_that_cannot_be_read_is_told_so_all_the_same(
    damaged: Damaged,
) -> None:
    amina = damaged.person(AMINA)
    shown = await amina.says("/roundtables")
    damaged.language(AMINA)
    code = SORRY.fullmatch((await amina.says(f"/search {PRIVATE}")).text)
    assert code is not None
    damaged.logged(code[1])
    answer = await amina.forge(shown, "g1:rt3:")
    code = SORRY.fullmatch(answer["text"])
    assert code is not None
    damaged.logged(code[1])
    assert "Roundtable 2" in (await damaged.person(DIEGO).says("/roundtable 2")).text


async def test_an_inline_query_that_fails_is_logged_and_the_next_is_answered(
    damaged: Damaged,
) -> None:
    amina = damaged.person(AMINA)
    damaged.language(AMINA)
    await amina.post("inline", person=AMINA, chat=AMINA, query=PRIVATE, offset="", wait=0)
    await damaged.program.logs("an update failed")
    code = re.findall(r"code=([0-9A-F]{6})", damaged.program.said())[-1]
    damaged.logged(code)
    await amina.settled()
    found = await damaged.person(DIEGO).types_inline("portability of social security")
    assert found["results"]

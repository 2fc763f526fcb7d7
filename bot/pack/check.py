"""Checks a pack whole: its content, and that every screen made from it fits into a message."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from bot.telegram.rendering import render
from content.checking import pack_warnings
from content.languages import Sentences
from content.loading import PackError, Problem, load_pack
from content.model import Pack
from content.search import Search
from handlers import TOPICS
from handlers.documents.inline import QUOTABLE, result
from handlers.framework.places import Go
from handlers.framework.reply import Press, Reply
from handlers.framework.request import Reader, Request, Services
from handlers.framework.switchboard import Switchboard
from storage.database import open_database

_BOT = "a_bot_with_a_name_of_32_letters_"  # the longest username, for the longest links


@dataclass(frozen=True)
class Report:
    """What is wrong, what could be better, and one line that sums a good pack up."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    summary: str


def check(where: str | Path) -> Report:
    """Load and check a pack by name or folder; never raises for what is wrong in the pack."""
    try:
        pack = load_pack(where)
    except PackError as error:
        return Report(error.problems, (), "")
    screens, problems = asyncio.run(_screens(pack))
    counts = (
        (len(pack.passages), "passages, each found in its document"),
        (len(pack.meetings), "meetings"),
        (len(pack.links), "links"),
        (screens, "screens, each within Telegram's limits in every language"),
    )
    said = ", ".join(f"{number} {what}" for number, what in counts)
    summary = f"{pack.id} {pack.version} ({pack.hash}) is good: {said}."
    return Report(tuple(problems), tuple(pack_warnings(pack)), summary)


async def _screens(pack: Pack) -> tuple[int, list[Problem]]:
    """How many screens the pack makes, and those that do not fit."""
    sentences = Sentences()
    problems: list[Problem] = []
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite+aiosqlite:///{Path(folder) / 'check.db'}")
        await database.migrate()
        services = Services(pack, Search(pack), sentences, database, _BOT)
        first = datetime.combine(pack.event.start, time(), pack.event.zone).astimezone(UTC)
        for language in sentences:
            reader = Reader(language, pack.event.zone, False, first, sentences[language], _BOT)
            async for place, reply in walk(services, reader):
                number += 1
                problems.extend(_misfits(place, reply, reader))
            for entry_id in pack.entries:
                if isinstance(pack.entries[entry_id], QUOTABLE):
                    choice = result(reader, pack, entry_id)
                    problems.extend(_misfits(entry_id, choice.reply, reader))
        await database.close()
    return number, list(dict.fromkeys(problems))


def _misfits(place: str, reply: Reply, reader: Reader) -> list[Problem]:
    try:
        rendered = render(reply, right_to_left=reader.right_to_left)
    except ValueError as error:
        return [Problem("", place, f"its buttons do not fit: {error}", "Shorten its id.")]
    if len(rendered.texts) == 1:
        return []
    return [
        Problem(
            "",
            place,
            "what is shown of it is too long for one Telegram message (4,096 characters)",
            "Shorten its own texts, or split the passage in two.",
        )
    ]


async def walk(services: Services, reader: Reader) -> AsyncIterator[tuple[str, Reply]]:
    """Every screen that buttons lead to, from the first one on, each once, with its place."""

    async def nobody() -> bool:
        return False

    request = Request(services, reader, 1, "private", "", None, nobody)
    switchboard = Switchboard(TOPICS)
    waiting, seen = ["home", *services.pack.entries], {"home", *services.pack.entries}
    while waiting:
        place = waiting.pop()
        reply = await switchboard.button(request, Go(place).pack())
        if not isinstance(reply, Reply):
            raise AssertionError(f"a button leads to {place}, where nothing is")
        yield place, reply
        places = [
            button.data.place
            for row in reply.buttons
            for button in row
            if isinstance(button, Press) and isinstance(button.data, Go)
        ]
        waiting += [each for each in dict.fromkeys(places) if each not in seen]
        seen.update(places)

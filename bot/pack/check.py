"""Checking a pack: its content, and that every screen fits into one message."""

from __future__ import annotations

import asyncio
import gettext
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from math import floor
from pathlib import Path

from bot.telegram.rendering import render
from content.checking import pack_warnings, translated_shares
from content.languages import Sentences
from content.loading import PackError, Problem, load_pack
from content.model import Pack
from content.search import Search
from handlers import FALLBACKS, TOPICS
from handlers.documents.inline import QUOTABLE, inline_result
from handlers.framework.bot_name import BotName
from handlers.framework.charts import Chart
from handlers.framework.code_sheets import CodeSheet
from handlers.framework.places import Go
from handlers.framework.poster_sheets import PosterSheet
from handlers.framework.printed import PrintedDocument
from handlers.framework.program_state import ProgramState
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Reply
from handlers.framework.request import Attachment, FileRefused, Request
from handlers.framework.services import AlsoWrite, FreshPack, PackInUse, Services, Signals
from handlers.framework.switchboard import Switchboard
from handlers.framework.usage import Counts
from storage.database import Database, open_database

_BOT = "a_bot_with_a_name_of_32_letters_"  # the longest username, for the longest links


@dataclass(frozen=True)
class Report:
    """Problems, warnings, and a line that sums up a pack without problems."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    summary: str


@dataclass(frozen=True)
class _OnePack:
    """Implements handlers.framework.services.PackControl for a pack that is never replaced."""

    in_use: PackInUse

    async def read(self) -> FreshPack:
        raise PackError(())

    async def use(self, pack: Pack, also_write: AlsoWrite) -> None:
        raise PackError(())

    async def reload_calendar(self) -> None:
        """Do nothing: the pack's calendar stays."""

    async def reload_statuses(self) -> None:
        """Do nothing: the pack's statuses stay."""


def offline_services(
    in_use: PackInUse,
    sentences: Mapping[str, gettext.NullTranslations],
    database: Database,
    bot: str,
) -> Services:
    """Services for rendering screens where no bot runs: nothing is sent, replaced or drawn."""

    async def nothing() -> None:
        pass

    async def no_menu(user_id: int) -> None:
        pass

    async def nobody(chat_id: int, user_id: int) -> bool:
        return False

    async def no_chart(chart: Chart) -> bytes | None:
        return None

    async def no_pdf(document: PrintedDocument | CodeSheet | PosterSheet) -> bytes | None:
        return None

    return Services(
        packs=_OnePack(in_use),
        sentences=sentences,
        database=database,
        bot_name=BotName(bot),
        feed_base=None,
        calendar_sources={},
        owners=frozenset(),
        signals=Signals(),
        usage=Counts(),
        change_notices_written=nothing,
        update_team_menu=no_menu,
        administers=nobody,
        draw_chart=no_chart,
        print_document=no_pdf,
        program_state=ProgramState,
    )


def check(where: str | Path) -> Report:
    """Load and check a pack by name or folder. Problems of the pack are returned, not raised."""
    try:
        pack = load_pack(where)
    except PackError as error:
        return Report(error.problems, (), "")
    screens, problems = asyncio.run(_screens(pack))
    problems += _taken_names(pack)
    counts = (
        (len(pack.passages), "passages, each found in its document"),
        (len(pack.meetings), "meetings"),
        (len(pack.links), "links"),
        (screens, "screens, each within Telegram's limits in every language"),
    )
    parts = ", ".join(f"{number} {what}" for number, what in counts if number)
    if pack.translations:
        shares = sorted(translated_shares(pack).items())
        named = ", ".join(f"{language} ({floor(share * 100)} %)" for language, share in shares)
        parts += f", translated into {named}"
    summary = f"{pack.id} {pack.version} ({pack.hash}) is good: {parts}."
    return Report(tuple(problems), tuple(pack_warnings(pack)), summary)


def _taken_names(pack: Pack) -> Iterator[Problem]:
    """Find names of a collection that the program has for something else."""
    switchboard = Switchboard(TOPICS, FALLBACKS)
    for collection in pack.collections:
        for name in (collection.id, collection.command):
            if name and switchboard.is_taken(name):
                what = f"“{name}” is a name of the bot's own"
                yield Problem("collections.yaml", collection.id, what, "Choose another.")


async def _screens(pack: Pack) -> tuple[int, list[Problem]]:
    """Return the number of screens, and a problem for each that does not fit."""
    sentences = Sentences()
    problems: list[Problem] = []
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite+aiosqlite:///{Path(folder) / 'check.db'}")
        await database.migrate()
        services = offline_services(PackInUse(pack, Search(pack), 1), sentences, database, _BOT)
        first = datetime.combine(pack.event.start, time(), pack.event.zone).astimezone(UTC)
        for language in sentences:
            reader = Reader(language, pack.event.zone, False, first, sentences[language], _BOT)
            async for place, reply in walk(services, reader):
                number += 1
                problems.extend(_size_problems(place, reply, reader))
            for entry_id in pack.entries:
                if isinstance(pack.entries[entry_id], QUOTABLE):
                    result = inline_result(reader, pack.in_language(language), entry_id)
                    problems.extend(_size_problems(entry_id, result.reply, reader))
        await database.close()
    return number, list(dict.fromkeys(problems))


def _size_problems(place: str, reply: Reply, reader: Reader) -> list[Problem]:
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
    """Yield every screen that buttons lead to from the first one, once, with its place."""

    async def is_administrator() -> bool:
        return False

    async def fetch(attachment: Attachment, max_bytes: int) -> bytes:
        raise FileRefused("not-given")

    request = Request(
        services=services,
        in_use=services.packs.in_use,
        reader=reader,
        chat_id=1,
        chat_kind="private",
        words="",
        user_id=0,
        user_name="",
        is_administrator=is_administrator,
        fetch=fetch,
        may_have_saved=False,
        may_follow_roundtables=False,
    )
    switchboard = Switchboard(TOPICS, FALLBACKS)
    pack = request.pack
    waiting, seen = ["home", *pack.entries], {"home", *pack.entries}
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
        waiting += [place for place in dict.fromkeys(places) if place not in seen]
        seen.update(places)

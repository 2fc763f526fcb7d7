"""Small real things for tests: a reader, services over the shipped pack, a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from content.languages import Sentences
from content.loading import load_pack
from content.model import Pack
from content.search import Search
from handlers.framework.request import Reader, Request, Services
from storage.database import Database, open_database

BOT = "roundtable_preview_bot"
BEFORE = datetime(2013, 5, 20, 13, 0, tzinfo=UTC)  # two days before Lima
AFTER = datetime(2014, 1, 1, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


@cache
def shipped_pack() -> Pack:
    return load_pack("hld-2013")


@cache
def shipped_search() -> Search:
    return Search(shipped_pack())


def a_reader(
    language: str = "en", now: datetime = BEFORE, zone: ZoneInfo = NEW_YORK, bot: str = BOT
) -> Reader:
    return Reader(language, zone, False, now, Sentences()[language], bot)


@contextmanager
def a_database(folder: Path) -> Iterator[Database]:
    yield open_database(f"sqlite+aiosqlite:///{folder / 'test.db'}")


def services_over(database: Database) -> Services:
    return Services(shipped_pack(), shipped_search(), Sentences(), database, BOT)


def a_request(services: Services, words: str = "", reader: Reader | None = None) -> Request:
    async def nobody() -> bool:
        return False

    return Request(services, reader or a_reader(), 101, "private", words, None, nobody)

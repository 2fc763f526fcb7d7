"""Small real things for tests: a reader, services over the shipped pack, a request, a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from bot.pack.check import offline_services
from bot.telegram.rendering import render
from content.languages import Sentences
from content.loading import load_pack
from content.model import Meeting, Pack
from content.search import Search
from handlers import FALLBACKS, TOPICS
from handlers.calendar_export.files import CalendarEntry, calendar_bytes
from handlers.framework.places import Go
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Reply
from handlers.framework.request import Attachment, FileRefused, Request
from handlers.framework.services import PackInUse, Services
from handlers.framework.switchboard import Switchboard
from handlers.framework.topic import Topic
from storage.database import Database, open_database
from tests.databases import database_url

BOT = "roundtable_preview_bot"
BEFORE = datetime(2013, 5, 20, 13, 0, tzinfo=UTC)  # two days before Lima
AFTER = datetime(2014, 1, 1, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
# The first meeting after BEFORE, on 22 May 2013 at 08:30 there, 13:30 UTC.
LIMA = "global-rcp-lima-2013"
LIMA_TITLE = "Fourth Global Meeting"
A_DAY_BEFORE_LIMA = datetime(2013, 5, 21, 13, 30, 1, tzinfo=UTC)


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
    yield open_database(database_url(folder / "test.db"))


def services_over(database: Database, pack: Pack | None = None, **changed: Any) -> Services:
    """Services over a pack, or the shipped one; `changed` are fields of Services that differ."""
    in_use = PackInUse(pack or shipped_pack(), Search(pack) if pack else shipped_search(), 1)
    return replace(offline_services(in_use, Sentences(), database, BOT), **changed)


def offline() -> Services:
    """Services over the shipped pack that never touch their database."""
    return services_over(open_database("sqlite+aiosqlite:///:memory:"))


def a_request(
    services: Services, words: str = "", reader: Reader | None = None, **changed: Any
) -> Request:
    """Somebody's words in their private chat; `changed` are fields of Request that differ."""

    async def is_administrator() -> bool:
        return False

    async def fetch(attachment: Attachment, max_bytes: int) -> bytes:
        raise FileRefused("too-large")

    request = Request(
        services=services,
        in_use=services.packs.in_use,
        reader=reader or a_reader(),
        chat_id=101,
        chat_kind="private",
        words=words,
        user_id=0,
        user_name="",
        is_administrator=is_administrator,
        fetch=fetch,
    )
    return replace(request, **changed)


def a_switchboard(*more: Topic) -> Switchboard:
    """All topics, and more after them."""
    return Switchboard((*TOPICS, *more), FALLBACKS) if more else _whole_switchboard()


@cache
def _whole_switchboard() -> Switchboard:
    return Switchboard(TOPICS, FALLBACKS)


def a_meeting(**changed: Any) -> Meeting:
    """A regional meeting in Accra in June 2013; `changed` are fields of Meeting that differ."""
    return Meeting.model_validate(
        {
            "id": "accra", "title": "Preparatory meeting", "kind": "regional", "region": "africa",
            "venue": "Hall <1>", "city": "Accra", "country": "Ghana", "time_zone": "Africa/Accra",
            "start": "2013-06-03T09:00", "end": "2013-06-04", "organisers": ["ECA", "IOM"],
            "roundtables": [2, 4], "prepares": "hld-2013",
            "source": "the report, example.org/a/b.html (page 3)", **changed,
        }
    )  # fmt: skip


def text_of(reply: Reply) -> str:
    """A reply's messages in Telegram's HTML, on one line with ordinary spaces."""
    return " ".join(" ".join(render(reply).texts).split())


def places_of(reply: Reply) -> dict[str, str]:
    """The place that each button leads to, by the button's label."""
    return {
        button.label: button.data.place
        for row in reply.buttons
        for button in row
        if isinstance(button, Press) and isinstance(button.data, Go)
    }


def calendar_events(*entries: CalendarEntry) -> list[Component]:
    """The events of a calendar file, as icalendar reads them."""
    reader = Reader("en", ZoneInfo("UTC"), False, BEFORE, Sentences()["en"], "a_bot")
    content = calendar_bytes(reader, shipped_pack(), entries)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75  # RFC 5545, 3.1
    return list(Calendar.from_ical(content).walk("VEVENT"))


def calendar_event(meeting: Meeting, **changed: Any) -> Component:
    """One meeting's event; `changed` are fields of CalendarEntry."""
    return calendar_events(CalendarEntry(meeting, 0, BEFORE, **changed))[0]

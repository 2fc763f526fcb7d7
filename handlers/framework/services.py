"""Services: what the program offers to handlers."""

from __future__ import annotations

import asyncio
import gettext
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from content.languages import SOURCE_LANGUAGE, spoken
from content.model import Pack
from content.search import Search
from handlers.framework.bot_name import BotName
from handlers.framework.charts import Chart
from handlers.framework.code_sheets import CodeSheet
from handlers.framework.poster_sheets import PosterSheet
from handlers.framework.printed import PrintedDocument
from handlers.framework.program_state import ProgramState
from handlers.framework.reader import Reader
from handlers.framework.usage import Counts
from storage import chat_troubles
from storage.database import Database
from storage.deliveries import known_zone
from storage.meetings import PackLoad

# Writes in the caller's transaction.
AlsoWrite = Callable[[AsyncConnection], Awaitable[None]]


class Signal(asyncio.Event):
    """An event that others can follow: where several programs share a database, the worker that it
    wakes may run in another one."""

    def __init__(self) -> None:
        super().__init__()
        self.on_set: Callable[[], None] | None = None

    def set(self) -> None:
        super().set()
        if self.on_set is not None:
            self.on_set()


@dataclass(frozen=True)
class Signals:
    """Events that wake the workers. Set one after the transaction that gives its worker work."""

    # A subscription, a setting or a meeting changed: other notices may be due now.
    notices_changed: Signal = field(default_factory=Signal)
    # A question to the secretariat, or an answer to one, waits to be sent.
    questions_waiting: Signal = field(default_factory=Signal)
    # A chat was forgotten: what is left of it in the database's log is to be erased.
    forgotten: Signal = field(default_factory=Signal)
    # Changes of meetings wait to be written as notices to their subscribers.
    changes_waiting: Signal = field(default_factory=Signal)
    # An address that the calendar is fetched from is due.
    calendar_source_due: Signal = field(default_factory=Signal)
    # Something was done on a floor: its cards follow.
    floor_changed: Signal = field(default_factory=Signal)
    # The same, for the notices to those who want the floor.
    floor_notices_due: Signal = field(default_factory=Signal)

    # Messages about speaking for a delegation wait to be sent.
    delegation_messages_waiting: Signal = field(default_factory=Signal)
    # An act on a floor, for what interpreters and rapporteurs are sent.
    floor_messages_due: Signal = field(default_factory=Signal)
    # Called after an act on a floor, as are those above; see `floor_acted`.
    floor_listeners: list[Callable[[], None]] = field(default_factory=list)

    # An administrator of a group is to be told that it takes no messages.
    chat_troubles: Signal = field(default_factory=Signal)
    # Somebody is to be told what became of their question at a session.
    question_notices_waiting: Signal = field(default_factory=Signal)

    # Owners are to be told of something that needs them, or that it is over.
    alert_messages_waiting: Signal = field(default_factory=Signal)

    def floor_acted(self) -> None:
        """Wake all who follow a floor. Call it after the transaction of an act."""
        self.floor_changed.set()
        self.floor_notices_due.set()
        self.floor_messages_due.set()
        for listener in self.floor_listeners:
            listener()


@dataclass(frozen=True)
class PackInUse:
    """The pack, with its meetings as the database has them, and its search index. `version` rises
    with each replacement, so that it can be part of a cache's key."""

    pack: Pack
    search: Search
    version: int


@dataclass(frozen=True)
class FreshPack:
    """A pack as read from its folder and checked, and what loading it would change in meetings."""

    pack: Pack
    load: PackLoad


class PackControl(Protocol):
    """The pack in use, and how to replace it while the program runs."""

    @property
    def in_use(self) -> PackInUse: ...

    async def read(self) -> FreshPack:
        """Read and check the pack's folder. Raises PackError if it cannot be used."""
        ...

    async def use(self, pack: Pack, also_write: AlsoWrite) -> None:
        """Replace the pack. `also_write` writes in the same transaction."""
        ...

    async def reload_calendar(self) -> None:
        """Read the meetings from the database again, after they were edited."""
        ...

    async def reload_statuses(self) -> None:
        """Read the statuses of items from the database again, after one was set."""
        ...


@dataclass(frozen=True)
class Services:
    """Built once, when the program starts."""

    packs: PackControl
    sentences: Mapping[str, gettext.NullTranslations]
    database: Database
    bot_name: BotName
    # Base address of private calendars without a trailing slash; None if they are not served.
    feed_base: str | None
    # The names of the addresses that the calendar is fetched from, by id. What they are is a secret
    # of the operator's.
    calendar_sources: Mapping[str, str]
    # The user ids of OWNER_IDS.
    owners: frozenset[int]
    signals: Signals
    usage: Counts
    # Waits until the notices of all changed meetings are written, at most a minute.
    change_notices_written: Callable[[], Awaitable[None]]
    # Updates the command menu of a user who joined or left the team, or opened the desk.
    update_team_menu: Callable[[int], Awaitable[None]]
    # Asks Telegram whether a user (the second) administers a group or a channel.
    administers: Callable[[int, int], Awaitable[bool]]
    # Draws a chart as a PNG; None if that fails.
    draw_chart: Callable[[Chart], Awaitable[bytes | None]]
    # Sets a document as a PDF; None if that fails, or Typst is not installed.
    print_document: Callable[[PrintedDocument | CodeSheet | PosterSheet], Awaitable[bytes | None]]
    # What the program knows of itself, for /status.
    program_state: Callable[[], ProgramState]
    # Base address of the program's own pages, such as the screen of a room, without a trailing
    # slash; None if they are not served.
    pages_base: str | None = None
    # Held while a file of many meetings is made in a thread: several at once would slow down
    # the event loop.
    large_file_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def bot(self) -> str:
        """The bot's present username, without @."""
        return self.bot_name.current

    async def try_chat_again(self, chat_id: int, now: datetime) -> None:
        """Try a chat's waiting notices at once, because it was heard of. `now` is in UTC."""
        async with self.database.write_transaction() as connection:
            waits = await chat_troubles.try_again(connection, chat_id, now)
        if waits:
            self.signals.notices_changed.set()

    def reader(self, pack: Pack, now: datetime, language: str | None, zone: str | None) -> Reader:
        """Return the reader of a view. None stands for the pack's language and the event's time
        zone, as does a zone that this machine does not know (any more). `now` is in UTC, `zone` an
        IANA name."""
        event_zone = pack.event.time_zone
        own_zone = known_zone(zone or event_zone, event_zone)
        chosen = language or spoken(pack.language) or SOURCE_LANGUAGE
        return Reader(
            language=chosen,
            zone=own_zone,
            zone_chosen=own_zone.key == zone,
            now=now,
            sentences=self.sentences[chosen],
            bot=self.bot,
        )

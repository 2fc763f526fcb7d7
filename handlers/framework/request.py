"""What a handler is given: who asks, in which language and zone, and the services it may ask."""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from content.languages import LANGUAGES, SOURCE_LANGUAGE, spoken
from content.model import Pack
from content.problems import PackError
from content.search import Search
from handlers.framework.charts import Chart
from handlers.framework.usage import Counts
from storage.database import Database
from storage.meetings import PackLoad
from storage.team_members import Member


def ascii_digits(words: str) -> str:
    """Words with the digits of every script written 0 to 9, as people type them on phones."""
    return "".join(str(unicodedata.decimal(each, each)) for each in words)


def _nothing() -> None:
    """For programs that send nothing by themselves."""


async def _no_matter() -> None:
    """For programs whose pack stays as it is."""


async def _nobody(user_id: int) -> None:
    """For programs that show nobody a menu of commands."""


async def _no_file(attachment: Attachment, most_bytes: int) -> bytes:
    raise FileRefused("too-large")


async def _no_picture(chart: Chart) -> bytes | None:
    """For programs that draw nothing."""
    return None


@dataclass(frozen=True)
class Reader:
    """The person (or group) a view is written for."""

    language: str
    zone: ZoneInfo
    zone_chosen: bool  # otherwise it is the event's
    now: datetime  # an instant in UTC
    sentences: gettext.NullTranslations
    bot: str

    def gettext(self, sentence: str) -> str:
        return self.sentences.gettext(sentence)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.sentences.ngettext(one, many, number)

    def listed(self, parts: Iterable[str]) -> str:
        """Parts one after another, with the comma of the reader's language."""
        return self.gettext(", ").join(parts)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def right_to_left(self) -> bool:
        return LANGUAGES[self.language].right_to_left

    def link(self, payload: str) -> str:
        """The deep link that opens a thing in this bot."""
        return f"https://t.me/{self.bot}?start={payload}"

    def group_link(self, payload: str) -> str:
        """The deep link that adds the bot to a group of one's choice, and begins there:
        https://core.telegram.org/bots/features#deep-linking"""
        return f"https://t.me/{self.bot}?startgroup={payload}"


class FileRefused(Exception):
    """A file that Telegram does not give us; the reason is a short code, never words."""


@dataclass(frozen=True)
class Attachment:
    """A file that somebody sent. `name` and `media_type` are what the sender says they are."""

    kind: Literal["document", "photo"]
    file_id: str
    name: str
    media_type: str
    size: int | None  # bytes


@dataclass(frozen=True)
class Incoming:
    """The message behind a request, where it is more than its words."""

    id: int
    text: str
    html: str  # the words, or the caption, with their formatting in Telegram's HTML
    attachment: Attachment | None = None
    reply_to: int | None = None  # the bot's own message that it answers
    reply_buttons: tuple[str, ...] = ()  # the data of that message's buttons


Noted = Callable[[AsyncConnection], Awaitable[None]]


@dataclass(frozen=True)
class FreshPack:
    """A pack as its folder has it now, checked, and what taking it over would do to meetings."""

    pack: Pack
    load: PackLoad


class Packs:
    """The pack's folder. This one, for programs whose pack stays as it is, has none."""

    async def read(self) -> FreshPack:
        """Raises PackError where it cannot be used."""
        raise PackError(())

    async def use(self, pack: Pack, noted: Noted) -> None:
        """Go on with another pack, whole; `noted` writes along in the same transaction."""


_NO_FOLDER = Packs()


@dataclass(frozen=True)
class Services:
    """What the bot knows (pack, search, sentences) and remembers (database), as they are at one
    moment: an edited meeting or a changed pack makes new ones, see bot/pack/current.py."""

    pack: Pack
    search: Search
    sentences: Mapping[str, gettext.NullTranslations]
    database: Database
    bot: str  # the bot's username, without @
    # Under which address private calendars are served, without a slash at its end; None: nowhere.
    feed_base: str | None = None
    # Called when something changed that the next reminder may depend on.
    changed: Callable[[], None] = _nothing
    # Called when a question to the secretariat, or an answer, waits to be passed on.
    to_relay: Callable[[], None] = _nothing
    # Called when changes of meetings wait to be told to those who are subscribed.
    to_tell: Callable[[], None] = _nothing
    # Waits until that is done. For who changes many meetings: what is left they would have to tell
    # in their own transaction.
    all_told: Callable[[], Awaitable[None]] = _no_matter
    # Called after a meeting was changed in the database, so that everybody sees it.
    calendar_changed: Callable[[], Awaitable[None]] = _no_matter
    # Called after someone joined or left the team, and when they come to the desk.
    team_changed: Callable[[int], Awaitable[None]] = _nobody
    packs: Packs = _NO_FOLDER
    # Counts what is asked for, without who asks.
    counts: Counts = field(default_factory=Counts)
    # Draws a chart as a PNG; None where that fails.
    draw_chart: Callable[[Chart], Awaitable[bytes | None]] = _no_picture
    # Who are owners by the operator's word (OWNER_IDS).
    owners: frozenset[int] = frozenset()

    def reader(self, now: datetime, language: str | None, zone: str | None) -> Reader:
        """Whom a view is written for; without a choice, in the pack's language and the event's
        time zone. `now` is an instant in UTC, `zone` an IANA name."""
        speaking = language or spoken(self.pack.language) or SOURCE_LANGUAGE
        return Reader(
            language=speaking,
            zone=ZoneInfo(zone or self.pack.event.time_zone),
            zone_chosen=zone is not None,
            now=now,
            sentences=self.sentences[speaking],
            bot=self.bot,
        )


@dataclass(frozen=True)
class Request:
    """One thing asked of the bot."""

    services: Services
    reader: Reader
    chat_id: int
    chat_kind: Literal["private", "group", "inline"]
    # The words behind a command, the words searched for, or a start payload.
    words: str
    # The words of the message that the pressed message answers, if Telegram still has it.
    question: str | None
    # Asks Telegram whether the asker administers this group.
    is_administrator: Callable[[], Awaitable[bool]]
    # The person, and the name they gave themselves; 0 where nobody can be told.
    user_id: int = 0
    user_name: str = ""
    incoming: Incoming | None = None
    # The message whose button was pressed; 0 where none was.
    message_id: int = 0
    # The message that asks, where one was written; 0 where a button was pressed.
    written_id: int = 0
    # A group's name; empty in private.
    chat_title: str = ""
    # Gets a file that was sent, up to so many bytes. Raises FileRefused.
    fetch: Callable[[Attachment, int], Awaitable[bytes]] = _no_file
    # False where it is known that no dialog waits for these words.
    may_be_asked: bool = True
    # Set by the switchboard for what only the team may do.
    member: Member | None = None

    @property
    def pack(self) -> Pack:
        return self.services.pack

    @property
    def in_private(self) -> bool:
        return self.chat_kind == "private"

"""What a handler is given: who asks, in which language and zone, and the rooms it may ask."""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from content.languages import RIGHT_TO_LEFT, SOURCE_LANGUAGE, spoken
from content.model import Pack
from content.search import Search
from storage.database import Database


def ascii_digits(words: str) -> str:
    """Words with the digits of every script written 0 to 9, as people type them on phones."""
    return "".join(str(unicodedata.decimal(each, each)) for each in words)


def _nothing() -> None:
    """For programs that send nothing by themselves."""


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
        return self.language in RIGHT_TO_LEFT

    def link(self, payload: str) -> str:
        """The deep link that opens a thing in this bot."""
        return f"https://t.me/{self.bot}?start={payload}"


@dataclass(frozen=True)
class Rooms:
    """What the bot knows (pack, search, sentences) and remembers (database)."""

    pack: Pack
    search: Search
    sentences: Mapping[str, gettext.NullTranslations]
    database: Database
    bot: str  # the bot's username, without @
    # Under which address private calendars are served, without a slash at its end; None: nowhere.
    feed_base: str | None = None
    # Called when something changed that the next reminder may depend on.
    changed: Callable[[], None] = _nothing

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

    rooms: Rooms
    reader: Reader
    chat_id: int
    chat_kind: Literal["private", "group", "inline"]
    # The words behind a command, the words searched for, or a start payload.
    words: str
    # The words of the message that the pressed message answers, if Telegram still has it.
    question: str | None
    # Asks Telegram whether the asker administers this group.
    is_administrator: Callable[[], Awaitable[bool]]

    @property
    def pack(self) -> Pack:
        return self.rooms.pack

    @property
    def in_private(self) -> bool:
        return self.chat_kind == "private"

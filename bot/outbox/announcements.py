"""Announcements on their way: sent, changed and taken back, and their author told how far it is."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import error

from bot.clock import Clock
from bot.outbox.results import ResultWriter
from bot.pack.current import CurrentPack
from bot.telegram.errors import (
    cannot_be_deleted,
    cannot_be_edited,
    is_unchanged,
    message_is_gone,
)
from bot.telegram.rendering import Rendered, render
from bot.telegram.sender import Destination, Sender
from content.languages import spoken
from handlers.desk.announcements.message import announcement_view, language_for
from handlers.desk.announcements.progress import progress_view
from storage import announcements, chats
from storage.announcements import Announcement, Tally, Version
from storage.deliveries import Delivery
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, announcement_of

_logger = logging.getLogger(__name__)
_PACE_SECONDS = 5.0


class Gone(Exception):
    """There is no message to change or take back."""


@dataclass(frozen=True)
class _Said:
    """What an announcement says, and the messages of one batch: (number, language) by chat.
    `made` is by the language of its words and that of its button."""

    fallback: str
    versions: Mapping[str, Version]
    messages: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    made: dict[tuple[str, str], Rendered] = field(default_factory=dict)


class AnnouncementSender:
    def __init__(
        self, current: CurrentPack, sender: Sender, clock: Clock, outcomes: ResultWriter
    ) -> None:
        self._current = current
        self._sender = sender
        self._clock = clock
        self._outcomes = outcomes
        self._said: dict[int, _Said] = {}
        self._rows: list[tuple[int, int, int, str]] | None = None
        self._telling: asyncio.Task[None] | None = None
        self._again = False
        self._last_told = 0.0

    async def read(self, connection: AsyncConnection, batch: Sequence[Delivery]) -> None:
        """What the announcements of a batch say, by a few queries for all of it."""
        about: dict[int, list[int]] = {}
        for each in batch:
            if each.notice in ANNOUNCEMENT_NOTICES:
                about.setdefault(announcement_of(each.subject), []).append(each.chat_id)
        self._said = {}
        for number, chat_ids in about.items():
            it = await announcements.find(connection, number)
            if it is None:
                continue
            latest = await announcements.versions_of(connection, number, it.edition)
            versions = {language: version for language, (_, version) in latest.items()}
            sent: Mapping[int, tuple[int, str]] = {}
            if it.job != "announcement":
                sent = await announcements.messages_in(connection, number, chat_ids)
            self._said[number] = _Said(it.fallback, versions, sent)

    async def send(self, delivery: Delivery) -> None:
        """One message, sent, changed or taken back. Raises TelegramError, or Gone."""
        self.tell()
        number = announcement_of(delivery.subject)
        said = self._said.get(number)
        if said is None:
            raise Gone
        if delivery.notice == "announcement":
            await self._send(number, said, delivery)
            return
        if delivery.chat_id not in said.messages:
            raise Gone
        message_id, language = said.messages[delivery.chat_id]
        where = {"chat_id": delivery.chat_id, "message_id": message_id}
        try:
            if delivery.notice == "withdrawal":
                await self._sender.act_once("deleteMessage", where)
            else:
                keyboard = self._rendered(said, language, delivery).keyboard
                await self._sender.act_once(*_change(said.versions[language], where, keyboard))
        except error.BadRequest as problem:
            withdrawn = delivery.notice == "withdrawal" and message_is_gone(problem)
            if not (withdrawn or is_unchanged(problem)):
                raise

    async def _send(self, number: int, said: _Said, delivery: Delivery) -> None:
        language = language_for(spoken(delivery.language), said.versions, said.fallback)
        rendered = self._rendered(said, language, delivery)
        message_id = await self._sender.once(Destination(delivery.chat_id), rendered)
        if self._rows is None:
            rows: list[tuple[int, int, int, str]] = []
            self._rows = rows
            self._outcomes.note(self._kept(rows))
        self._rows.append((number, delivery.chat_id, message_id, language))

    def _rendered(self, said: _Said, language: str, delivery: Delivery) -> Rendered:
        """Made once for all who get the same."""
        own = spoken(delivery.language) or language
        made = said.made.get((language, own))
        if made is None:
            reader = self._current.services.reader(self._clock.now(), own, None)
            made = render(announcement_view(reader, said.versions[language]))
            said.made[(language, own)] = made
        return made

    def _kept(
        self, rows: list[tuple[int, int, int, str]]
    ) -> Callable[[AsyncConnection], Awaitable[None]]:
        """Writes down the messages of many chats at once; those that come while it does are in
        the next list."""

        async def keep(connection: AsyncConnection) -> None:
            if self._rows is rows:
                self._rows = None
            await announcements.save_messages(connection, rows)

        return keep

    def tell(self, now: bool = False) -> None:
        """Show the authors how far it is: at a sane pace, or at once where something ended."""
        if self._telling is not None and not self._telling.done():
            self._again = self._again or now
        elif now or time.monotonic() - self._last_told >= _PACE_SECONDS:
            self._telling = asyncio.create_task(self._tell())

    async def close(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)

    async def _tell(self) -> None:
        self._again = True
        while self._again:
            self._again = False
            self._last_told = time.monotonic()
            try:
                async with self._current.services.database.transaction() as connection:
                    found = [
                        (each, await announcements.tally(connection, each))
                        for each in await announcements.progress_outdated(connection)
                    ]
                for it, tally in found:
                    await self._tell_one(it, tally)
            except SQLAlchemyError as problem:
                _logger.error("progress could not be read", exc_info=problem)

    async def _tell_one(self, it: Announcement, tally: Tally) -> None:
        if it.author is None:
            return
        async with self._current.services.database.transaction() as connection:
            chat = await chats.find_chat(connection, it.author)
        zone = None if chat is None else chat.time_zone
        reader = self._current.services.reader(self._clock.now(), spoken(it.language), zone)
        view = progress_view(reader, self._current.services.pack, it, tally)
        rendered = render(view, right_to_left=reader.right_to_left)
        message_id = it.progress_message_id
        try:
            if message_id is None:
                message_id = await self._sender.once(Destination(it.author), rendered)
            else:
                await self._sender.replace(Destination(it.author), message_id, rendered)
        except error.TelegramError as problem:
            extra = {"error": type(problem).__name__}
            _logger.warning("an author could not be told of progress", extra=extra)
            if not isinstance(problem, (error.Forbidden, error.BadRequest)):
                return  # the next one says it
        async with self._current.services.database.transaction() as connection:
            await announcements.mark_progress_shown(connection, it, message_id)


def reason_of(problem: error.BadRequest) -> str:
    """A short code for what Telegram refused for good."""
    if cannot_be_deleted(problem):
        return "too-old"  # sent 48 hours ago or earlier
    return "gone" if message_is_gone(problem) or cannot_be_edited(problem) else "refused"


def _change(
    version: Version, where: dict[str, int], keyboard: list[list[dict[str, Any]]]
) -> tuple[str, dict[str, object]]:
    """The call that gives a message its new words; without its buttons it would lose them."""
    where_and_buttons = {**where, "reply_markup": {"inline_keyboard": keyboard}}
    html = {"parse_mode": "HTML"} if version.html else {}
    if version.kind == "text":
        quiet = {"link_preview_options": {"is_disabled": True}}
        return "editMessageText", {**where_and_buttons, "text": version.html, **html, **quiet}
    return "editMessageCaption", {**where_and_buttons, "caption": version.html, **html}

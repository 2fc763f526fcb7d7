"""Shows the authors of announcements how far they are."""

from __future__ import annotations

import asyncio
import logging
import time

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock
from bot.telegram.rendering import render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import run_worker
from content.languages import spoken
from handlers.desk.announcements.progress_views import progress_view
from handlers.framework.services import Services
from storage import announcements, chats
from storage.announcements import Announcement

_logger = logging.getLogger(__name__)
_MIN_INTERVAL_SECONDS = 5.0
_SWEEP_SECONDS = 60.0


class ProgressWorker:
    """Edits one message for each author."""

    def __init__(self, services: Services, sender: Sender, clock: Clock) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._wake = asyncio.Event()
        self._last_shown = 0.0  # by the monotonic clock

    def show(self, now: bool = False) -> None:
        """Update the progress messages: at once if `now`, else unless they were updated less than
        _MIN_INTERVAL_SECONDS ago."""
        if now or time.monotonic() - self._last_shown >= _MIN_INTERVAL_SECONDS:
            self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        await run_worker("progress", self._show_all, self._wake, sweep_seconds=_SWEEP_SECONDS)

    async def _show_all(self) -> None:
        self._last_shown = time.monotonic()
        async with self._services.database.transaction() as connection:
            found = await announcements.progress_outdated(connection)
        for announcement in found:
            if announcement.author is None:
                continue
            try:
                await self._show(announcement, announcement.author)
            except SQLAlchemyError:
                raise
            except Exception as problem:  # one that cannot be shown must not hold up the others
                _logger.error("progress could not be shown", exc_info=problem)

    async def _show(self, announcement: Announcement, author: int) -> None:
        async with self._services.database.transaction() as connection:
            tally = await announcements.tally(connection, announcement)
            chat = await chats.find_chat(connection, author)
        zone = None if chat is None else chat.time_zone
        pack = self._services.packs.in_use.pack
        language = spoken(announcement.language)
        reader = self._services.reader(pack, self._clock.now(), language, zone)
        localized = pack.in_language(reader.language)
        view = progress_view(reader, localized, announcement, tally)
        rendered = render(view, right_to_left=reader.right_to_left)
        message_id = announcement.progress_message_id
        try:
            if message_id is None:
                message_id = await self._sender.send_once_for_id(Destination(author), rendered)
            else:
                await self._sender.replace(Destination(author), message_id, rendered)
        except error.TelegramError as problem:
            extra = {"error": type(problem).__name__}
            _logger.warning("an author could not be told of progress", extra=extra)
            if not isinstance(problem, (error.Forbidden, error.BadRequest)):
                return  # the next time says it
        async with self._services.database.write_transaction() as connection:
            await announcements.mark_progress_shown(connection, announcement, message_id)

"""Running the bot, for Telegram or for the preview."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from bot.calendar_sources.fetching import Fetcher
from bot.clock import Clock, ShiftedClock, SystemClock
from bot.config import Settings
from bot.outbox.worker import DeliveryWorker
from bot.serving import Failures, serve_until
from content.loading import load_pack

if TYPE_CHECKING:
    pass
from bot.app.composition import serving

_logger = logging.getLogger(__name__)
# A token in Telegram's form for the preview, which listens on loopback and has no secrets.
PREVIEW_TOKEN = "7000000001:preview-preview-preview-preview-preview"


async def run(settings: Settings, until: asyncio.Event) -> None:
    """Serve Telegram (or the server named by BOT_API_URL) until told to stop.

    Raises TokenRefused, WrongServer, CallRefused, AddressError, PackError or DatabaseError where it
    cannot begin, and DatabaseGone where it cannot go on.
    """
    pack = load_pack(settings.pack)
    failures: Failures = asyncio.Queue()
    clock = clock_of(settings)
    running = serving(settings, pack, clock, Fetcher(), failures.put_nowait)
    await serve_until(until, running, failures, lambda _: _logger.info("ready"))


async def run_preview(
    settings: Settings, until: asyncio.Event, ready: Callable[[str], None]
) -> None:
    """Serve the chat page on loopback with the same bot behind it; `ready` is told its address."""
    # Serving Telegram needs nothing of these.
    from bot.preview import ORGANISER_ID, Preview
    from bot.rehearsal import COMMAND, Rehearsal

    pack = load_pack(settings.pack)
    start = settings.clock_start or pack.event.rehearsal or SystemClock().now()
    clock = ShiftedClock(start, settings.clock_speed)
    async with AsyncExitStack() as stack:
        preview = Preview(PREVIEW_TOKEN, clock, rehearsal_command=f"/{COMMAND}")
        try:
            await preview.start(port=settings.preview_port)
        except OSError:
            await preview.start(port=0)
        stack.push_async_callback(preview.stop)
        # The program's own pages, such as the screen of a room, unless LISTEN says where they are.
        pages = socket.create_server(("127.0.0.1", 0))
        stack.callback(pages.close)
        changes: dict[str, object] = {
            "bot_token": SecretStr(PREVIEW_TOKEN),
            "bot_api_url": f"{preview.url}/bot",
            "webhook_url": None,
        }
        if "owner_ids" not in settings.model_fields_set:
            changes["owner_ids"] = frozenset({ORGANISER_ID})
        if "database_url" not in settings.model_fields_set:
            # The preview's chats live in memory, so what the bot remembers of them goes with them.
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="roundtable-"))
            database = Path(folder) / "preview.db"
            changes["database_url"] = SecretStr(f"sqlite+aiosqlite:///{database}")

        def started(deliveries: DeliveryWorker) -> None:
            async def next_due(after: datetime | None = None) -> datetime | None:
                try:
                    return await deliveries.next_due(after)
                except SQLAlchemyError:  # while the database is away, the preview goes on
                    return None

            preview.set_next_due(next_due)
            ready(preview.url)

        failures: Failures = asyncio.Queue()
        changed = settings.model_copy(update=changes)
        fetcher = Fetcher(allow_loopback=True)
        people = {person.id: person.first_name for person in preview.state.people.values()}
        rehearsal = Rehearsal(people, ORGANISER_ID)
        running = serving(
            changed, pack, clock, fetcher, failures.put_nowait, rehearsal=rehearsal, pages=pages
        )
        await serve_until(until, running, failures, started)


def clock_of(settings: Settings) -> Clock:
    """Real time, unless a rehearsal's clock is set."""
    if settings.clock_start is None and settings.clock_speed == 1:
        return SystemClock()
    return ShiftedClock(settings.clock_start or SystemClock().now(), settings.clock_speed)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, until.set)
    return until

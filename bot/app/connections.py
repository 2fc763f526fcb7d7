"""The database and the Bot API, opened at the start and closed at the end."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.config import Settings
from bot.telegram.api import BotApi, HttpRequest, Observe, in_turn
from bot.telegram.contact import TelegramContact
from bot.telegram.errors import InvalidAnswer
from bot.telegram.flood_control import FloodControl
from bot.telegram.sender import Sender
from bot.telegram.start import TokenRefused, until_answered
from bot.updates.slots import Slots
from storage.address import is_postgresql, parse_address
from storage.backups import back_up_before_update
from storage.database import Database, open_database
from storage.errors import DatabaseError
from storage.files import FileWatch, database_file, lock_file
from storage.sqlite import has_wal_reset_fault

if TYPE_CHECKING:
    from bot.monitoring.observer import Observer

_logger = logging.getLogger(__name__)
_POLL_TIMEOUT_SECONDS = 65.0
# Telegram takes a tenth of a second for a call: so many at once are over a thousand a second.
MAX_CONCURRENT_UPDATES = 128
# Those that wait for Telegram do not count, but have a connection each.
_MAX_CONNECTIONS = 2000


@asynccontextmanager
async def database_in_use(
    settings: Settings, slots: Slots
) -> AsyncIterator[tuple[Database, FileWatch]]:
    """The database, with the tables of this version. If it is a file, no other program can open it
    meanwhile."""
    url = settings.database_url.get_secret_value()
    file = None if is_postgresql(parse_address(url)) else database_file(url)
    database = open_database(url, slots.given_back)
    with nullcontext() if file is None else lock_file(file):
        try:
            await _update(database)
            await database.empty_log()  # what was forgotten before a crash may stand in it
            if not database.on_postgresql and has_wal_reset_fault():
                _logger.warning(
                    "SQLite %s can lose data if somebody writes while its log is carried over; "
                    "writers wait then; better upgrade it: https://sqlite.org/wal.html#walresetbug",
                    sqlite3.sqlite_version,
                )
            async with database.watched() as watch:
                yield database, watch
        except (SQLAlchemyError, sqlite3.Error) as problem:
            _logger.error("the database failed", exc_info=problem)
            raise DatabaseError(database.explain(problem)) from None
        finally:
            await database.close()


async def _update(database: Database) -> None:
    """Bring the tables up to date, after a backup if that is a file and they are older. Raises
    DatabaseError, also where there is no room for the backup: then nothing is changed."""
    revision = await database.older_revision()
    if revision is not None and not database.on_postgresql:
        backup = await asyncio.to_thread(back_up_before_update, database.file, revision)
        _logger.info("the database is older; it was copied to %s", backup.name)
    await database.migrate()
    if revision is not None:
        _logger.info("the database was brought up to date from %s", revision)


@dataclass(frozen=True)
class Telegram:
    """The Bot API, once it answered. Bulk has connections of its own, so that no answer waits for
    one."""

    username: str  # without @
    slots: Slots
    api: BotApi
    flood_control: FloodControl
    sender: Sender
    bulk_sender: Sender
    polling: BotApi
    bot_id: int


@asynccontextmanager
async def connected(
    settings: Settings, slots: Slots, contact: TelegramContact, observer: Observer | None
) -> AsyncIterator[Telegram]:
    """Connect to the Bot API, and wait until it answers. Raises TokenRefused."""
    if settings.bot_token is None:
        raise ValueError("serving needs a token")
    base, token = settings.bot_api_url, settings.bot_token.get_secret_value()
    request = HttpRequest(connections=_MAX_CONNECTIONS)
    bulk = HttpRequest(connections=MAX_CONCURRENT_UPDATES)
    polling = HttpRequest(connections=2, read_seconds=_POLL_TIMEOUT_SECONDS)
    try:
        observe: Observe = contact.called
        if observer is not None:
            observe = in_turn(contact.called, observer.figures.called)
        api = BotApi(base, token, request, observe)
        if observer is not None:
            observer.use_telegram(api)
        flood_control = FloodControl()
        yield Telegram(
            username=await until_answered(partial(username, api)),
            slots=slots,
            api=api,
            flood_control=flood_control,
            sender=Sender(api, flood_control, slots.given_back),
            bulk_sender=Sender(BotApi(base, token, bulk, observe), flood_control, nullcontext),
            polling=BotApi(base, token, polling, observe),
            bot_id=int(
                token.partition(":")[0]
            ),  # https://core.telegram.org/bots/features#botfather
        )
    finally:
        for connections in (request, bulk, polling):
            await connections.shutdown()


async def username_of(settings: Settings) -> str:
    """The bot's username, without @. Raises TokenRefused, or OSError where nobody answers."""
    if settings.bot_token is None:
        raise ValueError("asking needs a token")
    request = HttpRequest(connections=1)
    api = BotApi(settings.bot_api_url, settings.bot_token.get_secret_value(), request)
    try:
        return await username(api)
    except error.InvalidToken:
        raise TokenRefused from None
    except error.TelegramError:
        raise OSError(None, "Telegram does not answer") from None
    finally:
        await request.shutdown()


async def username(api: BotApi) -> str:
    me = await api.call("getMe", {})
    if not isinstance(me, dict) or not isinstance(me.get("username"), str):
        raise InvalidAnswer("no username")
    return str(me["username"])

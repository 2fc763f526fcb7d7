"""Fetches the calendar from its addresses on a schedule, and tells organisers what comes of it."""

from __future__ import annotations

import hashlib
import json
import logging
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import error

from bot.calendar_sources.addresses import SourceAddress
from bot.calendar_sources.fetching import Fetched, Fetcher, FetchFailed, Validators
from bot.clock import Clock
from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import chat_is_gone, is_outage, seconds_of
from bot.telegram.rendering import render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import retry_delay, run_worker
from content.languages import spoken
from handlers.desk import ORGANISERS
from handlers.desk.calendar_files.file_parser import ParsingFailed, parse_file
from handlers.desk.calendar_files.importing import options_of_event
from handlers.desk.calendar_sources.taking import Taken, refused, take_calendar
from handlers.desk.calendar_sources.views import message_view
from handlers.framework.permissions import role_in
from handlers.framework.services import Services
from storage import calendar_sources
from storage.calendar_sources import Message, Source

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 300.0
# Longer than an attempt can take: thirty seconds to fetch, twenty to parse, and the import.
_CLAIM_SECONDS = 180.0
_JITTER = 0.1  # of the interval, so that programs that began together do not fetch together
_MAX_INTERVAL_SECONDS = 2 * 3600.0  # after many failures
FAILING_TOLD_AFTER = timedelta(hours=3)
# Of a rehearsal's fast clock; a date must stay one.
_MAX_PAUSE = timedelta(days=365)
# Longer than any pause of a clock that is not moved: a day and a tenth.
_HORIZON_SECONDS = 2 * 86_400.0
_MAX_MESSAGES = 50  # in one round
_MAX_ATTEMPTS = 8
# Who has not opened the bot yet, or blocked it, is told if that changes within two days.
_UNREACHABLE_SECONDS = 3600.0
_MAX_UNREACHABLE_ATTEMPTS = 48
_WEB_PAGES = (b"<!doctype html", b"<html")
_FINAL = (error.Forbidden, error.BadRequest, error.ChatMigrated)


class _ClaimLost(Exception):
    """Another attempt was begun meanwhile; nothing of this one is written."""


class CalendarSourceWorker:
    """Woken when an address is due, or an organiser asks for one."""

    def __init__(
        self,
        services: Services,
        sender: Sender,
        clock: Clock,
        rate_limit: RateLimit,
        fetcher: Fetcher,
        addresses: Sequence[SourceAddress],
        interval_seconds: float,
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit
        self._fetcher = fetcher
        self._addresses = {address.id: address for address in addresses}
        self._interval_seconds = interval_seconds
        self._added = False

    async def run(self) -> None:
        """Work until cancelled; without addresses there is nothing to do."""
        if self._addresses:
            wake = self._services.signals.calendar_source_due
            await run_worker("calendar sources", self._act, wake, sweep_seconds=_SWEEP_SECONDS)

    async def _act(self) -> float:
        """Fetch what is due, send what is to be told, and return the seconds until the next."""
        database = self._services.database
        if not self._added:
            async with database.write_transaction() as connection:
                await calendar_sources.add_sources(connection, self._addresses, self._clock.now())
            self._added = True
        for address in self._addresses.values():
            await self._fetch_if_due(address)
        retry_seconds = await self._send_messages()
        async with database.transaction() as connection:
            now = self._clock.now()
            due = await calendar_sources.next_fetch(connection, self._addresses, now, self._horizon)
        if due is None:
            return retry_seconds
        return min(max(0.0, (due - now).total_seconds() / self._clock.speed), retry_seconds)

    async def _fetch_if_due(self, address: SourceAddress) -> None:
        now = self._clock.now()
        until = now + self._clock_time(_CLAIM_SECONDS)
        async with self._services.database.write_transaction() as connection:
            claimed = await calendar_sources.claim(
                connection, address.id, now, until, self._horizon
            )
        if claimed is None:
            return
        token, source = claimed
        try:
            await self._attempt(address, token, source)
        except _ClaimLost:
            _logger.info("an address was asked for again meanwhile", extra={"kind": address.name})
            self._services.signals.calendar_source_due.set()
        except Exception as problem:
            # One address must not keep the others from being fetched.
            extra = {"kind": address.name}
            _logger.error("what an address gave failed", exc_info=problem, extra=extra)
            await self._failed(address, token, source, "not-read", {})

    async def _attempt(self, address: SourceAddress, token: str, source: Source) -> None:
        validators = Validators(source.etag, source.last_modified)
        try:
            fetched = await self._fetcher.fetch(address.url.get_secret_value(), validators)
        except FetchFailed as failed:
            details = {"status": failed.status}
            retry_after = failed.retry_after_seconds
            await self._failed(address, token, source, failed.code, details, retry_after)
            return
        if fetched is None or _hash(fetched.content) == source.content_hash:
            await self._unchanged(address, token, source, fetched)
            return
        if fetched.content.lstrip()[:20].lower().startswith(_WEB_PAGES):
            await self._failed(address, token, source, "web-page", {})
            return
        try:
            options = options_of_event(self._services.packs.in_use.pack, self._clock.now())
            read = await parse_file(fetched.content, named_as_calendar=True, options=options)
        except ParsingFailed:
            read = None
        if read is None:
            await self._failed(address, token, source, "not-read", {})
        elif read.complaints:
            taken = refused(read.complaints)
            await self._failed(address, token, source, taken.outcome, taken.details)
        else:
            await self._services.change_notices_written()
            services, pack = self._services, self._services.packs.in_use.pack
            async with services.database.write_transaction(alone=True) as connection:
                if not await calendar_sources.holds(connection, address.id, token):
                    raise _ClaimLost
                now = self._clock.now()
                taken = await take_calendar(connection, services, pack, source, read, now)
                if taken.outcome != "complaints":
                    values = self._success(source, fetched) | _columns(taken)
                    await calendar_sources.write_result(connection, address.id, values)
                    await self._tell_success(connection, source, taken)
            if taken.outcome == "complaints":
                await self._failed(address, token, source, taken.outcome, taken.details)
            elif taken.outcome == "imported":
                await services.packs.reload_calendar()
            _logger.info("a calendar was fetched", extra=_extra(address, taken.outcome))

    async def _unchanged(
        self, address: SourceAddress, token: str, source: Source, fetched: Fetched | None
    ) -> None:
        """Write that an address gave what it gave before. What waits stays."""
        values = self._success(source, fetched)
        if source.draft is None:
            values |= {"outcome": "unchanged", "details": "{}"}
        else:
            values["outcome"] = "changes"
        async with self._services.database.write_transaction() as connection:
            if not await calendar_sources.holds(connection, address.id, token):
                raise _ClaimLost
            await calendar_sources.write_result(connection, address.id, values)
            await self._tell_success(connection, source, None)

    def _success(self, source: Source, fetched: Fetched | None) -> dict[str, Any]:
        now = self._clock.now()
        values: dict[str, Any] = {
            "fetched": now, "failures": 0, "failing_since": None, "failure_told": False,
            "next_fetch": now + self._pause(self._interval_seconds),
        }  # fmt: skip
        if fetched is not None:
            values["etag"] = fetched.validators.etag
            values["last_modified"] = fetched.validators.last_modified
            values["content_hash"] = _hash(fetched.content)
        return values

    async def _tell_success(
        self, connection: AsyncConnection, source: Source, taken: Taken | None
    ) -> None:
        """Add the messages about an attempt that succeeded: what is new, or that it works again."""
        owners = self._services.owners
        if taken is not None and taken.outcome == "imported":
            await calendar_sources.tell_organisers(
                connection, owners, source.id, "imported", taken.details
            )
        elif taken is not None and taken.outcome == "changes" and taken.mark != source.told:
            await calendar_sources.tell_organisers(
                connection, owners, source.id, "changes", taken.details
            )
        elif source.failure_told:
            await calendar_sources.tell_organisers(connection, owners, source.id, "recovered", {})

    async def _failed(
        self,
        address: SourceAddress,
        token: str,
        source: Source,
        outcome: str,
        details: Mapping[str, Any],
        retry_after_seconds: int = 0,
    ) -> None:
        """Write a failure. Organisers are told once, after some hours."""
        now = self._clock.now()
        since = source.failing_since or now
        tell = not source.failure_told and now - since >= FAILING_TOLD_AFTER
        seconds = min(self._interval_seconds * 2.0 ** min(source.failures, 20),
                      max(_MAX_INTERVAL_SECONDS, self._interval_seconds))  # fmt: skip
        values = {
            "fetched": now, "outcome": outcome, "details": json.dumps(details),
            "failures": source.failures + 1, "failing_since": since,
            "failure_told": source.failure_told or tell,
            "next_fetch": now + self._pause(max(seconds, retry_after_seconds)),
        }  # fmt: skip
        async with self._services.database.write_transaction() as connection:
            if not await calendar_sources.holds(connection, address.id, token):
                raise _ClaimLost
            await calendar_sources.write_result(connection, address.id, values)
            if tell:
                told = {**details, "outcome": outcome, "since": since.isoformat()}
                await calendar_sources.tell_organisers(
                    connection, self._services.owners, address.id, "failing", told
                )
        _logger.warning("a calendar could not be fetched", extra=_extra(address, outcome))

    def _pause(self, seconds: float) -> timedelta:
        """Real seconds, varied a little, as time of the clock."""
        return self._clock_time(seconds * random.uniform(1 - _JITTER, 1 + _JITTER))

    def _clock_time(self, seconds: float) -> timedelta:
        """How much of the clock's time passes in these real seconds; no more than _MAX_PAUSE."""
        return min(timedelta(seconds=seconds * self._clock.speed), _MAX_PAUSE)

    @property
    def _horizon(self) -> timedelta:
        """What lies further ahead was written before the clock was moved back."""
        return self._clock_time(_HORIZON_SECONDS) + timedelta(days=1)

    async def _send_messages(self) -> float:
        """Send what organisers are to be told, and return the seconds until a message is to be
        tried again."""
        async with self._services.database.transaction() as connection:
            now = self._clock.now()
            messages = await calendar_sources.messages_due(
                connection, now, self._horizon, _MAX_MESSAGES
            )
        pause = _SWEEP_SECONDS
        for message in messages:
            retry_seconds = await self._send(message)
            async with self._services.database.write_transaction() as connection:
                if retry_seconds is None:
                    await calendar_sources.delete_message(connection, message)
                else:
                    at = self._clock.now() + self._clock_time(retry_seconds)
                    await calendar_sources.retry_message(connection, message, at)
                    pause = min(pause, retry_seconds)
        return 0.0 if len(messages) == _MAX_MESSAGES else pause

    async def _send(self, message: Message) -> float | None:
        """Send a message; return the seconds after which it is to be tried again, or None if it is
        settled."""
        name = self._services.calendar_sources.get(message.source_id)
        async with self._services.database.transaction() as connection:
            source = await calendar_sources.find_source(connection, message.source_id)
        role = await role_in(self._services.database, self._services.owners, message.chat_id)
        if name is None or source is None or role not in ORGANISERS:
            return None  # no longer in the setting, or in the team
        if message.kind == "changes" and source.draft is None:
            return None  # imported meanwhile
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(message.language), message.time_zone
        )
        await self._rate_limit.wait_for_turn(message.chat_id)
        try:
            reply = message_view(reader, name, message, source.mark)
            rendered = render(reply, right_to_left=reader.right_to_left)
            await self._sender.send_once(Destination(message.chat_id), rendered)
        except _FINAL as problem:
            if chat_is_gone(problem) and message.attempts < _MAX_UNREACHABLE_ATTEMPTS:
                return _UNREACHABLE_SECONDS
            extra = {"error": type(problem).__name__}
            _logger.info("an organiser could not be told of an address", extra=extra)
        except error.TelegramError as problem:
            if isinstance(problem, error.RetryAfter):
                return seconds_of(problem)
            if is_outage(problem) or message.attempts < _MAX_ATTEMPTS:
                return retry_delay(message.attempts + 1)
        except Exception as problem:
            _logger.error("a message about an address could not be sent", exc_info=problem)
        return None


def _columns(taken: Taken) -> dict[str, Any]:
    columns = {
        "outcome": taken.outcome, "details": json.dumps(dict(taken.details)),
        "draft": taken.draft, "mark": taken.mark,
    }  # fmt: skip
    return columns | ({"told": taken.mark} if taken.mark else {})


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _extra(address: SourceAddress, outcome: str) -> dict[str, str]:
    """What the log says of an attempt: never the address, which may contain a password."""
    return {"kind": address.name, "code": outcome}

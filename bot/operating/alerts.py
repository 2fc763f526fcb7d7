"""Notices what needs the operator, and when it is over; owners are told of both."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import error

from bot.clock import Clock
from bot.operating.disk import DISK_ENOUGH_BYTES, DISK_LOW_BYTES
from bot.programs.share import ProgramShare
from bot.telegram.api import BotApi
from bot.telegram.contact import TelegramContact
from bot.worker_loop import run_worker
from handlers.framework.services import Services
from storage import deliveries, operator_alerts
from storage.operator_alerts import AlertName

_logger = logging.getLogger(__name__)
_CHECK_SECONDS = 60.0
_MIN_CHECK_SECONDS = 0.2  # of real time, however fast a rehearsal's clock is
NOTHING_SENT_FOR = timedelta(minutes=10)
TOKEN_REFUSED_FOR = timedelta(minutes=1)
# A restart may meet the program before it; only what goes on is another program.
CONFLICTS, CONFLICTS_WITHIN = 3, timedelta(minutes=5)
WEBHOOK_ERROR_WITHIN = timedelta(minutes=10)
_WEBHOOK_CHECKS = 2  # in a row, as Telegram retries


@dataclass(frozen=True)
class Judgement:
    """Whether something is not well, with a detail in English, and since when (UTC); None: now."""

    bad: bool
    detail: str = ""
    since: datetime | None = None


_WELL = Judgement(bad=False)


class AlertWatch:
    """Looks every minute. What it found is in the database, so that a restart tells nobody twice;
    what it cannot judge stays as it is."""

    def __init__(
        self,
        services: Services,
        clock: Clock,
        contact: TelegramContact,
        api: BotApi,
        webhook: str | None,
        free_bytes: Callable[[], int],
        share: ProgramShare,
    ) -> None:
        """`webhook` is the address that Telegram posts to, None where programs poll. Of several
        programs, the one that sends judges everything but polling, which the one judges that
        polls."""
        self._services = services
        self._clock = clock
        self._contact = contact
        self._api = api
        self._webhook = webhook
        self._free_bytes = free_bytes
        self._share = share
        # Since when this program polls.
        self._polls_since: datetime | None = None
        # The oldest notice that is due and how many are, and since when nothing changed in it.
        self._held_up: tuple[int | None, int] = None, 0
        self._held_up_since = clock.now()
        self._webhook_errors = 0

    async def run(self) -> None:
        """Work until cancelled."""
        never = asyncio.Event()
        await run_worker("alerts", self.check, never, sweep_seconds=_CHECK_SECONDS)

    async def check(self) -> float:
        """Look at everything once; return the seconds until the next time."""
        judgements: dict[AlertName, Judgement | None] = {}
        if self._polls():
            judgements["other-program"] = self._another_program_polls()
        async with self._services.database.transaction() as connection:
            waiting = await deliveries.waiting(connection, self._clock.now())
            known = {alert.name for alert in await operator_alerts.open_alerts(connection)}
        if self._share.sends:
            judgements["outbox"] = self._nothing_is_sent(waiting)
            judgements["disk"] = self._disk_is_low()
            judgements["token"] = self._token_is_refused()
            judgements |= await self._ask_about_webhook()
        for name, judgement in judgements.items():
            if judgement is not None and judgement.bad is not (name in known):
                await self._write(name, judgement)
        return max(_CHECK_SECONDS / self._clock.speed, _MIN_CHECK_SECONDS)

    async def _write(self, name: AlertName, judged: Judgement) -> None:
        services, now = self._services, self._clock.now()
        async with services.database.write_transaction() as connection:
            if judged.bad:
                since = judged.since or now
                await operator_alerts.begin(connection, name, since, judged.detail, services.owners)
            else:
                await operator_alerts.end(connection, name, now)
        message = "owners are told: %s" if judged.bad else "owners are told that it is over: %s"
        _logger.log(logging.ERROR if judged.bad else logging.INFO, message, name)
        services.signals.alert_messages_waiting.set()

    def _nothing_is_sent(self, found: deliveries.Waiting) -> Judgement | None:
        """Whether notices are due, and for long neither was one sent nor did others fall due."""
        now = self._clock.now()
        held_up = found.oldest, found.count
        if not found.count or held_up != self._held_up:
            self._held_up, self._held_up_since = held_up, now
        if not found.count:
            return _WELL
        since = self._held_up_since
        return Judgement(True, since=since) if now - since >= NOTHING_SENT_FOR else None

    def _disk_is_low(self) -> Judgement | None:
        free = self._free_bytes()
        if DISK_LOW_BYTES <= free < DISK_ENOUGH_BYTES:
            return None
        return Judgement(free < DISK_LOW_BYTES, f"{free / 1e6:.0f} MB")

    def _token_is_refused(self) -> Judgement | None:
        since = self._contact.refused_since
        if since is None:
            return _WELL
        refused_for = self._clock.now() - since
        return Judgement(True, since=since) if refused_for >= TOKEN_REFUSED_FOR else None

    def _polls(self) -> bool:
        """Note whether this program polls."""
        polls = self._webhook is None and (self._share.polls or self._share.only)
        self._polls_since = (self._polls_since or self._clock.now()) if polls else None
        return polls

    def _another_program_polls(self) -> Judgement | None:
        now = self._clock.now()
        conflicts = self._contact.conflicts_since(now - CONFLICTS_WITHIN)
        if conflicts >= CONFLICTS:
            return Judgement(bad=True)
        # At first it takes as long to know that there is none any more.
        polled_for = now - (self._polls_since or now)
        return _WELL if not conflicts and polled_for >= CONFLICTS_WITHIN else None

    async def _ask_about_webhook(self) -> dict[AlertName, Judgement | None]:
        """Whether Telegram complains of the webhook, and whether another program set its own.
        https://core.telegram.org/bots/api#webhookinfo"""
        if self._webhook is None:
            return {"webhook": _WELL}
        try:
            info: dict[str, Any] = await self._api.call("getWebhookInfo", {})
        except error.TelegramError:
            return {}
        if info.get("url") != self._webhook:
            return {"other-program": Judgement(bad=True)}
        at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
        failing = (
            info.get("pending_update_count", 0) > 0
            and at >= self._clock.now() - WEBHOOK_ERROR_WITHIN
        )
        self._webhook_errors = self._webhook_errors + 1 if failing else 0
        complaint: Judgement | None = None
        if not failing:
            complaint = _WELL
        elif self._webhook_errors >= _WEBHOOK_CHECKS:
            complaint = Judgement(True, str(info.get("last_error_message", "")))
        return {"webhook": complaint, "other-program": _WELL}

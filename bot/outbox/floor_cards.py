"""Keeps the cards of floors up to date: one message a chat, edited in its place."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock
from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import cannot_be_edited, is_unchanged, message_is_gone, seconds_of
from bot.telegram.rendering import Rendered, render
from bot.telegram.sender import Destination, Sender
from bot.worker_loop import run_worker
from content.languages import spoken
from handlers.floor.context import read_context
from handlers.floor.interpreters import interpreter_view
from handlers.floor.podium import card_of
from handlers.floor.public import group_view
from handlers.floor.roles import roles_of
from handlers.floor.session_team import ended_view
from handlers.framework.services import Services
from storage.floor import cards, texts
from storage.floor.cards import Card

_logger = logging.getLogger(__name__)
_SWEEP_SECONDS = 30.0
_BATCH_SIZE = 50
# Telegram lets a bot send 20 messages a minute to a group, and edits count:
# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
_GROUP_INTERVAL = timedelta(seconds=5)
_PRIVATE_INTERVAL = timedelta(seconds=1)
_RETRY_SECONDS = 5.0
_MIN_PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class _Shown:
    """What a card shows, and at which revision of its session. After the last message it follows
    its session no more."""

    message: Rendered
    revision: int
    is_last: bool


class FloorCardWorker:
    """Woken by `floor_changed`, by timers, and by a sweep."""

    def __init__(
        self, services: Services, sender: Sender, clock: Clock, rate_limit: RateLimit
    ) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._rate_limit = rate_limit

    async def run(self) -> None:
        """Work until cancelled."""
        wake = self._services.signals.floor_changed
        await run_worker("floor cards", self._show_all, wake, sweep_seconds=_SWEEP_SECONDS)

    async def _show_all(self) -> float | None:
        """Bring all cards up to date; return the seconds until one may be edited again."""
        while True:
            async with self._services.database.transaction() as connection:
                found = await cards.behind(connection, self._clock.now(), _BATCH_SIZE)
                at = None if found else await cards.next_at(connection)
            if not found:
                left = None if at is None else (at - self._clock.now()).total_seconds()
                return None if left is None else max(left / self._clock.speed, _MIN_PAUSE_SECONDS)
            await asyncio.gather(*map(self._show, found))

    async def _show(self, card: Card) -> None:
        try:
            # First, so that it shows what holds when it is edited.
            await self._rate_limit.wait_for_turn(card.chat_id)
            async with self._services.database.transaction() as connection:
                if await cards.is_held(connection, card, self._clock.now()):
                    return  # somebody opened a choice in its place meanwhile
            rendered = await self._rendered(card)
            if rendered is None:
                await self._end(card)
                return
            message_id = await self._put(card, rendered.message)
            if rendered.is_last:
                await self._end(card)
                return
        except SQLAlchemyError:
            raise
        except error.RetryAfter as problem:
            await self._later(card, seconds_of(problem))
        except (error.Forbidden, error.ChatMigrated):
            await self._end(card)
        except error.TelegramError as problem:
            extra = {"error": type(problem).__name__}
            _logger.warning("a card could not be shown", extra=extra)
            await self._later(card, _RETRY_SECONDS)
        except Exception as problem:  # one that cannot be made must not hold up the others
            _logger.error("a card could not be made", exc_info=problem)
            await self._later(card, _RETRY_SECONDS)
        else:
            interval = _GROUP_INTERVAL if card.chat_id < 0 else _PRIVATE_INTERVAL
            not_before = self._clock.now() + interval * self._clock.speed
            async with self._services.database.write_transaction() as connection:
                await cards.shown(connection, card, message_id, rendered.revision, not_before)

    async def _rendered(self, card: Card) -> _Shown | None:
        """Return the card as it is now; None for one that nobody may see any more."""
        pack = self._services.packs.in_use.pack
        reader = self._services.reader(
            pack, self._clock.now(), spoken(card.language), card.time_zone
        )
        is_last = False
        async with self._services.database.transaction() as connection:
            context = await read_context(
                connection, pack.in_language(reader.language), card.session
            )
            if context is None:
                return None
            if card.view != "public":
                owners = self._services.owners
                roles = await roles_of(connection, owners, card.chat_id, context.meeting)
                is_last = not (roles.podium if card.view == "podium" else roles.reads_along)
                if is_last and card.message_id is None:
                    return None
                sent = await texts.of_turns(connection, [turn.id for turn in context.floor.turns])
        if is_last:
            reply = ended_view(reader, context)
        elif card.view == "interpreter":
            reply = interpreter_view(reader, context, sent, roles)
        elif card.view == "podium":
            reply = card_of(reader, context, self._services.pages_base)
        else:
            reply = group_view(reader, context, following=True)
        message = render(reply, right_to_left=reader.right_to_left)
        return _Shown(message, context.session.revision, is_last)

    async def _put(self, card: Card, rendered: Rendered) -> int:
        """Edit the card, or send it if there is none to edit. Return its message's id."""
        to = Destination(card.chat_id, card.thread_id, silent=True)
        if card.message_id is not None:
            parameters = {
                "chat_id": card.chat_id, "message_id": card.message_id, "text": rendered.texts[0],
                "parse_mode": "HTML", "link_preview_options": {"is_disabled": True},
                "reply_markup": {"inline_keyboard": rendered.keyboard},
            }  # fmt: skip
            try:
                await self._sender.act_once("editMessageText", parameters)
                return card.message_id
            except error.BadRequest as problem:
                if is_unchanged(problem):
                    return card.message_id
                if not (message_is_gone(problem) or cannot_be_edited(problem)):
                    raise
        message_id = await self._sender.send_once_for_id(to, rendered)
        await self._pin(card, message_id)
        return message_id

    async def _pin(self, card: Card, message_id: int) -> None:
        """Pin a card. In a group, the bot may not be allowed to."""
        parameters = {
            "chat_id": card.chat_id, "message_id": message_id, "disable_notification": True
        }  # fmt: skip
        try:
            await self._sender.act_once("pinChatMessage", parameters)
        except error.TelegramError as problem:
            extra = {"error": type(problem).__name__}
            _logger.info("a card could not be pinned", extra=extra)

    async def _later(self, card: Card, seconds: float) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds * self._clock.speed)
        async with self._services.database.write_transaction() as connection:
            await cards.retry(connection, card, not_before)

    async def _end(self, card: Card) -> None:
        async with self._services.database.write_transaction() as connection:
            await cards.unfollow(connection, card.chat_id, card.session)

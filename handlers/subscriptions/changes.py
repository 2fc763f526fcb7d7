"""Subscribing a chat and ending its subscriptions, each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.framework.request import Request
from handlers.subscriptions.overlaps import Overlap, covered, covering, find_overlap
from handlers.wording.subscribable import Subject
from storage import chats, reminder_settings, subscriptions


@dataclass(frozen=True)
class Subscribed:
    """What became of a subscription.

    `through` are the subscriptions that include it already, so that nothing was written. `covers`
    are those that it includes. `lead_times` are the chat's usual ones, in seconds.
    """

    through: Sequence[Subject]
    covers: Sequence[Subject]
    overlap: Overlap | None
    lead_times: tuple[int, ...]


async def subscribe(request: Request, what: str, value: str) -> Subscribed:
    """Subscribe the chat, unless its other subscriptions include this one."""
    pack, chat_id, now = request.pack, request.chat_id, request.reader.now
    chosen = (what, value)
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, chat_id, now)
        current = await subscriptions.subscriptions_of(connection, chat_id)
        settings = await reminder_settings.settings_of(connection, chat_id)
        through = covering(pack, chosen, current)
        if through and what == "meeting":
            # A meeting that was switched off is not included.
            subscribed = await subscriptions.is_subscribed(connection, chat_id, value)
            through = through if subscribed else []
        known = chosen in [(item.what, item.value) for item in current]
        if through and not known:
            return Subscribed(through, (), None, settings.lead_times)
        await subscriptions.subscribe(connection, chat_id, what, value, now)
        overlap = await current_overlap(connection, request, chosen)
    request.services.signals.notices_changed.set()
    return Subscribed((), covered(pack, chosen, current), overlap, settings.lead_times)


async def current_overlap(
    connection: AsyncConnection, request: Request, chosen: Subject
) -> Overlap | None:
    if chosen[0] != "meeting":
        return None
    agenda = await subscriptions.agenda_ids(connection, request.chat_id, request.reader.now)
    return find_overlap(request.pack, chosen, agenda)


async def unsubscribe(request: Request, what: str, value: str) -> None:
    """End one subscription; a meeting that others include is switched off."""
    async with request.services.database.write_transaction() as connection:
        await end_subscription(connection, request.chat_id, what, value)
    request.services.signals.notices_changed.set()


async def unsubscribe_all(request: Request) -> None:
    async with request.services.database.write_transaction() as connection:
        await subscriptions.forget_subscriptions(connection, request.chat_id)
    request.services.signals.notices_changed.set()


async def end_subscription(
    connection: AsyncConnection, chat_id: int, what: str, value: str
) -> None:
    """Do what `unsubscribe` does, in the caller's transaction."""
    await subscriptions.unsubscribe(connection, chat_id, what, value)
    if what == "meeting" and await subscriptions.is_subscribed(connection, chat_id, value):
        await subscriptions.except_meeting(connection, chat_id, value)

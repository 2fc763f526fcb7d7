"""Subscribing a chat and ending its subscriptions, each in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.framework.request import Request
from handlers.subscriptions.overlaps import Overlap, covered, covering, find_overlap
from handlers.wording.subscribable import Subject
from storage import chats, deliveries, reminder_settings, subscriptions
from storage.reminder_settings import ReminderSettings


@dataclass(frozen=True)
class Subscribed:
    """What became of a subscription.

    `through` are the subscriptions that include it already, so that nothing was written. `covers`
    are those that it includes. `lead_times` (seconds) are those of a meeting of which the reminder
    is still to come; of other subjects, the chat's usual ones, and `of_kinds` those of kinds of
    meetings that differ. If `in_topic`, its notices go to the topic of a forum in which it was
    asked for.
    """

    through: Sequence[Subject]
    covers: Sequence[Subject]
    overlap: Overlap | None
    lead_times: tuple[int, ...]
    of_kinds: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    in_topic: bool = False


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
        # In a topic of a forum of its own it is no repetition.
        topic_id = request.topic_id if request.chat_kind == "group" else None
        topics = {item.topic_id for item in current if (item.what, item.value) in through}
        if through and not known and topic_id in topics:
            return Subscribed(through, (), None, ())
        await subscriptions.subscribe(connection, chat_id, what, value, now, topic_id)
        overlap = await current_overlap(connection, request, chosen)
        leads, of_kinds = await _lead_times(connection, request, chosen, settings)
    request.services.signals.notices_changed.set()
    in_topic = topic_id is not None
    return Subscribed((), covered(pack, chosen, current), overlap, leads, of_kinds, in_topic)


async def _lead_times(
    connection: AsyncConnection, request: Request, chosen: Subject, settings: ReminderSettings
) -> tuple[tuple[int, ...], Mapping[str, tuple[int, ...]]]:
    """The `lead_times` and `of_kinds` of Subscribed."""
    pack, (what, value), reader = request.pack, chosen, request.reader
    if what == "kind":
        return settings.leads_for(pack.lead_times.get(value)), {}
    meeting = pack.meeting(value) if what == "meeting" else None
    if meeting is None:
        return settings.lead_times, {} if settings.leads_chosen else pack.lead_times
    own = await reminder_settings.lead_override(connection, request.chat_id, value)
    leads = own or settings.leads_for(pack.lead_times.get(meeting.kind))
    now, zone = reader.now, reader.zone.key
    return await deliveries.leads_to_come(connection, value, leads, now, zone), {}


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

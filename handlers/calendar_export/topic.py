"""The agenda in a calendar: as a file, and as a feed at a private address."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from handlers.calendar_export.files import CalendarEntry, calendar_entry, calendar_file
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Copy,
    Copyable,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.services import Services
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.meetings.calendar_buttons import AgendaFile, MeetingFile
from handlers.wording import times
from storage import calendar_feeds, chats, meetings, reminder_settings, subscriptions

PLACE = Place("calendar")
# How long past meetings stay in the feed.
_PAST_MEETINGS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class MakeFeed(ButtonData):
    """Makes a private address, which replaces the one before.

    `instead_of` is the number of the address to replace, 0 for none. Another number than that of
    the current address is refused, so that pressing twice does not replace the new address.
    """

    tag: ClassVar[str] = "i3"
    instead_of: int


@dataclass(frozen=True)
class EndFeed(ButtonData):
    """Switches the private address off."""

    tag: ClassVar[str] = "i4"


async def agenda_entries(services: Services, chat_id: int, since: datetime) -> list[CalendarEntry]:
    """Return the chat's meetings that were not over at `since`, including cancelled ones."""
    async with services.database.transaction() as connection:
        agenda = await subscriptions.agenda(connection, chat_id, since)
        settings = await reminder_settings.settings_of(connection, chat_id)
        own = await reminder_settings.lead_overrides_of(connection, chat_id)
    of_kinds = services.packs.in_use.pack.lead_times
    lead_times = [
        own.get(stored.id) or settings.leads_for(of_kinds.get(stored.row.kind)) for stored in agenda
    ]
    return await asyncio.to_thread(lambda: list(map(calendar_entry, agenda, lead_times)))


async def feed_entries(services: Services, chat_id: int, now: datetime) -> list[CalendarEntry]:
    """Return the entries of a chat's feed."""
    return await agenda_entries(services, chat_id, now - _PAST_MEETINGS_KEPT)


def _address_number(created: datetime) -> int:
    """Return a number that tells an address from the one before, short enough for a button."""
    return int(created.timestamp() * 1000) % 1_000_000_000


def calendar_view(reader: Reader, created: datetime | None, has_feed: bool) -> Reply:
    """Offer a file, and a private address if the program serves feeds.

    `created` is when the chat's address was made, None if it has none.
    """
    _ = reader.gettext
    heading = Heading(_("My schedule in a calendar"))
    blocks: list[Block] = [
        heading,
        Paragraph(_("A file adds your meetings once. It does not receive later changes.")),
    ]
    rows: list[Row] = [(Press(_("Calendar file"), AgendaFile()),)]
    if has_feed:
        blocks.append(
            Paragraph(_("A private address keeps your calendar up to date. Do not share it."))
        )
        if created is not None:
            day = times.day(reader, created.astimezone(reader.zone).date())
            blocks.append(Paragraph(_("Your address was created on {day}.").format(day=day)))
            renew = MakeFeed(_address_number(created))
            rows.append((Press(_("New address"), renew), Press(_("Switch address off"), EndFeed())))
        else:
            rows.append((Press(_("Create private address"), MakeFeed(0)),))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, Paragraph(_("For example: {command}").format(command="/agenda file"))),
        buttons=(*rows, way_back(reader, "agenda")),
        payload="calendar",
    )


def address_view(reader: Reader, address: str) -> Reply:
    """Show an address. It cannot be shown again, since only its hash is stored."""
    _ = reader.gettext
    subscribe = "webcal://" + address.split("://", 1)[1]
    return Reply(
        blocks=(
            Heading(_("Your private calendar address")),
            Copyable(subscribe),
            Paragraph(_("Add it in your calendar as a subscription, “from URL”.")),
            Copyable(address),
            Paragraph(_("Some calendar apps need this form.")),
            Footnote(
                _(
                    "It is shown only here. Anyone who has it can see your schedule, but "
                    "nothing else."
                )
            ),
        ),
        buttons=((Copy(_("Copy address"), subscribe),), way_back(reader, "agenda")),
        new_message=True,
        payload="calendar",
    )


async def visit_calendar(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        created = await calendar_feeds.created_at(connection, request.chat_id)
    return calendar_view(request.reader, created, request.services.feed_base is not None)


async def press_meeting(request: Request, button: MeetingFile) -> Answer:
    reader, pack = request.reader, request.pack
    async with request.services.database.transaction() as connection:
        stored = await meetings.find_meeting(connection, button.meeting)
        settings = await reminder_settings.settings_of(connection, request.chat_id)
        own = await reminder_settings.lead_override(connection, request.chat_id, button.meeting)
    if stored is None:
        return out_of_date(reader)
    usual = settings.leads_for(pack.lead_times.get(stored.row.kind))
    entry = calendar_entry(stored, own or usual)
    return Reply(
        blocks=(Paragraph(pack.translated(entry.meeting).title),),
        file=await calendar_file(reader, pack, [entry], stored.id),
        keeps_buttons=True,
    )


async def press_agenda(request: Request, button: AgendaFile) -> Answer:
    return await agenda_file(request)


async def agenda_file(request: Request) -> Reply:
    """Send the agenda as a file, or say that it has nothing to come."""
    reader, services = request.reader, request.services
    _ = reader.gettext
    async with services.large_file_lock:
        entries = await agenda_entries(services, request.chat_id, reader.now)
        file = await calendar_file(reader, request.pack, entries, "agenda")
    if not entries:
        empty = Paragraph(_("You have no upcoming meetings."))
        return Reply((empty,), (way_back(reader, "agenda"),), new_message=True, payload="agenda")
    count = reader.ngettext("{number} meeting", "{number} meetings", len(entries))
    return Reply(
        blocks=(Paragraph(count.format(number=len(entries))),),
        file=file,
        keeps_buttons=True,
    )


async def press_make(request: Request, button: MakeFeed) -> Answer:
    base = request.services.feed_base
    if base is None:
        return out_of_date(request.reader)
    now, chat_id = request.reader.now, request.chat_id
    async with request.services.database.write_transaction() as connection:
        created = await calendar_feeds.created_at(connection, chat_id)
        if button.instead_of != (0 if created is None else _address_number(created)):
            return calendar_view(request.reader, created, True)
        await chats.record_contact(connection, chat_id, now)
        token = await calendar_feeds.renew(connection, chat_id, now)
    return address_view(request.reader, f"{base}/calendar/{token}.ics")


async def press_end(request: Request, button: EndFeed) -> Answer:
    async with request.services.database.write_transaction() as connection:
        await calendar_feeds.revoke(connection, request.chat_id)
    return await visit_calendar(request, Visit(PLACE))


TOPIC = Topic(
    "calendar",
    screens={"calendar": visit_calendar},
    buttons={
        MeetingFile: press_meeting,
        AgendaFile: press_agenda,
        MakeFeed: press_make,
        EndFeed: press_end,
    },
    changes={press_make: always, press_end: always},
)

"""One's agenda in a calendar: files, and a private address that a calendar subscribes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from handlers.calendar_export.files import Scheduled, calendar_file, scheduled
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
# What is over stays in a subscribed calendar for so long.
_BEHIND = timedelta(days=90)


@dataclass(frozen=True)
class MakeFeed(ButtonData):
    """A fresh private address in the place of the one marked `instead_of` (0 for none), so that
    pressing twice does not make one worthless that was just shown."""

    tag: ClassVar[str] = "i3"
    instead_of: int


@dataclass(frozen=True)
class EndFeed(ButtonData):
    tag: ClassVar[str] = "i4"


async def entries_of(services: Services, chat_id: int, since: datetime) -> list[Scheduled]:
    """All that a chat is subscribed to and was not over at an instant, cancelled ones too."""
    async with services.database.transaction() as connection:
        kept = await subscriptions.agenda(connection, chat_id, since)
        settings = await reminder_settings.settings_of(connection, chat_id)
        own = await reminder_settings.lead_overrides_of(connection, chat_id)
    return [scheduled(each, own.get(each.id, settings.lead_times)) for each in kept]


async def feed_entries(services: Services, chat_id: int, now: datetime) -> list[Scheduled]:
    """What a subscribed calendar shows at an instant."""
    return await entries_of(services, chat_id, now - _BEHIND)


def _mark(made: datetime) -> int:
    """Tells one address from the next, in as many digits as a button carries."""
    return int(made.timestamp() * 1000) % 1_000_000_000


def calendar_view(reader: Reader, made: datetime | None, offered: bool) -> Reply:
    """Both ways into a calendar; the address only where this bot serves it."""
    _ = reader.gettext
    heading = Heading(_("My agenda in a calendar"))
    blocks: list[Block] = [
        heading,
        Paragraph(_("A file adds your meetings once. Later changes are not in it.")),
    ]
    rows: list[Row] = [(Press(_("Calendar file"), AgendaFile()),)]
    if offered:
        blocks.append(
            Paragraph(_("A private address keeps your calendar up to date. Do not share it."))
        )
        if made is not None:
            day = times.day(reader, made.astimezone(reader.zone).date())
            blocks.append(Paragraph(_("Your address was made on {day}.").format(day=day)))
            renewed = MakeFeed(_mark(made))
            rows.append(
                (Press(_("New address"), renewed), Press(_("Switch address off"), EndFeed()))
            )
        else:
            rows.append((Press(_("Make a private address"), MakeFeed(0)),))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, Paragraph(_("For example: {command}").format(command="/agenda file"))),
        buttons=(*rows, way_back(reader, "agenda")),
        payload="calendar",
    )


def address_view(reader: Reader, address: str) -> Reply:
    """The address, shown this once."""
    _ = reader.gettext
    subscribe = "webcal://" + address.split("://", 1)[1]
    return Reply(
        blocks=(
            Heading(_("Your private calendar address")),
            Copyable(subscribe),
            Paragraph(_("Add it in your calendar as a subscription, “from URL”.")),
            Copyable(address),
            Paragraph(_("Some calendars want it written like this.")),
            Footnote(
                _("It is shown only here. Whoever has it can read your agenda, nothing else.")
            ),
        ),
        buttons=((Copy(_("Copy address"), subscribe),), way_back(reader, "agenda")),
        new_message=True,
        payload="calendar",
    )


async def visit_calendar(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        made = await calendar_feeds.created_at(connection, request.chat_id)
    return calendar_view(request.reader, made, request.services.feed_base is not None)


async def press_meeting(request: Request, button: MeetingFile) -> Answer:
    reader, pack = request.reader, request.pack
    async with request.services.database.transaction() as connection:
        kept = await meetings.find_meeting(connection, button.meeting)
        settings = await reminder_settings.settings_of(connection, request.chat_id)
        own = await reminder_settings.lead_override(connection, request.chat_id, button.meeting)
    if kept is None:
        return out_of_date(reader)
    entry = scheduled(kept, own or settings.lead_times)
    return Reply(
        blocks=(Paragraph(entry.meeting.title),),
        file=calendar_file(reader, pack, [entry], kept.id),
        keeps_buttons=True,
    )


async def press_agenda(request: Request, button: AgendaFile) -> Answer:
    return await agenda_file(request)


async def agenda_file(request: Request) -> Reply:
    """The whole agenda as a file, or that there is nothing to come in it."""
    reader = request.reader
    _ = reader.gettext
    entries = await entries_of(request.services, request.chat_id, reader.now)
    if not entries:
        said = Paragraph(_("There is nothing to come in your agenda."))
        return Reply((said,), (way_back(reader, "agenda"),), new_message=True, payload="agenda")
    count = reader.ngettext("{number} meeting", "{number} meetings", len(entries))
    return Reply(
        blocks=(Paragraph(count.format(number=len(entries))),),
        file=calendar_file(reader, request.pack, entries, "agenda"),
        keeps_buttons=True,
    )


async def press_make(request: Request, button: MakeFeed) -> Answer:
    base = request.services.feed_base
    if base is None:
        return out_of_date(request.reader)
    now, chat_id = request.reader.now, request.chat_id
    async with request.services.database.transaction() as connection:
        made = await calendar_feeds.created_at(connection, chat_id)
        if button.instead_of != (0 if made is None else _mark(made)):
            return calendar_view(request.reader, made, True)
        await chats.record_contact(connection, chat_id, now)
        token = await calendar_feeds.renew(connection, chat_id, now)
    return address_view(request.reader, f"{base}/calendar/{token}.ics")


async def press_end(request: Request, button: EndFeed) -> Answer:
    async with request.services.database.transaction() as connection:
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

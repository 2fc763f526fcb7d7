"""`/timezone`: the time zone of a person or group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from content.zones import Found, Place, find_places, is_zone, offset_name
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always, with_words
from handlers.me.settings import has_announcements, settings_view
from handlers.wording import labels, times
from storage import chats


@dataclass(frozen=True)
class ChooseZone(ButtonData):
    """`name` is an IANA name, or empty for the event's time zone."""

    tag: ClassVar[str] = "z1"
    name: str


def zones_view(reader: Reader, event_zone: str) -> Reply:
    _ = reader.gettext
    example = _("Write your city: {command}").format(command="/timezone Geneva")
    event_city = times.zone_name(reader, ZoneInfo(event_zone))
    return Reply(
        blocks=(
            Heading(_("Time zone")),
            labels.facts(reader, ((_("Now"), times.zone_name(reader, reader.zone)),)),
            Paragraph(example),
        ),
        brief=(Paragraph(example),),
        buttons=(
            (Press(_("Event time: {city}").format(city=event_city), ChooseZone("")),),
            way_back(reader, "settings"),
        ),
        payload="settings",
    )


def zone_choice_view(reader: Reader, words: str, found: Found) -> Reply:
    _ = reader.gettext
    if not found.places:
        sentence = _(
            "I do not know the time zone “{words}”. Try a large city near you: {command}"
        ).format(words=words[:40], command="/timezone Nairobi")
        return Reply((Paragraph(sentence),), (way_back(reader, "settings"),), payload="settings")
    if len(found.places) == 1:
        sentence = _("Did you mean {place}?").format(place=found.places[0].name)
    else:
        sentence = _("Which one do you mean by “{words}”?").format(words=words[:40])
    buttons = tuple(
        (Press(reader.annotated(place.name, place.zone), ChooseZone(place.zone)),)
        for place in found.places
    )
    return Reply(
        (Paragraph(sentence),),
        (*buttons, way_back(reader, "settings")),
        keeps_buttons=True,
        payload="settings",
    )


def _understood(reader: Reader, place: Place) -> str | None:
    """Return "Geneva: Zurich time (UTC+2 now)", or None if the place is the zone's own city."""
    zone = ZoneInfo(place.zone)
    city = times.zone_name(reader, zone)
    if city == place.name:
        return None
    ahead = reader.now.astimezone(zone).utcoffset() or timedelta(0)
    return reader.gettext("{place}: {city} time ({offset} now)").format(
        place=place.name, city=city, offset=offset_name(ahead)
    )


async def time_zone(request: Request) -> Answer:
    """Answer `/timezone`, or `/timezone Geneva`."""
    reader, words = request.reader, request.words.strip()
    if not words:
        return zones_view(reader, request.pack.event.time_zone)
    found = find_places(words, reader.language)
    if found.plain is not None:
        understood = _understood(reader, found.plain)
        return await _set_zone(request, found.plain.zone, understood)
    return zone_choice_view(reader, words, found)


async def choose_zone(request: Request, button: ChooseZone) -> Answer:
    if button.name and not is_zone(button.name):
        return out_of_date(request.reader)
    return await _set_zone(request, button.name or None)


async def _set_zone(request: Request, name: str | None, understood: str | None = None) -> Reply:
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, request.chat_id, reader.now)
        await chats.set_time_zone(connection, request.chat_id, name)
    request.services.signals.notices_changed.set()
    zone = ZoneInfo(name or request.pack.event.time_zone)
    changed = replace(reader, zone=zone, zone_chosen=name is not None)
    return settings_view(changed, await has_announcements(request), understood)


async def visit_zones(request: Request, visit: Visit) -> Answer:
    return zones_view(request.reader, request.pack.event.time_zone)


TOPIC = Topic(
    "time zone",
    commands={"timezone": time_zone},
    screens={"zones": visit_zones},
    buttons={ChooseZone: choose_zone},
    changes={time_zone: with_words, choose_zone: always},
)

"""`/settings`, `/language`, `/timezone`: of a person or a group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from content.languages import NAMES, spoken
from content.zones import Found, Place, find_places, is_zone, offset_name
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always, with_words
from handlers.me.announcement_buttons import SwitchAnnouncements, announcements_state, switch_button
from handlers.wording import labels, times
from storage import chats

_LANGUAGES_PER_ROW = 2


@dataclass(frozen=True)
class ChooseLanguage(ButtonData):
    tag: ClassVar[str] = "l1"
    code: str


@dataclass(frozen=True)
class ChooseZone(ButtonData):
    """`name` is an IANA name, or empty for the event's time zone."""

    tag: ClassVar[str] = "z1"
    name: str


def settings_view(reader: Reader, announcements: bool, understood: str | None = None) -> Reply:
    """Return the settings. `announcements` says whether they are on; `understood`, shown above, how
    the words of `/timezone` were understood."""
    _ = reader.gettext
    zone = times.zone_name(reader, reader.zone)
    if not reader.zone_chosen:
        zone = _("{zone}, the event’s").format(zone=zone)
    heading = Heading(_("Settings"))
    rows = (
        (_("Language"), NAMES[reader.language]),
        (_("Time zone"), zone),
        (_("Your time now"), times.hour(reader, reader.now.astimezone(reader.zone))),
    )
    above = (Paragraph(understood),) if understood else ()
    return Reply(
        blocks=(*above, heading, labels.facts(reader, rows)),
        brief=(*(above or (heading,)), labels.facts(reader, rows[:2])),
        buttons=(
            (Press(_("Language"), go("languages")), Press(_("Time zone"), go("zones"))),
            (switch_button(reader, announcements),),
            (Press(_("Privacy"), go("privacy")), Press(_("My data"), go("mydata"))),
            way_back(reader, "home"),
        ),
        payload="settings",
    )


def languages_view(reader: Reader) -> Reply:
    _ = reader.gettext
    chosen = _("{language} · chosen")
    buttons = [
        Press(
            chosen.format(language=name) if code == reader.language else name, ChooseLanguage(code)
        )
        for code, name in NAMES.items()
    ]
    rows: list[Row] = [
        tuple(buttons[start : start + _LANGUAGES_PER_ROW])
        for start in range(0, len(buttons), _LANGUAGES_PER_ROW)
    ]
    return Reply(
        blocks=(
            Heading(_("Language")),
            Paragraph(_("The bot’s own words change. Quotations stay as the documents have them.")),
        ),
        brief=(Paragraph(_("To change it: {command}").format(command="/language fr")),),
        buttons=(*rows, way_back(reader, "settings")),
        payload="settings",
    )


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
            (Press(_("The event’s: {city}").format(city=event_city), ChooseZone("")),),
            way_back(reader, "settings"),
        ),
        payload="settings",
    )


def zone_choice_view(reader: Reader, words: str, found: Found) -> Reply:
    _ = reader.gettext
    if not found.places:
        sentence = _("I know no time zone “{words}”. Try a large city near you: {command}").format(
            words=words[:40], command="/timezone Nairobi"
        )
        return Reply((Paragraph(sentence),), (way_back(reader, "settings"),), payload="settings")
    if len(found.places) == 1:
        sentence = _("Do you mean {place}?").format(place=found.places[0].name)
    else:
        sentence = _("Which one do you mean by “{words}”?").format(words=words[:40])
    buttons = tuple(
        (Press(f"{place.name} ({place.zone})", ChooseZone(place.zone)),) for place in found.places
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


async def show_settings(request: Request) -> Answer:
    return settings_view(request.reader, await _has_announcements(request))


async def _has_announcements(request: Request) -> bool:
    async with request.services.database.transaction() as connection:
        chat = await chats.find_chat(connection, request.chat_id)
    return chat is None or chat.announcements


async def language(request: Request) -> Answer:
    """Answer `/language`, `/language fr` or `/language Français`."""
    reader, words = request.reader, request.words.strip()
    if not words:
        return languages_view(reader)
    named = {name.casefold(): code for code, name in NAMES.items()}
    code = named.get(words.casefold()) or spoken(words)
    if code is None:
        _ = reader.gettext
        sentence = _("I do not speak “{words}” yet. Choose one of these:").format(words=words[:40])
        listed = languages_view(reader)
        return Reply((Paragraph(sentence), Bullets(tuple(NAMES.values()))), listed.buttons)
    return await _set_language(request, code)


async def _set_language(request: Request, code: str) -> Reply:
    reader = request.reader
    async with request.services.database.transaction() as connection:
        await chats.record_contact(connection, request.chat_id, reader.now)
        await chats.set_language(connection, request.chat_id, code)
    changed = replace(reader, language=code, sentences=request.services.sentences[code])
    return settings_view(changed, await _has_announcements(request))


async def choose_language(request: Request, button: ChooseLanguage) -> Answer:
    if button.code not in NAMES:
        return out_of_date(request.reader)
    return await _set_language(request, button.code)


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


async def _set_zone(request: Request, name: str | None, understood: str | None = None) -> Reply:
    reader = request.reader
    async with request.services.database.transaction() as connection:
        await chats.record_contact(connection, request.chat_id, reader.now)
        await chats.set_time_zone(connection, request.chat_id, name)
    request.services.signals.notices_changed.set()
    zone = ZoneInfo(name or request.pack.event.time_zone)
    changed = replace(reader, zone=zone, zone_chosen=name is not None)
    return settings_view(changed, await _has_announcements(request), understood)


async def choose_zone(request: Request, button: ChooseZone) -> Answer:
    if button.name and not is_zone(button.name):
        return out_of_date(request.reader)
    return await _set_zone(request, button.name or None)


async def set_announcements(request: Request, wanted: bool) -> None:
    async with request.services.database.transaction() as connection:
        await chats.record_contact(connection, request.chat_id, request.reader.now)
        await chats.set_announcements(connection, request.chat_id, wanted)


async def switch_announcements(request: Request, button: SwitchAnnouncements) -> Answer:
    wanted = button.wanted != 0
    await set_announcements(request, wanted)
    notice = announcements_state(request.reader, wanted)
    return replace(settings_view(request.reader, wanted), notice=notice)


async def visit_settings(request: Request, visit: Visit) -> Answer:
    return settings_view(request.reader, await _has_announcements(request))


async def visit_languages(request: Request, visit: Visit) -> Answer:
    return languages_view(request.reader)


async def visit_zones(request: Request, visit: Visit) -> Answer:
    return zones_view(request.reader, request.pack.event.time_zone)


TOPIC = Topic(
    "settings",
    commands={"settings": show_settings, "language": language, "timezone": time_zone},
    screens={"settings": visit_settings, "languages": visit_languages, "zones": visit_zones},
    buttons={
        ChooseLanguage: choose_language,
        ChooseZone: choose_zone,
        SwitchAnnouncements: switch_announcements,
    },
    changes={
        language: with_words,
        time_zone: with_words,
        choose_language: always,
        choose_zone: always,
        switch_announcements: always,
    },
)

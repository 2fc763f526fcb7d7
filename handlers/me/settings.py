"""`/settings`: an overview of a person's or group's settings, and announcements on or off."""

from __future__ import annotations

from dataclasses import replace

from content.languages import NAMES
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.me.announcement_buttons import SwitchAnnouncements, announcements_state, switch_button
from handlers.wording import labels, times
from storage import chats


def settings_view(reader: Reader, announcements: bool, understood: str | None = None) -> Reply:
    """Return the settings. `announcements` says whether they are on; `understood`, shown above, how
    the words of `/timezone` were understood."""
    _ = reader.gettext
    zone = times.zone_name(reader, reader.zone)
    if not reader.zone_chosen:
        zone = _("{zone}, the event’s time zone").format(zone=zone)
    heading = Heading(_("Settings"))
    rows = (
        (_("Language"), NAMES[reader.language]),
        (_("Time zone"), zone),
        (_("Your time now"), times.hour_in_zone(reader, reader.now)),
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


async def has_announcements(request: Request) -> bool:
    """Return whether the chat gets announcements."""
    async with request.services.database.transaction() as connection:
        chat = await chats.find_chat(connection, request.chat_id)
    return chat is None or chat.announcements


async def set_announcements(request: Request, wanted: bool) -> None:
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, request.chat_id, request.reader.now)
        await chats.set_announcements(connection, request.chat_id, wanted)


async def show_settings(request: Request) -> Answer:
    return settings_view(request.reader, await has_announcements(request))


async def visit_settings(request: Request, visit: Visit) -> Answer:
    return settings_view(request.reader, await has_announcements(request))


async def switch_announcements(request: Request, button: SwitchAnnouncements) -> Answer:
    wanted = button.wanted != 0
    await set_announcements(request, wanted)
    notice = announcements_state(request.reader, wanted)
    return replace(settings_view(request.reader, wanted), notice=notice)


TOPIC = Topic(
    "settings",
    commands={"settings": show_settings},
    screens={"settings": visit_settings},
    buttons={SwitchAnnouncements: switch_announcements},
    changes={switch_announcements: always},
)

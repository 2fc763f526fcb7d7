"""The button below each announcement that opens its setting: stopping them, and Undo."""

from __future__ import annotations

from handlers.framework.places import go
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, always
from handlers.me.announcement_buttons import (
    AnnouncementSettings,
    ResumeAnnouncements,
    StopAnnouncements,
    announcements_state,
    stop_button,
)
from handlers.me.settings import has_announcements, set_announcements


def setting_view(reader: Reader, on: bool) -> Reply:
    """Return whether announcements come, with a button that changes it."""
    _ = reader.gettext
    change = stop_button(reader)
    if not on:
        change = Press(_("Receive announcements"), ResumeAnnouncements())
    return Reply(
        blocks=(
            Heading(_("Announcements")),
            Paragraph(_("Announcements are messages from the secretariat to many chats.")),
            Paragraph(announcements_state(reader, on)),
        ),
        buttons=((change,), (Press(_("Settings"), go("settings")),)),
        keeps_buttons=True,
        new_message=True,
        payload="settings",
    )


def stopped_view(reader: Reader) -> Reply:
    """Return the confirmation, as a new message so that the announcement stays."""
    _ = reader.gettext
    return Reply(
        blocks=(
            Paragraph(_("This chat no longer receives announcements.")),
            Paragraph(
                _(
                    "You will still receive what you subscribed to. You can change this in the "
                    "settings."
                )
            ),
        ),
        buttons=((Press(_("Undo"), ResumeAnnouncements()), Press(_("Settings"), go("settings"))),),
        keeps_buttons=True,
        new_message=True,
        notice=announcements_state(reader, False),
        payload="settings",
    )


def resumed_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(Paragraph(_("This chat receives announcements again.")),),
        buttons=((Press(_("Settings"), go("settings")),),),
        keeps_buttons=True,
        notice=announcements_state(reader, True),
        payload="settings",
    )


async def open_setting(request: Request, button: AnnouncementSettings) -> Answer:
    return setting_view(request.reader, await has_announcements(request))


async def stop(request: Request, button: StopAnnouncements) -> Answer:
    await set_announcements(request, False)
    return stopped_view(request.reader)


async def resume(request: Request, button: ResumeAnnouncements) -> Answer:
    await set_announcements(request, True)
    return resumed_view(request.reader)


TOPIC = Topic(
    "announcements setting",
    buttons={
        AnnouncementSettings: open_setting,
        StopAnnouncements: stop,
        ResumeAnnouncements: resume,
    },
    changes={stop: always, resume: always},
)

"""The button below each announcement that stops them, and its Undo."""

from __future__ import annotations

from handlers.framework.places import go
from handlers.framework.reader import Reader
from handlers.framework.reply import Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, always
from handlers.me.announcement_buttons import (
    ResumeAnnouncements,
    StopAnnouncements,
    announcements_state,
)
from handlers.me.settings import set_announcements


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


async def stop(request: Request, button: StopAnnouncements) -> Answer:
    await set_announcements(request, False)
    return stopped_view(request.reader)


async def resume(request: Request, button: ResumeAnnouncements) -> Answer:
    await set_announcements(request, True)
    return resumed_view(request.reader)


TOPIC = Topic(
    "announcements setting",
    buttons={StopAnnouncements: stop, ResumeAnnouncements: resume},
    changes={stop: always, resume: always},
)

"""`/cancel`: ends the open dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import way_back
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic
from storage import dialogs


@dataclass(frozen=True)
class EndDialog(ButtonData):
    """Ends the open dialog. `back` is the place that the Back button then opens."""

    tag: ClassVar[str] = "x1"
    back: str


_OF_AN_ANNOUNCEMENT = ("announce-when", "announce-meeting")


async def cancel(request: Request) -> Answer:
    return await _end(request, "home")


async def press_end(request: Request, button: EndDialog) -> Answer:
    return await _end(request, button.back)


async def _end(request: Request, back: str) -> Reply:
    _ = request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        was_open = await dialogs.close_dialog(connection, request.chat_id)
    text = _("Stopped. Nothing was saved.") if was_open else _("There is nothing to cancel.")
    # Whoever was only asked for something more about an announcement still has it.
    asked_more = dialog is not None and dialog.name in _OF_AN_ANNOUNCEMENT
    if was_open and (asked_more or back.startswith("desk-announce.")):
        text = _("Stopped. The announcement stays as it was.")
    return Reply((Paragraph(text),), (way_back(request.reader, back),))


TOPIC = Topic("dialogs", commands={"cancel": cancel}, buttons={EndDialog: press_end})

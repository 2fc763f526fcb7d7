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


async def cancel(request: Request) -> Answer:
    return await _end(request, "home")


async def press_end(request: Request, button: EndDialog) -> Answer:
    return await _end(request, button.back)


async def _end(request: Request, back: str) -> Reply:
    _ = request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        was_open = await dialogs.close_dialog(connection, request.chat_id)
    text = _("Stopped. Nothing was saved.") if was_open else _("There is nothing to cancel.")
    return Reply((Paragraph(text),), (way_back(request.reader, back),))


TOPIC = Topic("dialogs", commands={"cancel": cancel}, buttons={EndDialog: press_end})

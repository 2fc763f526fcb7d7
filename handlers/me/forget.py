"""`/forget`: deletes everything that is stored about a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from storage import (
    announcements,
    audit_log,
    chats,
    questions,
    team_members,
)


@dataclass(frozen=True)
class Forget(ButtonData):
    """Confirms /forget."""

    tag: ClassVar[str] = "f1"


def forget_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Delete my data")),
            Paragraph(
                _("Everything stored about this chat will be deleted. This cannot be undone.")
            ),
        ),
        buttons=(
            (Press(_("Delete everything"), Forget(), danger=True),),
            way_back(reader, "privacy"),
        ),
        keeps_buttons=True,
        payload="forget",
    )


def forgotten_view(reader: Reader, muted: bool = False) -> Reply:
    """Return the confirmation. `muted` says that the secretariat takes no questions from the chat,
    which stays stored."""
    _ = reader.gettext
    stays = _(
        "One thing remains stored, without your name: that the secretariat does not accept "
        "questions from you."
    )
    return Reply(
        blocks=(
            Heading(_("Your data has been deleted")),
            *((Paragraph(stays),) if muted else ()),
            Paragraph(
                _(
                    "Nothing is stored about this chat any more. If you use the bot again, "
                    "you start afresh."
                )
            ),
        ),
        buttons=(way_back(reader, None),),
        payload="start",
    )


async def show_forget(request: Request) -> Answer:
    return forget_view(request.reader)


async def visit_forget(request: Request, visit: Visit) -> Answer:
    return await show_forget(request)


async def forget(request: Request, button: Forget) -> Answer:
    async with request.services.database.write_transaction() as connection:
        left = await questions.forget_group(connection, request.chat_id)
        await chats.forget_chat(connection, request.chat_id)
        if request.in_private:
            await team_members.remove_member(connection, request.chat_id)
            await team_members.forget_inviter(connection, request.chat_id)
            await audit_log.forget_person(connection, request.chat_id)
            await announcements.forget_author(connection, request.chat_id)
            await questions.forget_author(connection, request.chat_id)
        await questions.forget_muted_name(connection, request.chat_id)
        muted = await questions.is_muted(connection, request.chat_id)
    request.services.signals.forgotten.set()
    if left:
        request.services.signals.questions_waiting.set()
    await request.services.update_team_menu(request.chat_id)
    return forgotten_view(request.reader, muted)


TOPIC = Topic(
    "forget",
    commands={"forget": show_forget},
    screens={"forget": visit_forget},
    buttons={Forget: forget},
    changes={show_forget: always, forget: always},
)

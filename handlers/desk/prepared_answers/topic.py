"""Prepared answers: writing them at the desk."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import ORGANISERS
from handlers.desk.prepared_answers.buttons import (
    PLACE,
    AddPrepared,
    ChoosePrepared,
    ListPrepared,
    RemovePrepared,
    RenamePrepared,
    SendPrepared,
)
from handlers.desk.prepared_answers.sending import (
    press_choose,
    press_list,
    press_send,
    search_prepared,
)
from handlers.desk.prepared_answers.views import remove_view, title_view
from handlers.desk.prepared_answers.words import find_answer, number_of, show_answer, show_list
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import dialogs, prepared_answers

_DIALOG = "prepared-title"


async def visit_prepared(request: Request, visit: Visit) -> Answer:
    if not visit.place.part:
        return await show_list(request, visit.place.page)
    return await show_answer(request, visit.place.part)


async def press_add(request: Request, button: AddPrepared) -> Answer:
    return await _ask_title(request, 0)


async def press_rename(request: Request, button: RenamePrepared) -> Answer:
    if await find_answer(request, button.id) is None:
        return out_of_date(request.reader)
    return await _ask_title(request, button.id)


async def _ask_title(request: Request, number: int) -> Answer:
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        await dialogs.open_dialog(
            connection, request.chat_id, _DIALOG, str(number), request.reader.now
        )
    return title_view(request.reader, _place_of(number))


def _place_of(number: int) -> Place:
    return Place(PLACE, str(number) if number else "")


async def take_title(request: Request, state: str) -> Answer | None:
    """Take the next message as the title: of a new answer, or of the one whose id `state` is."""
    incoming, reader, _ = request.incoming, request.reader, request.reader.gettext
    number = number_of(state)
    if incoming is None:
        return None
    title = " ".join(incoming.text.split())
    if not title or len(title) > prepared_answers.MAX_TITLE_CHARACTERS:
        problem = _("Please write text.")
        if title:
            sentence = _("It has {length} characters; the maximum is {most}. Please shorten it.")
            most = prepared_answers.MAX_TITLE_CHARACTERS
            problem = sentence.format(length=len(title), most=most)
        return title_view(reader, _place_of(number), problem)
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id, _DIALOG)
        if number:
            if not await prepared_answers.rename(connection, number, title, reader.now):
                return out_of_date(reader)
            await _record(request, connection, "prepared-answer-renamed", number, title)
        else:
            added = await prepared_answers.add(connection, title, reader.now)
            if added is not None:
                await _record(request, connection, "prepared-answer-added", added, title)
            number = added or 0
    if not number:
        return await show_list(request, 1, _("There are too many already. Remove one first."))
    return await show_answer(request, str(number), _("Saved."))


async def press_remove(request: Request, button: RemovePrepared) -> Answer:
    reader, _ = request.reader, request.reader.gettext
    answer = await find_answer(request, button.id)
    if answer is None or not request.in_private:
        return out_of_date(reader)
    if button.confirmed != 1:
        return remove_view(reader, answer)
    async with request.services.database.write_transaction() as connection:
        if await prepared_answers.remove(connection, button.id):
            act = "prepared-answer-removed"
            await _record(request, connection, act, button.id, answer.title)
    return await show_list(request, 1, _("Removed."))


async def _record(
    request: Request, connection: AsyncConnection, act: str, number: int, title: str
) -> None:
    await record_act(request, connection, act, f"prepared-answer:{number}", {"title": title})


TOPIC = Topic(
    "prepared answers",
    screens={PLACE: visit_prepared},
    buttons={
        AddPrepared: press_add,
        RenamePrepared: press_rename,
        RemovePrepared: press_remove,
        ListPrepared: press_list,
        ChoosePrepared: press_choose,
        SendPrepared: press_send,
    },
    dialogs={_DIALOG: take_title},
    replies=(search_prepared,),
    roles=ORGANISERS,
)

"""The words of prepared answers, as texts in several languages."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.prepared_answers.buttons import PLACE
from handlers.desk.prepared_answers.views import answer_view, list_view
from handlers.desk.team_texts.kinds import Owner, TextKind
from handlers.framework.places import Place
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.me.ask import MAX_TEXT_CHARACTERS
from storage import prepared_answers
from storage.prepared_answers import PreparedAnswer


def number_of(text: str) -> int:
    """Return the id that a button has, or 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


async def find_answer(request: Request, number: int) -> PreparedAnswer | None:
    async with request.services.database.transaction() as connection:
        return await prepared_answers.find(connection, number)


async def show_answer(request: Request, number: str, notice: str | None = None) -> Reply:
    """Return the screen of an answer, or the list if it is gone."""
    answer = await find_answer(request, number_of(number))
    if answer is None:
        return await show_list(request, 1, notice)
    return answer_view(request.reader, request.pack, answer, notice)


async def show_list(request: Request, page: int, notice: str | None = None) -> Reply:
    async with request.services.database.transaction() as connection:
        answers = await prepared_answers.all_answers(connection)
    return list_view(request.reader, answers, page, notice)


async def _owner(request: Request, connection: AsyncConnection, number: str) -> Owner | None:
    answer = await prepared_answers.find(connection, number_of(number))
    if answer is None:
        return None
    return Owner(answer.title, str(Place(PLACE, number)))


WORDS = TextKind(
    kind=prepared_answers.KIND,
    max_characters=MAX_TEXT_CHARACTERS,
    act="prepared-answer-written",
    subject="prepared-answer:",
    find=_owner,
    show=show_answer,
)

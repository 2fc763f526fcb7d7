"""Choosing a prepared answer below a question, and sending it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.desk.prepared_answers.buttons import ChoosePrepared, ListPrepared, SendPrepared
from handlers.desk.prepared_answers.sources import Prepared, matching, prepared_for
from handlers.desk.prepared_answers.views import choice_view, preview_view, sent_view
from handlers.framework.buttons import ButtonTable, OutOfDate
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.places import PAGE_SIZE
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from storage import prepared_answers, questions
from storage.questions import Question

_LIST_BUTTONS = ButtonTable((ListPrepared, ChoosePrepared))
_SEND_BUTTON = ButtonTable((SendPrepared,))


@dataclass(frozen=True)
class _Choice:
    """A question, the language of the delegate, and what can be sent to them."""

    question: Question
    language: str
    prepared: list[Prepared]

    def of(self, source: str) -> Prepared | None:
        return next((one for one in self.prepared if one.source == source), None)


async def _find(request: Request, number: int) -> _Choice | None:
    async with request.services.database.transaction() as connection:
        question = await questions.find(connection, number)
        if question is None:
            return None
        language = await questions.language_of_asker(connection, question)
        answers = await prepared_answers.all_answers(connection)
    prepared = prepared_for(request.pack, answers, language, request.reader.language)
    return _Choice(question, language, prepared)


async def press_list(request: Request, button: ListPrepared) -> Answer:
    choice = await _find(request, button.number)
    if choice is None:
        return out_of_date(request.reader)
    page = max(1, button.page)
    reply = choice_view(request.reader, choice.question, choice.prepared, page)
    return replace(reply, new_message=button.page == 0)


async def press_choose(request: Request, button: ChoosePrepared) -> Answer:
    choice = await _find(request, button.number)
    chosen = None if choice is None else choice.of(button.source)
    if choice is None or chosen is None:
        return out_of_date(request.reader)
    asker = team_member(request).user_id
    return preview_view(request.reader, choice.question, chosen, choice.language, asker)


async def press_send(request: Request, button: SendPrepared) -> Answer:
    """Send what was shown, once for each message that shows it."""
    reader, member, _ = request.reader, team_member(request), request.reader.gettext
    choice = await _find(request, button.number)
    chosen = None if choice is None else choice.of(button.source)
    if choice is None or chosen is None:
        return out_of_date(reader)
    if chosen.mark != button.mark:
        notice = _("These words have changed. Please check them before you send them.")
        return preview_view(
            reader, choice.question, chosen, choice.language, member.user_id, notice
        )
    async with request.services.database.write_transaction() as connection:
        await questions.add_answer(
            connection, choice.question, request.chat_id, request.pressed_message_id,
            member.user_id, member.name, reader.language, chosen.words,
        )  # fmt: skip
    request.services.signals.questions_waiting.set()
    return sent_view(reader, choice.question, chosen)


async def search_prepared(request: Request) -> Answer | None:
    """Take a reply to the list as words to search for."""
    incoming = request.incoming
    if incoming is None or incoming.reply_to is None:
        return None
    number = _question_of_list(incoming.reply_buttons)
    choice = None if number is None else await _find(request, number)
    words = incoming.text.strip()
    if choice is None or not words:
        return None
    found = matching(choice.prepared, words)[:PAGE_SIZE]
    return choice_view(request.reader, choice.question, found, 1, words)


def _question_of_list(buttons: tuple[str, ...]) -> int | None:
    """Return the number of the question for which a message lists answers. A message that shows one
    answer is replied to with another answer."""
    number = None
    for data in buttons:
        try:
            _SEND_BUTTON.parse(data)
        except OutOfDate:
            pass
        else:
            return None
        try:
            button = _LIST_BUTTONS.parse(data)
        except OutOfDate:
            continue
        if isinstance(button, ListPrepared | ChoosePrepared):
            number = button.number if number is None else number
            if isinstance(button, ListPrepared) and button.page == 0:
                return None  # the question itself, with its button to the list
    return number

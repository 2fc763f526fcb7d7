"""What became of attempts to pass on questions and answers, as values, and the one function that
writes them down.

This module stands above the rest of storage/questions: it also needs chats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never

from sqlalchemy import literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import move_chat
from storage.dialect import insert
from storage.questions.edits import EditShown, edit_shown
from storage.questions.files import FilesSent, files_sent, forget_files_of_answer
from storage.questions.group import lose_group
from storage.questions.question import Status
from storage.tables import chats, question_answers, question_relays, questions


@dataclass(frozen=True)
class QuestionSent:
    """A question is shown in a chat of the team, by this message. Its buttons show who takes care
    of the question after `takes` changes."""

    question: int
    chat_id: int
    message_id: int
    takes: int = 0


@dataclass(frozen=True)
class QuestionRetry:
    """A question may be sent to a chat again from an instant (UTC) on. `attempts` were made."""

    question: int
    chat_id: int
    attempts: int
    not_before: datetime


@dataclass(frozen=True)
class QuestionFailed:
    """A question cannot be sent to a chat, now or later."""

    question: int
    chat_id: int


@dataclass(frozen=True)
class OrganiserUnreachable:
    """An organiser never opened the bot, or blocked it: the question waits until they write."""

    question: int
    chat_id: int


@dataclass(frozen=True)
class GroupUnreachable:
    """The bot cannot write in the team's group: open questions go to each organiser instead."""

    question: int
    chat_id: int


@dataclass(frozen=True)
class GroupMoved:
    """The team's group became a supergroup with another id.

    https://core.telegram.org/bots/api#responseparameters
    """

    chat_id: int
    new_chat_id: int


@dataclass(frozen=True)
class ButtonsUpdated:
    """The buttons below a question in a chat show this status now, or never can; so who takes care
    of it after `takes` changes."""

    question: int
    chat_id: int
    status: Status
    takes: int = 0


@dataclass(frozen=True)
class AnswerSent:
    """An answer is in the delegate's chat, by this message."""

    answer: int
    message_id: int


@dataclass(frozen=True)
class AnswerRetry:
    """An answer may be sent again from an instant (UTC) on. `attempts` were made."""

    answer: int
    attempts: int
    not_before: datetime


@dataclass(frozen=True)
class AnswerFailed:
    """An answer cannot be delivered: the delegate blocked the bot, or Telegram refused it."""

    answer: int
    state: Literal["blocked", "failed"]


@dataclass(frozen=True)
class AuthorTold:
    """The author of an answer was told what became of it, or never can be."""

    answer: int


Result = (
    QuestionSent
    | QuestionRetry
    | QuestionFailed
    | OrganiserUnreachable
    | GroupUnreachable
    | GroupMoved
    | ButtonsUpdated
    | AnswerSent
    | AnswerRetry
    | AnswerFailed
    | AuthorTold
    | FilesSent
    | EditShown
)


async def apply_result(connection: AsyncConnection, result: Result) -> None:
    """Write down what became of one attempt. Applying the same result again changes nothing."""
    match result:
        case QuestionSent():
            await _question_sent(connection, result)
        case QuestionRetry(question, chat_id, attempts, not_before):
            values = {"attempts": attempts, "not_before": not_before}
            await _update_relay(connection, question, chat_id, **values)
        case QuestionFailed(question, chat_id):
            await _update_relay(connection, question, chat_id, state="failed")
        case OrganiserUnreachable(question, chat_id):
            await _update_relay(connection, question, chat_id, state="refused")
            await connection.execute(
                update(chats)
                .where(chats.c.id == chat_id)
                .values(reachable=False, reachable_since=null())
            )
        case GroupUnreachable(question, chat_id):
            if not await lose_group(connection, chat_id):
                await _update_relay(connection, question, chat_id, state="failed")
        case GroupMoved(chat_id, new_chat_id):
            await move_chat(connection, chat_id, new_chat_id)
        case ButtonsUpdated(question, chat_id, status, takes):
            shown = {"shown_status": status, "shown_takes": takes}
            await _update_relay(connection, question, chat_id, **shown)
        case AnswerSent(answer, message_id):
            values = {"state": "sent", "message_id": message_id, "words": None}
            await _update_answer(connection, answer, **values)
        case AnswerRetry(answer, attempts, not_before):
            values = {"attempts": attempts, "not_before": not_before}
            await _update_answer(connection, answer, **values)
        case AnswerFailed(answer, state):
            await _update_answer(connection, answer, state=state, words=None)
            await forget_files_of_answer(connection, answer)
        case AuthorTold(answer):
            await _update_answer(connection, answer, author_told=True)
        case FilesSent():
            await files_sent(connection, result)
        case EditShown():
            await edit_shown(connection, result)
        case _:
            assert_never(result)


async def _question_sent(connection: AsyncConnection, result: QuestionSent) -> None:
    """Insert the row if it was deleted while the message was under way: the message exists."""
    sent = {"state": "sent", "message_id": result.message_id, "shown_takes": result.takes}
    row = insert(question_relays).from_select(
        ["question", "chat_id", "message_id", "state", "shown_status", "attempts", "shown_takes"],
        select(
            questions.c.id, literal(result.chat_id), literal(result.message_id), literal("sent"),
            literal("open"), literal(1), literal(result.takes),
        ).where(questions.c.id == result.question),
    )  # fmt: skip
    await connection.execute(
        row.on_conflict_do_update(index_elements=["question", "chat_id"], set_=sent)
    )


async def _update_relay(
    connection: AsyncConnection, question: int, chat_id: int, **values: object
) -> None:
    await connection.execute(
        update(question_relays)
        .where(question_relays.c.question == question, question_relays.c.chat_id == chat_id)
        .values(**values)
    )


async def _update_answer(connection: AsyncConnection, answer: int, **values: object) -> None:
    await connection.execute(
        update(question_answers).where(question_answers.c.id == answer).values(**values)
    )

"""Sends what came along with questions and answers, and shows edits of their words."""

from __future__ import annotations

import logging

from telegram import error

from bot.outbox.rate_limit import RateLimit
from bot.telegram.errors import is_unchanged
from bot.telegram.media import Media, call_for, count_together, ids_of
from bot.telegram.rendering import render
from bot.telegram.sender import Destination, Sender
from handlers.desk.questions.question_messages import (
    edited_question_view,
    edited_view,
    files_refused_view,
)
from handlers.framework.reader import Reader
from handlers.framework.reply import Reply
from handlers.me.ask import answer_view
from handlers.me.question_edits import answer_edited_view
from storage.questions import EditDue, FilesDue
from storage.questions.edits import EditShown
from storage.questions.files import FilesSent

_logger = logging.getLogger(__name__)


async def send_files(
    sender: Sender, due: FilesDue, rate_limit: RateLimit, reader: Reader
) -> FilesSent:
    """Send the first files of a message that go together, as a reply to it. If Telegram refuses
    them, the team is told: a group may take no media, a person no voice messages. Raises
    TelegramError where it may be tried again."""
    media = [Media(file.kind, file.file_id, file.position) for _, file in due.files]
    number = count_together(media)
    ids = [id for id, _ in due.files[:number]]
    method, parameters = call_for(media[:number])
    rate_limit.also_sent(due.chat_id, number - 1)
    reply = {"message_id": due.reply_to, "allow_sending_without_reply": True}
    sent: list[int | None]
    try:
        result = await sender.call_once(
            method, {**parameters, "chat_id": due.chat_id, "reply_parameters": reply}
        )
        sent = [*ids_of(result)]
    except (error.Forbidden, error.BadRequest) as problem:
        # A file may be gone from Telegram, or a group takes no media.
        extra = {"error": type(problem).__name__}
        _logger.warning("what came with a question was refused", extra=extra)
        sent = [None] * number
        to = Destination(due.chat_id, reply_to=due.reply_to)
        if due.answer is not None:
            to = Destination(due.from_chat, reply_to=due.files[0][1].message_id)
        await _tell(sender, to, files_refused_view(reader), reader)
    return FilesSent(due.chat_id, due.question, due.answer, tuple(zip(ids, sent, strict=True)))


async def _tell(sender: Sender, to: Destination, reply: Reply, reader: Reader) -> None:
    try:
        await sender.send_once(to, render(reply, right_to_left=reader.right_to_left))
    except error.TelegramError as problem:
        extra = {"error": type(problem).__name__}
        _logger.info("a refusal could not be told", extra=extra)


async def show_edit(sender: Sender, edit: EditDue, reader: Reader) -> EditShown:
    """Change a message to new words, and tell so below it where that would not be noticed: edits
    make no sound. Raises TelegramError where it may be tried again."""
    if edit.answer is not None:
        shown, told = answer_view(reader, edit.words, edited=True), answer_edited_view(reader)
    else:
        shown, told = edited_question_view(reader, edit), edited_view(reader, edit.question)
    rendered = render(shown, right_to_left=reader.right_to_left)
    parameters = {
        "chat_id": edit.chat_id, "message_id": edit.message_id, "text": rendered.texts[0],
        "parse_mode": "HTML", "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": rendered.keyboard},
    }  # fmt: skip
    try:
        await sender.act_once("editMessageText", parameters)
        below = Destination(edit.chat_id, reply_to=edit.message_id)
        await sender.send_once(below, render(told, right_to_left=reader.right_to_left))
    except (error.Forbidden, error.BadRequest) as problem:
        if not is_unchanged(problem):
            extra = {"error": type(problem).__name__}
            _logger.info("an edit could not be shown", extra=extra)
    return EditShown(edit.chat_id, edit.message_id, edit.answer, edit.words)

"""Updates: from python-telegram-bot's objects to a request, to an answer, and out again."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberUpdated,
    Message,
    Update,
    error,
)
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.pack.current import CurrentPack
from bot.telegram.rendering import Rendered, in_brief, keyboard, render
from bot.telegram.sender import Destination, Sender
from bot.updates.inline_results import InlineResults, line
from bot.updates.messages import answers_us, incoming, thread_of, what_is_asked, whereto, words_of
from bot.updates.requests import RequestFactory, kind_of
from handlers.documents.inline import SteadyResults, answer_inline
from handlers.documents.passages import out_of_date
from handlers.framework.lru_cache import Recent
from handlers.framework.reply import Notice, Open, Reply
from handlers.framework.request import Request
from handlers.framework.switchboard import Switchboard
from handlers.framework.topic import Answer
from handlers.me import start
from storage import chats, questions

_logger = logging.getLogger(__name__)

# The kinds of update asked of Telegram; edited messages are not among them: what was asked before
# an edit has been answered.
ALLOWED_UPDATES = ["message", "callback_query", "inline_query", "my_chat_member"]
_MOST_STEADY = 2000
_AWAY = (ChatMember.LEFT, ChatMember.BANNED)

Context = CallbackContext[Any, Any, Any, Any]


class Intake:
    """Takes updates in and sees each answered. State lives in the update or the database."""

    def __init__(
        self, current: CurrentPack, switchboard: Switchboard, sender: Sender, asking: RequestFactory
    ) -> None:
        self._current = current
        self._switchboard = switchboard
        self._sender = sender
        self._asking = asking
        self._steady: Recent[int, tuple[Reply, Rendered]] = Recent(_MOST_STEADY)
        self._results = SteadyResults()
        self._choices = InlineResults()

    def handlers(self) -> list[BaseHandler[Update, Context, None]]:
        """One handler for each kind of update; `handlers.TOPICS` says what they lead to."""
        return [
            MessageHandler(filters.UpdateType.MESSAGE, self.message),
            CallbackQueryHandler(self.press),
            InlineQueryHandler(self.inline),
            ChatMemberHandler(self.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def message(self, update: Update, context: Context) -> None:
        message = update.message
        if message is None or message.from_user is None or message.via_bot is not None:
            return
        if message.migrate_to_chat_id is not None:
            await self._move(message.chat.id, message.migrate_to_chat_id)
            return
        bot = self._current.services.bot
        asked = what_is_asked(message, bot, self._switchboard.public)
        replies = answers_us(message, bot)
        if asked is None and not replies:
            return
        command, words = asked or (None, "")
        request = await self._asking.request(
            message.chat, message.from_user, words, sender_chat=message.sender_chat,
            written_id=message.message_id,
            # A command is its words, unless they are formatted.
            incoming=incoming(message, replies)
            if command is None or replies or len(message.entities) > 1
            else None,
        )  # fmt: skip
        answer: Answer | None = None
        if replies and not (message.text or "").startswith("/"):
            answer = await self._switchboard.reply(request)
        if answer is not None:
            pass
        elif command is not None:
            answer = await self._switchboard.command(request, command)
        else:
            answer = await self._switchboard.message(request, addressed=asked is not None)
        if isinstance(answer, Reply):
            to = whereto(message, answer.quotes_question)
            await self._sender.send(to, self._rendered(answer, request))
            if answer.then is not None:
                await self._send_rest(answer, replace(to, reply_to=None), request)

    async def press(self, update: Update, context: Context) -> None:
        query = update.callback_query
        if query is None:
            return
        try:
            await self._answer_press(query)
        except Exception as problem:
            # Whatever happened, the button must let go, and say so.
            await self._settle_quietly(query.id, await self._sorry(update, problem))

    async def _answer_press(self, query: CallbackQuery) -> None:
        message = query.message
        if message is None or query.data is None:
            reader = await self._asking.reader(None, query.from_user)
            await self._sender.settle(query.id, line(reader, out_of_date(reader).text))
            return
        full = message if isinstance(message, Message) else None
        question = full.reply_to_message if full is not None else None
        request = await self._asking.request(
            message.chat,
            query.from_user,
            "",
            question=words_of(question.text) if question is not None and question.text else None,
            message_id=message.message_id,
        )
        answer = await self._switchboard.button(request, query.data)
        if isinstance(answer, Notice):
            await self._sender.settle(query.id, line(request.reader, answer.text), answer.alert)
            return
        rendered = self._rendered(answer, request)
        to = Destination(message.chat.id, thread_of(full), silent=request.chat_kind == "group")
        if answer.fresh or answer.file is not None or full is None:
            shown = self._sender.send(to, rendered)
        else:
            shown = self._sender.replace(to, message.message_id, rendered)
        settled = self._sender.settle(query.id, line(request.reader, answer.notice or ""))
        await asyncio.gather(settled, shown)
        await self._send_rest(answer, to, request)

    async def _send_rest(self, answer: Reply, to: Destination, request: Request) -> None:
        while answer.then is not None:
            answer = answer.then
            await self._sender.send(to, self._rendered(answer, request))

    async def inline(self, update: Update, context: Context) -> None:
        query = update.inline_query
        if query is None:
            return
        request = await self._asking.inline_request(query)
        answer = await answer_inline(request, query.offset, self._results)
        parameters = self._choices.parameters(request.reader, answer)
        await self._sender.offer(query.id, parameters)

    async def membership(self, update: Update, context: Context) -> None:
        """Greets a group that the bot was added to. Questions go to none that it was taken out
        of."""
        change = update.my_chat_member
        if change is None or kind_of(change.chat) != "group":
            return
        if change.new_chat_member.status in _AWAY:
            await self._lose(change.chat.id)
        if not _joined(change):
            return
        request = await self._asking.request(change.chat, change.from_user, "")
        view = start.welcome_group_view(request.reader, request.pack)
        await self._sender.send(
            Destination(change.chat.id, silent=True), self._rendered(view, request)
        )

    async def trouble(self, update: object, context: Context) -> None:
        """What no handler caught: a log line with a code, and the same code for the person."""
        problem = context.error
        if problem is None or isinstance(problem, error.Forbidden):
            return  # blocked or removed: nobody is there to be told
        if not isinstance(update, Update):
            _logger.error("something failed outside an update", exc_info=problem)
            return
        sentence = await self._sorry(update, problem)
        if update.message is None:
            return
        try:
            await self._sender.send(whereto(update.message, False), Rendered((sentence,), []))
        except error.TelegramError as second:
            _logger.warning("the person could not be told", extra={"error": type(second).__name__})

    async def _sorry(self, update: Update, problem: BaseException) -> str:
        """Logs a failure under a code, and says it in the person's language."""
        code = secrets.token_hex(3).upper()
        extra = {"update_id": update.update_id, "code": code}
        _logger.error("an update failed", exc_info=problem, extra=extra)
        reader = await self._asking.reader(update.effective_chat, update.effective_user)
        if isinstance(problem, SQLAlchemyError):
            # A full disk or a locked database: nothing of what was asked for is kept.
            return reader.gettext(
                "That could not be kept just now, so nothing has changed. "
                "Please try again in a minute."
            )
        return reader.gettext(
            "Something went wrong on our side. Please try again. If it happens again, "
            "tell the secretariat this code: {code}"
        ).format(code=code)

    async def _settle_quietly(self, query_id: str, text: str) -> None:
        try:
            await self._sender.settle(query_id, text, alert=True)
        except error.TelegramError as problem:
            _logger.warning("a button stayed unanswered", extra={"error": type(problem).__name__})

    def _rendered(self, reply: Reply, request: Request) -> Rendered:
        """As it goes out. A steady reply is rendered once for each who is answered alike: the
        switchboard gives the same object only to those."""
        if not reply.steady:
            return self._render(reply, request)
        found = self._steady.find(id(reply))
        if found is None or found[0] is not reply:
            found = (reply, self._render(reply, request))
            self._steady.keep(id(reply), found)
        return found[1]

    def _render(self, reply: Reply, request: Request) -> Rendered:
        reader = request.reader
        in_group = request.chat_kind == "group"
        if not in_group:
            return render(reply, right_to_left=reader.right_to_left)
        shown = Reply(blocks=in_brief(reply.blocks if reply.brief is None else reply.brief))
        rendered = render(shown, right_to_left=reader.right_to_left, folded=True)
        if reply.keeps_buttons:
            buttons = keyboard(reply.buttons, reader.right_to_left)
            return Rendered(rendered.texts, buttons, reply.file)
        open_private = Open(reader.gettext("Open in private"), reader.link(reply.payload))
        buttons = keyboard(((open_private,),), reader.right_to_left)
        return Rendered(rendered.texts, buttons, reply.file)

    async def _lose(self, chat_id: int) -> None:
        async with self._current.services.database.transaction() as connection:
            lost = await questions.lose_group(connection, chat_id)
        if lost:
            self._current.services.to_relay()

    async def _move(self, old_id: int, new_id: int) -> None:
        async with self._current.services.database.transaction() as connection:
            await chats.move_chat(connection, old_id, new_id)
        self._current.services.to_relay()


def _joined(change: ChatMemberUpdated) -> bool:
    return change.old_chat_member.status in _AWAY and change.new_chat_member.status not in _AWAY

"""Answers one update: makes the request, calls the topic's handler, and sends the answer."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.telegram.bot_name import BotNameWatch
from bot.telegram.errors import chat_refusal
from bot.telegram.pack_files import FileChanged, PackFileSender
from bot.telegram.rendering import Rendered, in_brief, isolated_for, keyboard, render
from bot.telegram.sender import Destination, Sender
from bot.updates.answer_cache import Key, answer_key, new_answer_cache
from bot.updates.inbox import Arrival
from bot.updates.inline_results import inline_parameters
from bot.updates.message_content import (
    Album,
    command_and_words,
    destination,
    incoming,
    is_reply_to_bot,
    replies_elsewhere,
    without_command,
)
from bot.updates.parse import (
    CallbackQuery,
    Chat,
    InlineQuery,
    MembershipChange,
    Message,
    Raw,
    Update,
    read_update,
)
from bot.updates.requests import RequestFactory
from content.model import PackFile
from handlers.documents.inline import answer_inline
from handlers.framework.permissions import out_of_date
from handlers.framework.reply import Notice, Open, Reply
from handlers.framework.request import Request
from handlers.framework.services import Services
from handlers.framework.switchboard import Switchboard
from handlers.framework.topic import Answer
from handlers.me.start import welcome_group_view
from storage import channels, chat_troubles, chats, questions, received_messages
from storage.deliveries.results import Unreachable, apply_results
from storage.deliveries.states import Trouble
from storage.leases import LeaseLost, current_lease
from storage.program_sessions import is_disconnect

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Response:
    """An answer, and its message as it goes out."""

    reply: Reply
    rendered: Rendered


class Responder:
    """Keeps nothing about a conversation: that is in the update or in the database."""

    def __init__(
        self,
        services: Services,
        switchboard: Switchboard,
        sender: Sender,
        requests: RequestFactory,
        pack_files: PackFileSender,
        bot_id: int,
        bot_name: BotNameWatch,
    ) -> None:
        self._services = services
        self._switchboard = switchboard
        self._sender = sender
        self._requests = requests
        self._pack_files = pack_files
        self._bot_id = bot_id
        self._bot_name = bot_name
        self._cache = new_answer_cache()

    async def respond(self, update: Update, arrival: Arrival) -> None:
        """Answer an update to its end. What fails is logged and told to the person.

        Raises LeaseLost where several programs share a database, and this one may no longer answer
        or has lost the database: the update is to be answered again."""
        try:
            if update.message is not None:
                await self._message(_album(update.message, arrival), arrival.chat)
            elif update.edited_message is not None:
                edited = update.edited_message, arrival.raw["edited_message"]
                await self._edit(Album((edited,)), arrival.chat)
            elif update.callback_query is not None:
                await self._press(update.callback_query, arrival.chat)
            elif update.inline_query is not None:
                await self._inline(update.inline_query, arrival.chat)
            elif update.my_chat_member is not None:
                await self._membership(update.my_chat_member)
        except (error.Forbidden, error.BadRequest) as problem:
            refusal = chat_refusal(problem)
            if refusal is None:
                await self._apologise(update, problem)
            elif refusal.trouble is not None and update.chat is not None:
                await self._note_trouble(update.chat, refusal.trouble)
            # Otherwise blocked or removed: nobody is there to be told.
        except LeaseLost:
            raise
        except Exception as problem:
            if current_lease.get() is not None and is_disconnect(problem):
                raise LeaseLost("the database was lost") from problem
            await self._apologise(update, problem)

    async def tell_too_many(self, update: Update) -> None:
        """Say once that a chat sent more than is answered at once."""
        chat = update.chat
        if chat is None:
            return
        try:
            reader = await self._requests.reader(chat, update.sender)
            text = reader.gettext(
                "Too many messages came at once, so some were not answered. "
                "Please send the last one again."
            )
            to = Destination(chat.id, silent=chat.kind == "group")
            await self._sender.send(to, Rendered((text,), []))
        except Exception as problem:
            extra = {"error": type(problem).__name__}
            _logger.warning("a chat could not be told that it sent too much", extra=extra)

    async def _message(self, sent: Album, row: chats.Chat | None) -> None:
        message, raw = sent.shown
        if message.sender is None or message.via_bot is not None:
            return
        if message.migrate_to_chat_id is not None:
            await self._move(message.chat.id, message.migrate_to_chat_id)
            return
        if message.is_automatic_forward:
            return
        await self._bot_name.look_for(message.text or "")
        public = self._switchboard.public_in(self._services.packs.in_use.pack)
        name = self._services.bot_name.called(message.text or "")
        asked = command_and_words(message, raw, name, public)
        to_bot = is_reply_to_bot(message, self._bot_id)
        elsewhere = replies_elsewhere(message, self._bot_id)
        if asked is None and not to_bot and not elsewhere:
            return
        command, words = asked or (None, "")
        # A word such as “Hello” or “meetings” may be what the bot has just asked for.
        bare = command is not None and message.text is not None and message.text[:1] != "/"
        # In a private chat one can also reply to an own question.
        replies = to_bot or (
            message.chat.kind == "private" and message.reply_to_message is not None
        )
        # Of a command only its words are needed, unless they are formatted or come with a file.
        whole = (
            command is None or bare or replies or elsewhere or len(message.entities) > 1
            or not message.text
        )  # fmt: skip
        text = (message.text or "").strip() if bare else words
        request = await self._requests.request(
            message.chat, message.sender, text, row, sender_chat=message.sender_chat,
            asking_message_id=sent.parts[0][0].message_id, topic_id=message.thread,
            incoming=incoming(sent, replies, elsewhere) if whole else None,
        )  # fmt: skip
        answer: _Response | Notice | None = None
        if message.media_group_id is not None and not await self._begin_album(sent, request):
            answer = self._response(await self._switchboard.late_part(request), request)
        else:
            if (replies or elsewhere) and not (message.text or "").startswith("/"):
                answer = self._response(await self._switchboard.reply(request), request)
            if answer is None and bare:
                answer = self._response(await self._switchboard.dialog(request), request)
                request = replace(request, words=words, incoming=None)
            if answer is None and command is not None:
                answer = await self._command(request, command)
            elif answer is None:
                found = await self._switchboard.message(request, addressed=asked is not None)
                answer = self._response(found, request)
        await self._send_answer(answer, message, request)

    async def _begin_album(self, sent: Album, request: Request) -> bool:
        """Return whether an album is to be answered: not if another part of it was, before."""
        first, _ = sent.parts[0]
        async with self._services.database.write_transaction() as connection:
            return await received_messages.begin_album(
                connection, first.chat.id, first.media_group_id or "", first.message_id,
                request.reader.now,
            )  # fmt: skip

    async def _edit(self, sent: Album, row: chats.Chat | None) -> None:
        """Answer an edited message. Telegram also sends this update where nothing was edited that
        people see, and for each step of a live location."""
        message, raw = sent.shown
        edited = message.edit_date is not None and message.location is None
        if message.sender is None or message.via_bot is not None or not edited:
            return
        asked = command_and_words(message, raw, self._services.bot, ())
        private = message.chat.kind == "private"
        replies = is_reply_to_bot(message, self._bot_id)
        if not private and not replies:
            return
        command, words = asked or (None, "")
        request = await self._requests.request(
            message.chat, message.sender, words, row, sender_chat=message.sender_chat,
            asking_message_id=message.message_id, topic_id=message.thread,
            incoming=incoming(sent, replies),
        )  # fmt: skip
        answer = await self._switchboard.edit(request)
        if answer is None and private and message.text and await self._is_last(message):
            answer = await self._switchboard.edited_last(request, command)
        await self._send_answer(self._response(answer, request), message, request)

    async def _is_last(self, message: Message) -> bool:
        async with self._services.database.transaction() as connection:
            return await received_messages.is_last(connection, message.chat.id, message.message_id)

    async def _send_answer(
        self, answer: _Response | Notice | None, message: Message, request: Request
    ) -> None:
        if isinstance(answer, _Response):
            to = destination(message, answer.reply.quotes_question)
            await self._send(to, answer.rendered, request)
            await self._send_rest(answer.reply, replace(to, reply_to=None), request)

    async def _command(self, request: Request, name: str) -> _Response | Notice | None:
        key = None if request.incoming else answer_key(request, "command", name, request.words)
        cached = self._cached(key)
        if cached is not None:
            return cached
        return self._response(await self._switchboard.command(request, name), request, key)

    async def _press(self, query: CallbackQuery, row: chats.Chat | None) -> None:
        message = query.message
        if message is None or query.data is None:
            reader = await self._requests.reader(None, query.sender)
            await self._sender.answer_callback_query(
                query.id, isolated_for(reader, out_of_date(reader).text)
            )
            return
        asks = message.reply_to_message
        request = await self._requests.request(
            message.chat,
            query.sender,
            "",
            row,
            question=without_command(asks.text) if asks is not None and asks.text else None,
            question_message_id=asks.message_id if asks is not None else 0,
            pressed_message_id=message.message_id,
            topic_id=message.thread,
        )
        key = None if request.question else answer_key(request, "press", query.data)
        response: _Response | Notice | None = self._cached(key)
        if response is None:
            answer = await self._switchboard.button(request, query.data)
            response = self._response(answer, request, key)
        if isinstance(response, _Response):
            await self._show(query, message, response, request)
        elif response is not None:
            text = isolated_for(request.reader, response.text)
            await self._sender.answer_callback_query(query.id, text, response.alert)

    async def _show(
        self, query: CallbackQuery, message: Message, response: _Response, request: Request
    ) -> None:
        """Put an answer in the place of the message whose button was pressed, or below it."""
        reply = response.reply
        silent = request.chat_kind == "group"
        to = Destination(message.chat.id, message.thread, silent=silent)
        # A photo or a file has no text that could be edited.
        if reply.new_message or reply.file is not None or message.text is None:
            shown = self._send(to, response.rendered, request)
        else:
            shown = self._sender.replace(to, message.message_id, response.rendered)
        settled = self._sender.answer_callback_query(
            query.id, isolated_for(request.reader, reply.notice or "")
        )
        await asyncio.gather(settled, shown)
        await self._send_rest(reply, to, request)

    async def _send_rest(self, reply: Reply, to: Destination, request: Request) -> None:
        while reply.then is not None:
            reply = reply.then
            await self._send(to, self._render(reply, request), request)

    async def _send(self, to: Destination, rendered: Rendered, request: Request) -> None:
        """Send new messages, also with a file of the pack."""
        if not isinstance(rendered.file, PackFile):
            await self._sender.send(to, rendered)
            return
        try:
            await self._pack_files.send(to, rendered, rendered.file)
        except FileChanged as missing:
            _logger.error("a file of the pack changed on disk", extra={"file": str(missing)})
            sentence = request.reader.gettext(
                "The file cannot be sent at the moment. Please ask the secretariat for it."
            )
            texts = (*rendered.texts, isolated_for(request.reader, sentence))
            await self._sender.send(to, replace(rendered, texts=texts, file=None))

    async def _inline(self, query: InlineQuery, row: chats.Chat | None) -> None:
        request = await self._requests.inline_request(query, row)
        parameters = inline_parameters(
            request, await answer_inline(request, query.offset), self._cache
        )
        await self._sender.answer_inline_query(query.id, parameters)

    async def _membership(self, change: MembershipChange) -> None:
        """Greet a group that the bot was added to. One that it was removed from gets no more
        questions."""
        if change.chat.is_channel:
            await self._channel(change)
            return
        if change.chat.kind != "group":
            return
        if change.left:
            await self._lose(change.chat.id)
        else:
            await self._services.try_chat_again(change.chat.id, self._requests.now())
        if not change.joined:
            return
        request = await self._requests.request(change.chat, change.sender, "", None)
        view = welcome_group_view(request.reader, request.pack)
        to = Destination(change.chat.id, silent=True)
        await self._sender.send(to, self._render(view, request))

    async def _channel(self, change: MembershipChange) -> None:
        """Keep which channels the bot may post in. Nothing is said there."""
        chat, now = change.chat, self._requests.now()
        async with self._services.database.write_transaction() as connection:
            if change.may_post:
                await channels.add_channel(connection, chat.id, chat.title, now)
            else:
                await channels.remove_channel(connection, chat.id)
        if change.may_post:
            await self._services.try_chat_again(chat.id, now)

    async def _apologise(self, update: Update, problem: Exception) -> None:
        """Log what failed under a code, and tell the person the same code."""
        code = secrets.token_hex(3).upper()
        extra = {"update_id": update.update_id, "code": code}
        _logger.error("an update failed", exc_info=problem, extra=extra)
        query, message = update.callback_query, update.message or update.edited_message
        if query is None and message is None:
            return
        try:
            reader = await self._requests.reader(update.chat, update.sender)
        except Exception:
            # What failed may be what is kept of this chat; it is logged already.
            reader = self._requests.reader_without_settings(update.chat, update.sender)
        try:
            text = _apology(problem, reader.gettext, code)
            if query is not None:
                # The button shows a progress bar until its press is answered.
                await self._sender.answer_callback_query(query.id, text, alert=True)
            elif message is not None:
                await self._sender.send(destination(message, False), Rendered((text,), []))
        except Exception as second:  # nothing may end the answering of others
            _logger.warning("the person could not be told", extra={"error": type(second).__name__})

    def _response(
        self, answer: Answer | None, request: Request, key: Key | None = None
    ) -> _Response | Notice | None:
        """An answer ready to go out, counted, and cached where it may be."""
        if not isinstance(answer, Reply):
            return answer
        self._count(answer)
        response = _Response(answer, self._render(answer, request))
        if answer.cacheable and key is not None:
            self._cache[key] = response
        return response

    def _cached(self, key: Key | None) -> _Response | None:
        found = None if key is None else self._cache.get(key)
        if not isinstance(found, _Response):
            return None
        self._count(found.reply)
        return found

    def _count(self, reply: Reply) -> None:
        if reply.looked_up is not None:
            self._services.usage.note("looked-up", reply.looked_up)

    def _render(self, reply: Reply, request: Request) -> Rendered:
        reader = request.reader
        if request.chat_kind != "group":
            return render(reply, right_to_left=reader.right_to_left)
        shown = Reply(blocks=in_brief(reply.blocks if reply.brief is None else reply.brief))
        rendered = render(shown, right_to_left=reader.right_to_left, folded=True)
        rows = reply.buttons
        if not reply.keeps_buttons:
            rows = ((Open(reader.gettext("Open in private"), reader.link(reply.payload)),),)
        return Rendered(rendered.texts, keyboard(rows, reader.right_to_left), reply.file)

    async def _note_trouble(self, chat: Chat, trouble: Trouble) -> None:
        """Have an administrator told that an answer was refused. The topics of a group that are
        closed are closed for those who ask there, too."""
        _logger.info("a chat takes no answers", extra={"error": trouble})
        if chat.kind != "group" or trouble in (Trouble.TOPIC_CLOSED, Trouble.TOPIC_GONE):
            return
        async with self._services.database.write_transaction() as connection:
            await chat_troubles.wait(connection, chat.id, (), trouble, self._requests.now())
        self._services.signals.chat_troubles.set()

    async def _lose(self, chat_id: int) -> None:
        async with self._services.database.write_transaction() as connection:
            lost = await questions.lose_group(connection, chat_id)
            await apply_results(connection, [Unreachable(chat_id)], self._requests.now())
        if lost:
            self._services.signals.questions_waiting.set()

    async def _move(self, old_id: int, new_id: int) -> None:
        async with self._services.database.write_transaction() as connection:
            await chats.move_chat(connection, old_id, new_id)
        self._services.signals.questions_waiting.set()


def _album(message: Message, arrival: Arrival) -> Album:
    """Return a message with the other parts of its album. Raises NotReadable."""
    parts: list[tuple[Message, Raw]] = [(message, arrival.raw["message"])]
    for part in arrival.album:
        read = read_update(part.raw).message
        if read is not None:
            parts.append((read, part.raw["message"]))
    return Album(parts)


def _apology(problem: Exception, gettext: Callable[[str], str], code: str) -> str:
    if isinstance(problem, SQLAlchemyError):
        # A full disk or a locked database: nothing of what was asked for is kept.
        return gettext(
            "That could not be saved, so nothing has changed. Please try again in a minute."
        )
    return gettext(
        "Something went wrong on our side. Please try again. If it happens again, "
        "tell the secretariat this code: {code}"
    ).format(code=code)

"""Makes requests: from Telegram's chat and person to their language, time zone and permissions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.clock import Clock
from bot.telegram.sender import Sender
from bot.updates.chat_rows import ChatRows
from bot.updates.parse import Chat, InlineQuery, User
from content.languages import spoken
from handlers.framework.reader import Reader
from handlers.framework.request import Attachment, FileRefused, Incoming, Request
from handlers.framework.services import Services
from storage import chats

_logger = logging.getLogger(__name__)
_ADMINISTRATORS = ("creator", "administrator")


async def administers(sender: Sender, chat_id: int, user_id: int) -> bool:
    """Ask Telegram whether somebody administers a group or a channel."""
    try:
        member = await sender.call("getChatMember", {"chat_id": chat_id, "user_id": user_id})
    except (error.BadRequest, error.Forbidden):
        return False  # not, or no longer, in this chat
    return member["status"] in _ADMINISTRATORS


class RequestFactory:
    """Makes requests. Settings come from the database; where it fails, look-ups go on with
    defaults."""

    def __init__(
        self,
        services: Services,
        sender: Sender,
        clock: Clock,
        on_active: Callable[[int], None],
    ) -> None:
        """`on_active` is called with the id of each chat that was heard from."""
        self._services = services
        self._sender = sender
        self._clock = clock
        self._on_active = on_active
        self._rows = ChatRows(services.database, clock)

    async def request(
        self,
        chat: Chat,
        user: User,
        words: str,
        row: chats.Chat | None,
        question: str | None = None,
        question_message_id: int = 0,
        sender_chat: Chat | None = None,
        incoming: Incoming | None = None,
        pressed_message_id: int = 0,
        asking_message_id: int = 0,
        topic_id: int | None = None,
    ) -> Request:
        """A request from a chat. `row` is the chat's row if it was read already."""

        async def is_administrator() -> bool:
            # An anonymous administrator writes as the group itself. Who writes as a channel may be
            # anybody.
            if sender_chat is not None:
                return sender_chat.id == chat.id
            return await administers(self._sender, chat.id, user.id)

        row = row or await self._rows.get_or_create(chat.id)
        self._on_active(chat.id)
        if row is not None and row.has_trouble:
            await self._services.try_chat_again(chat.id, self._clock.now())
        return Request(
            services=self._services,
            in_use=self._services.packs.in_use,
            reader=self._reader(chat, user, row),
            chat_id=chat.id,
            chat_kind=chat.kind,
            words=words,
            user_id=user.id,
            user_name=user.name,
            is_administrator=is_administrator,
            is_anonymous=sender_chat is not None,
            fetch=self._fetch,
            question=question,
            question_message_id=question_message_id,
            incoming=incoming,
            pressed_message_id=pressed_message_id,
            asking_message_id=asking_message_id,
            topic_id=topic_id,
            chat_title=chat.title,
            may_have_dialog=row is None or row.has_open_dialog is not False,
            may_have_saved=row is None or row.has_saved is not False,
            may_follow_roundtables=row is None or row.follows_roundtables is not False,
        )

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self._clock.now()

    async def inline_request(self, query: InlineQuery, row: chats.Chat | None) -> Request:
        async def is_administrator() -> bool:
            return False

        return Request(
            services=self._services,
            in_use=self._services.packs.in_use,
            reader=await self.reader(None, query.sender, row),
            chat_id=query.sender.id,
            chat_kind="inline",
            words=query.query,
            user_id=query.sender.id,
            user_name=query.sender.name,
            is_administrator=is_administrator,
            fetch=self._fetch,
        )

    async def reader(
        self, chat: Chat | None, user: User | None, row: chats.Chat | None = None
    ) -> Reader:
        """The person a view is written for; in inline mode there is no chat."""
        if row is None and chat is not None:
            row = await self._rows.get_or_create(chat.id)
        elif row is None and user is not None:
            row = await self._row_of_person(user.id)
        return self._reader(chat, user, row)

    def reader_without_settings(self, chat: Chat | None, user: User | None) -> Reader:
        """A reader by what the update itself says, for when the chat's settings are unreadable."""
        return self._reader(chat, user, None)

    def _reader(self, chat: Chat | None, user: User | None, row: chats.Chat | None) -> Reader:
        private = chat is None or chat.kind == "private"
        client = spoken(user.language_code) if user is not None and private else None
        language = (spoken(row.language) if row else None) or client
        pack = self._services.packs.in_use.pack
        zone = row.time_zone if row else None
        return self._services.reader(pack, self._clock.now(), language, zone)

    async def _row_of_person(self, user_id: int) -> chats.Chat | None:
        database = self._services.database
        try:
            async with database.transaction() as connection:
                return await chats.find_chat(connection, user_id)
        except SQLAlchemyError as problem:
            _logger.error("settings could not be read; using defaults", exc_info=problem)
            return None

    async def _fetch(self, attachment: Attachment, max_bytes: int) -> bytes:
        """Download a file. Telegram gives up to 20 MB:
        https://core.telegram.org/bots/api#getfile"""
        if attachment.size is not None and attachment.size > max_bytes:
            raise FileRefused("too-large")
        try:
            found = await self._sender.call("getFile", {"file_id": attachment.file_id})
            if found.get("file_size", 0) > max_bytes:
                raise FileRefused("too-large")
            content = await self._sender.download(found["file_path"])
        except (error.TelegramError, KeyError) as problem:
            raise FileRefused("not-given") from problem
        if len(content) > max_bytes:
            raise FileRefused("too-large")
        return content

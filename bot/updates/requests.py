"""Who asks: from Telegram's chat and person to a request with their language and time zone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError
from telegram import Chat, ChatMember, InlineQuery, User, error
from telegram.constants import ChatType

from bot.clock import Clock
from bot.pack.current import CurrentPack
from bot.telegram.sender import Sender
from content.languages import spoken
from handlers.framework.request import Attachment, FileRefused, Incoming, Reader, Request
from storage import chats

_logger = logging.getLogger(__name__)
# Somebody waits for an answer, and can have it although the database is locked.
_PATIENCE_SECONDS = 0.5


def kind_of(chat: Chat) -> Literal["private", "group"]:
    return "private" if chat.type == ChatType.PRIVATE else "group"


def _no_matter(chat_id: int) -> None:
    """For programs in which nothing waits for a chat."""


class RequestFactory:
    """Makes requests. Settings come from the database; without it, look-ups go on with defaults."""

    def __init__(
        self,
        current: CurrentPack,
        sender: Sender,
        clock: Clock,
        seen: Callable[[int], None] = _no_matter,
    ) -> None:
        self._current = current
        self._sender = sender
        self._clock = clock
        self._seen = seen  # told of each chat that was heard from
        self._expected: dict[int, chats.Chat] = {}

    @contextmanager
    def expecting(self, key: int, kept: chats.Chat | None) -> Iterator[None]:
        """While an update of this chat is answered: what was read of the chat along with it,
        to be used once, because answering may change it."""
        if kept is not None:
            self._expected[key] = kept
        try:
            yield
        finally:
            self._expected.pop(key, None)

    async def reader(self, chat: Chat | None, user: User | None) -> Reader:
        """Whom a view is written for. Look-ups go on, with defaults, where the database fails."""
        return self._reader(chat, user, await self._found(chat, user))

    async def _found(self, chat: Chat | None, user: User | None) -> chats.Chat | None:
        owner = user if chat is None else chat
        kept = None if owner is None else self._expected.pop(owner.id, None)
        if kept is not None:
            return kept
        try:
            return await self._kept(chat, user, self._clock.now())
        except SQLAlchemyError as problem:
            _logger.error("settings could not be read; using defaults", exc_info=problem)
            return None

    def _reader(self, chat: Chat | None, user: User | None, kept: chats.Chat | None) -> Reader:
        now = self._clock.now()
        private = chat is None or kind_of(chat) == "private"
        client = spoken(user.language_code) if user is not None and private else None
        language = (kept.language if kept else None) or client
        return self._current.services.reader(now, language, kept.time_zone if kept else None)

    async def _kept(self, chat: Chat | None, user: User | None, now: datetime) -> chats.Chat | None:
        async with self._current.services.database.transaction(_PATIENCE_SECONDS) as connection:
            if chat is None:
                return None if user is None else await chats.find_chat(connection, user.id)
            known = await chats.find_chat(connection, chat.id)
            try:
                return await chats.get_or_create_chat(connection, chat.id, now)
            except SQLAlchemyError as problem:
                _logger.error("a chat could not be remembered", exc_info=problem)
                return known

    async def request(
        self,
        chat: Chat,
        user: User,
        words: str,
        question: str | None = None,
        sender_chat: Chat | None = None,
        incoming: Incoming | None = None,
        message_id: int = 0,
        written_id: int = 0,
    ) -> Request:
        async def is_administrator() -> bool:
            # An anonymous administrator writes as the group itself.
            if sender_chat is not None and sender_chat.id == chat.id:
                return True
            parameters = {"chat_id": chat.id, "user_id": user.id}
            try:
                member = await self._sender.call("getChatMember", parameters)
            except error.BadRequest:
                return False  # not, or no longer, in this group
            return member["status"] in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)

        kept = await self._found(chat, user)
        self._seen(chat.id)
        return Request(
            services=self._current.services,
            reader=self._reader(chat, user, kept),
            chat_id=chat.id,
            chat_kind=kind_of(chat),
            words=words,
            question=question,
            is_administrator=is_administrator,
            user_id=user.id,
            user_name=user.full_name,
            incoming=incoming,
            message_id=message_id,
            written_id=written_id,
            chat_title=chat.title or "",
            fetch=self._fetch,
            may_be_asked=kept is None or kept.has_open_dialog is not False,
        )

    async def _fetch(self, attachment: Attachment, most_bytes: int) -> bytes:
        """A file's content. Telegram gives up to 20 MB:
        https://core.telegram.org/bots/api#getfile"""
        if attachment.size is not None and attachment.size > most_bytes:
            raise FileRefused("too-large")
        try:
            found = await self._sender.call("getFile", {"file_id": attachment.file_id})
            if found.get("file_size", 0) > most_bytes:
                raise FileRefused("too-large")
            content = await self._sender.download(found["file_path"])
        except (error.TelegramError, KeyError) as problem:
            raise FileRefused("not-given") from problem
        if len(content) > most_bytes:
            raise FileRefused("too-large")
        return content

    async def inline_request(self, query: InlineQuery) -> Request:
        async def nobody() -> bool:
            return False

        return Request(
            services=self._current.services,
            reader=await self.reader(None, query.from_user),
            chat_id=query.from_user.id,
            chat_kind="inline",
            words=query.query,
            question=None,
            is_administrator=nobody,
            user_id=query.from_user.id,
            user_name=query.from_user.full_name,
        )

"""Who asks: from Telegram's chat and person to a request with their language and time zone."""

from __future__ import annotations

import logging
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError
from telegram import Chat, ChatMember, InlineQuery, User, error
from telegram.constants import ChatType

from bot.clock import Clock
from bot.sending import Sender
from content.languages import spoken
from handlers.request import Reader, Request, Rooms
from storage import chats

_logger = logging.getLogger(__name__)


def kind_of(chat: Chat) -> Literal["private", "group"]:
    return "private" if chat.type == ChatType.PRIVATE else "group"


class Asking:
    """Makes requests. Settings come from the database; without it, look-ups go on with defaults."""

    def __init__(self, rooms: Rooms, sender: Sender, clock: Clock) -> None:
        self._rooms = rooms
        self._sender = sender
        self._clock = clock

    async def reader(self, chat: Chat | None, user: User | None) -> Reader:
        """Whom a view is written for. Look-ups go on, with defaults, where the database fails."""
        now = self._clock.now()
        kept: chats.Chat | None = None
        try:
            async with self._rooms.database.transaction() as connection:
                if chat is not None:
                    kept = await chats.remember_chat(connection, chat.id, now)
                elif user is not None:
                    kept = await chats.find_chat(connection, user.id)
        except SQLAlchemyError as problem:
            _logger.error("settings could not be read; using defaults", exc_info=problem)
        private = chat is None or kind_of(chat) == "private"
        client = spoken(user.language_code) if user is not None and private else None
        language = (kept.language if kept else None) or client
        return self._rooms.reader(now, language, kept.time_zone if kept else None)

    async def request(
        self,
        chat: Chat,
        user: User,
        words: str,
        question: str | None = None,
        sender_chat: Chat | None = None,
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

        return Request(
            rooms=self._rooms,
            reader=await self.reader(chat, user),
            chat_id=chat.id,
            chat_kind=kind_of(chat),
            words=words,
            question=question,
            is_administrator=is_administrator,
        )

    async def inline_request(self, query: InlineQuery) -> Request:
        async def nobody() -> bool:
            return False

        return Request(
            rooms=self._rooms,
            reader=await self.reader(None, query.from_user),
            chat_id=query.from_user.id,
            chat_kind="inline",
            words=query.query,
            question=None,
            is_administrator=nobody,
        )

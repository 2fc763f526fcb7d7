"""Tells one administrator of a group, in private, that it takes no messages; and a group that the
topic for its notices is gone. What is to be told is stored, and settled right after it was sent."""

from __future__ import annotations

import asyncio
from datetime import datetime

from telegram import error

from bot.outbox.due_messages import DueMessageWorker, Outcome
from bot.telegram.errors import chat_refusal
from bot.telegram.rendering import render
from bot.telegram.sender import Destination
from content.languages import spoken
from handlers.framework.reader import Reader
from handlers.framework.reply import Reply
from handlers.reminders.chat_troubles import topic_view, waiting_view
from storage import chat_troubles
from storage.chat_troubles import ToldTrouble


class ChatTroubleWorker(DueMessageWorker[ToldTrouble]):
    """Woken by `chat_troubles`, and by timers for what is tried again."""

    name = "chat troubles"
    max_attempts = 8
    max_retry_seconds = 600.0

    def _wake(self) -> asyncio.Event:
        return self._services.signals.chat_troubles

    async def _due(self) -> tuple[list[ToldTrouble], datetime | None]:
        async with self._services.database.transaction() as connection:
            return await chat_troubles.to_tell(connection, self._clock.now(), self.batch_size)

    async def _send(self, message: ToldTrouble) -> bool:
        if message.waits:
            return await self._tell_administrator(message)
        reader = self._reader(message.language)
        await self._send_to(message.chat_id, topic_view(reader, message.reason), reader)
        return True

    async def _tell_administrator(self, message: ToldTrouble) -> bool:
        """Tell the first administrator who can be written to, the owner of the group before the
        others."""
        chat = {"chat_id": message.chat_id}
        members = await self._sender.call("getChatAdministrators", chat)
        members.sort(key=lambda member: member["status"] != "creator")
        ids = [member["user"]["id"] for member in members if not member["user"]["is_bot"]]
        async with self._services.database.transaction() as connection:
            people = await chat_troubles.reachable_people(connection, ids)
        if not people:
            return False
        title = str((await self._sender.call("getChat", chat)).get("title", ""))
        for person in people:
            reader = self._reader(person.language)
            try:
                await self._send_to(person.id, waiting_view(reader, title, message.reason), reader)
            except (error.Forbidden, error.BadRequest) as problem:
                if chat_refusal(problem) is None:
                    raise
            else:
                return True
        return False

    def _reader(self, language: str | None) -> Reader:
        pack = self._services.packs.in_use.pack
        return self._services.reader(pack, self._clock.now(), spoken(language), None)

    async def _send_to(self, chat_id: int, reply: Reply, reader: Reader) -> None:
        rendered = render(reply, right_to_left=reader.right_to_left)
        await self._sender.send_once(Destination(chat_id), rendered)

    async def _settle(self, message: ToldTrouble, outcome: Outcome) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await chat_troubles.mark_told(connection, message.chat_id, self._clock.now())

    async def _retry(self, message: ToldTrouble, not_before: datetime) -> None:
        async with self._services.database.write_transaction(urgent=True) as connection:
            await chat_troubles.tell_later(connection, message.chat_id, not_before)

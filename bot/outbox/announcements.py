"""Sends, changes and deletes the messages of announcements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import error

from bot.clock import Clock
from bot.telegram.errors import (
    cannot_be_deleted,
    cannot_be_edited,
    is_unchanged,
    message_is_gone,
)
from bot.telegram.rendering import Rendered, render
from bot.telegram.sender import Destination, Sender
from content.languages import spoken
from handlers.desk.announcements.recipient_view import announcement_view
from handlers.framework.services import Services
from handlers.me.announcement_versions import language_for
from storage import announcements
from storage.announcements import Version
from storage.deliveries import Delivery
from storage.deliveries.results import AnnouncementSent, Sent
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, announcement_of


class MessageMissing(Exception):
    """There is no message to change or delete."""


@dataclass(frozen=True)
class _Text:
    """What an announcement says, and, for a change, the messages of one batch: (message id,
    language) by chat. `rendered` is by the language of the text, that of its
    button, and whether it goes to a channel, where nobody has a setting to change."""

    fallback: str
    versions: Mapping[str, Version]
    messages: Mapping[int, tuple[int, str]]
    other_parts: Mapping[int, list[int]]
    rendered: dict[tuple[str, str, bool], Rendered] = field(default_factory=dict)


class AnnouncementSender:
    def __init__(self, services: Services, sender: Sender, clock: Clock) -> None:
        self._services = services
        self._sender = sender
        self._clock = clock
        self._texts: dict[int, _Text] = {}

    async def read(self, connection: AsyncConnection, batch: Sequence[Delivery]) -> None:
        """Read what the announcements of a batch say, by a few queries for all of it."""
        chat_ids: dict[int, list[int]] = {}
        for delivery in batch:
            if delivery.notice in ANNOUNCEMENT_NOTICES:
                number = announcement_of(delivery.subject)
                chat_ids.setdefault(number, []).append(delivery.chat_id)
        self._texts = {}
        for number, chats in chat_ids.items():
            found = await announcements.find(connection, number)
            if found is None:
                continue
            latest = await announcements.versions_of(connection, number, found.edition)
            versions = {language: version for language, (_, version) in latest.items()}
            messages: Mapping[int, tuple[int, str]] = {}
            parts: Mapping[int, list[int]] = {}
            if found.job != "announcement":
                messages = await announcements.messages_in(connection, number, chats)
                parts = await announcements.other_parts_in(connection, number, chats)
            self._texts[number] = _Text(found.fallback, versions, messages, parts)

    async def send(self, delivery: Delivery) -> AnnouncementSent | Sent:
        """Send, change or delete one message. Raises TelegramError or MessageMissing."""
        number = announcement_of(delivery.subject)
        text = self._texts.get(number)
        if text is None:
            raise MessageMissing
        if delivery.notice == "announcement":
            return await self._send(number, text, delivery)
        if delivery.chat_id not in text.messages:
            raise MessageMissing
        message_id, language = text.messages[delivery.chat_id]
        where = {"chat_id": delivery.chat_id, "message_id": message_id}
        withdrawn = delivery.notice == "withdrawal"
        try:
            if withdrawn and (others := text.other_parts.get(delivery.chat_id)):
                ids = {"chat_id": delivery.chat_id, "message_ids": [message_id, *others]}
                await self._sender.act_once("deleteMessages", ids)
            elif withdrawn:
                await self._sender.act_once("deleteMessage", where)
            else:
                rendered = self._render(text, language, delivery)
                kind = text.versions[language].kind
                await self._sender.act_once(*_change(kind, where, rendered))
        except error.BadRequest as problem:
            # The message is already as it should be.
            if not (is_unchanged(problem) or (withdrawn and message_is_gone(problem))):
                raise
        return Sent((delivery.id,))

    async def _send(self, number: int, text: _Text, delivery: Delivery) -> AnnouncementSent:
        language = language_for(spoken(delivery.language), text.versions, text.fallback)
        rendered = self._render(text, language, delivery)
        to = Destination(delivery.chat_id, delivery.topic_id)
        message_id, *others = await self._sender.send_once_for_ids(to, rendered)
        return AnnouncementSent(
            delivery.id, number, delivery.chat_id, message_id, language, delivery.topic_id,
            tuple(others),
        )  # fmt: skip

    def _render(self, text: _Text, language: str, delivery: Delivery) -> Rendered:
        """Render a message, once for all chats that get the same."""
        own = spoken(delivery.language) or language
        key = (language, own, delivery.in_channel)
        if key not in text.rendered:
            pack = self._services.packs.in_use.pack
            reader = self._services.reader(pack, self._clock.now(), own, None)
            reply = announcement_view(reader, text.versions[language], delivery.in_channel)
            text.rendered[key] = render(reply)
        return text.rendered[key]


def reason_of(problem: error.TelegramError) -> str:
    """Return a short code for the reason of a refusal that no repetition changes."""
    if cannot_be_deleted(problem):
        return "too-old"  # sent 48 hours ago or earlier
    return "gone" if message_is_gone(problem) or cannot_be_edited(problem) else "refused"


def _change(kind: str, where: dict[str, int], rendered: Rendered) -> tuple[str, dict[str, object]]:
    """The call that gives a message its new text; without its buttons it would lose them. `kind` is
    that of the version."""
    text = rendered.texts[-1] if rendered.texts else ""
    parameters: dict[str, object] = {**where}
    if kind != "album":
        parameters["reply_markup"] = {"inline_keyboard": rendered.keyboard}
    if text:
        parameters["parse_mode"] = "HTML"
    if kind == "text":
        preview = {"link_preview_options": {"is_disabled": True}}
        return "editMessageText", {**parameters, **preview, "text": text}
    return "editMessageCaption", {**parameters, "caption": text}

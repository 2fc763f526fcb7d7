"""Sending: replies as Bot API calls, with what Telegram may answer to them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import error

from bot.telegram.api import BotApi
from bot.telegram.errors import (
    NotSent,
    cannot_be_edited,
    is_unchanged,
    message_is_gone,
    query_is_too_old,
    seconds_of,
)
from bot.telegram.rendering import Rendered, shown_units
from handlers.framework.reply import File, SentFile
from handlers.framework.telegram_limits import CAPTION_UNITS, NOTICE_CHARACTERS

_logger = logging.getLogger(__name__)
_TRIES = 4
# Longer than this a person does not wait for an answer; the call is given up and logged.
_LONGEST_WAIT = 30.0
# Methods that may be repeated safely when the answer to them got lost, beside all that only read.
_REPEATABLE = frozenset({"editMessageText", "editMessageReplyMarkup", "answerCallbackQuery",
    "setMyCommands", "setMyDescription", "setMyShortDescription", "setChatMenuButton"})  # fmt: skip
_SENDS = {"document": "sendDocument", "photo": "sendPhoto"}


Call = Callable[[str, Mapping[str, Any], File | None], Awaitable[Any]]


@dataclass(frozen=True)
class Destination:
    """The chat, topic and message that an answer belongs to."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    silent: bool = False


class Sender:
    """Sends what is rendered. Obeys `retry_after`; final refusals are logged, not raised, where
    nobody could do better."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def call(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> Any:
        """The result of one call, repeated where that is safe. Raises
        telegram.error.TelegramError."""
        return await self._tried(self._api.call, method, parameters, file)

    async def act(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> None:
        """As `call`, where nobody needs the result."""
        await self._tried(self._api.act, method, parameters, file)

    async def _tried(
        self, call: Call, method: str, parameters: Mapping[str, Any], file: File | None
    ) -> Any:
        for tried in range(1, _TRIES + 1):
            try:
                return await call(method, parameters, file)
            except error.RetryAfter as problem:
                wait = seconds_of(problem)
                if tried == _TRIES or wait > _LONGEST_WAIT:
                    raise
                await asyncio.sleep(wait)
            except (error.BadRequest, error.Forbidden):
                raise
            except error.NetworkError as problem:
                if tried == _TRIES or not _repeatable(method, problem):
                    raise
                await asyncio.sleep(0.2 * 2**tried)
        raise AssertionError("unreachable")

    async def download(self, path: str) -> bytes:
        """A file by the path that getFile gave. Raises telegram.error.TelegramError."""
        return await self._api.download(path)

    async def once(self, to: Destination, rendered: Rendered) -> int:
        """Send without repeating anything: the caller keeps account of what went out. The number
        of the (last) message. Raises telegram.error.TelegramError."""
        sent = await self._messages(to, rendered, self._api.call)
        return int(sent["message_id"])

    async def send_once(self, to: Destination, rendered: Rendered) -> None:
        """As `once`, where nobody needs the number."""
        await self._messages(to, rendered, self._api.act)

    async def act_once(self, method: str, parameters: Mapping[str, Any]) -> None:
        """One call, not repeated. Raises telegram.error.TelegramError."""
        await self._api.act(method, parameters)

    async def send(self, to: Destination, rendered: Rendered) -> None:
        """New messages, in order; the keyboard stands under the last."""
        await self._messages(to, rendered, self.act)

    async def _messages(self, to: Destination, rendered: Rendered, call: Call) -> Any:
        file = rendered.file
        calls: list[tuple[str, dict[str, Any], File | None]] = [
            ("sendMessage", _message(text), None) for text in rendered.texts
        ]
        if file is not None:
            last = rendered.texts[-1] if rendered.texts else ""
            if shown_units(last) <= CAPTION_UNITS:
                calls = calls[:-1]
            else:
                last = ""
            caption = {"caption": last, "parse_mode": "HTML"} if last else {}
            if isinstance(file, SentFile):
                calls.append((_SENDS[file.kind], {file.kind: file.file_id, **caption}, None))
            else:
                calls.append((_SENDS[file.kind], caption, file))
        sent: Any = None
        for number, (method, parameters, attached) in enumerate(calls):
            parameters["chat_id"] = to.chat_id
            if to.thread_id is not None:
                parameters["message_thread_id"] = to.thread_id
            if to.silent:
                parameters["disable_notification"] = True
            if number == 0 and to.reply_to is not None:
                parameters["reply_parameters"] = {
                    "message_id": to.reply_to,
                    "allow_sending_without_reply": True,
                }
            if number == len(calls) - 1 and rendered.keyboard:
                parameters["reply_markup"] = {"inline_keyboard": rendered.keyboard}
            sent = await call(method, parameters, attached)
        return sent

    async def replace(self, to: Destination, message_id: int, rendered: Rendered) -> None:
        """Put a reply in the place of a message. What does not fit into it follows as new
        messages; a message that cannot be edited any more gets a new one."""
        first, rest = rendered.texts[0], rendered.texts[1:]
        parameters = _message(first) | {"chat_id": to.chat_id, "message_id": message_id}
        if not rest:
            parameters["reply_markup"] = {"inline_keyboard": rendered.keyboard}
        try:
            await self.act("editMessageText", parameters)
        except error.BadRequest as problem:
            if is_unchanged(problem):
                return
            if not (message_is_gone(problem) or cannot_be_edited(problem)):
                raise
            await self.send(to, rendered)
            return
        if rest:
            await self.send(to, Rendered(rest, rendered.keyboard))

    async def settle(self, query_id: str, text: str = "", alert: bool = False) -> None:
        """End the waiting of a pressed button, with a notice of at most 200 characters."""
        parameters: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            parameters |= {"text": text[:NOTICE_CHARACTERS], "show_alert": alert}
        try:
            await self.act("answerCallbackQuery", parameters)
        except error.BadRequest as problem:
            # The person has long seen the button let go.
            if not query_is_too_old(problem):
                raise

    async def offer(self, query_id: str, parameters: Mapping[str, Any]) -> None:
        """Answer an inline query; one that is too old is past helping."""
        try:
            await self.act("answerInlineQuery", {"inline_query_id": query_id, **parameters})
        except error.BadRequest as problem:
            if not query_is_too_old(problem):
                raise


def _message(text: str) -> dict[str, Any]:
    return {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _repeatable(method: str, problem: error.NetworkError) -> bool:
    """Whether a call may go out again: it is harmless twice, or it never left."""
    return method in _REPEATABLE or method.startswith("get") or isinstance(problem, NotSent)

"""Sending messages, with retries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from telegram import error

from bot.telegram.api import BotApi
from bot.telegram.errors import (
    NotSent,
    TooManyRequests,
    cannot_be_edited,
    is_unchanged,
    message_is_gone,
    query_is_too_old,
    seconds_of,
    topic_is_lost,
)
from bot.telegram.flood_control import FloodControl
from bot.telegram.media import Media, call_for, ids_of
from bot.telegram.rendering import Rendered, shown_units
from bot.worker_loop import retry_delay
from content.model import PackFile
from handlers.framework.reply import Album, File, SentFile
from handlers.framework.telegram_limits import CAPTION_UNITS, NOTICE_CHARACTERS
from storage.leases import check_lease

_logger = logging.getLogger(__name__)
_MAX_TRIES = 4
# If Telegram asks for a longer pause without naming a chat, the call is given up: nobody waits so
# long for an answer.
_MAX_PAUSE_SECONDS = 30.0
# A server that asks for no pause at all gets one all the same.
_MIN_PAUSE_SECONDS = 0.5
# Methods that may be repeated when their answer got lost, in addition to those that only read.
_REPEATABLE = frozenset({"editMessageText", "editMessageReplyMarkup", "answerCallbackQuery",
    "setMyCommands", "setMyDescription", "setMyShortDescription", "setChatMenuButton"})  # fmt: skip
# Methods of answers. While the server cannot be reached, the chat waits for as long as it takes: an
# update that was taken is answered, as it is after the program was down.
_ANSWERS = frozenset(
    {"sendMessage", "sendDocument", "sendPhoto", "sendVideo", "sendMediaGroup", "editMessageText"}
)
_MAX_OUTAGE_PAUSE_SECONDS = 15.0
_WEBP = "image/webp"
_SEND_METHODS = {"document": "sendDocument", "photo": "sendPhoto"}


Call = Callable[[str, Mapping[str, Any], File | None], Awaitable[Any]]


@dataclass(frozen=True)
class Destination:
    """Where a message goes: a chat, a topic in it, and a message to reply to."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    silent: bool = False


class Sender:
    """Sends rendered replies. Calls are repeated after network errors, if that is safe, and after
    `retry_after`, unless a method says otherwise. All raise telegram.error.TelegramError, and
    LeaseLost where another program may make the call by now."""

    def __init__(
        self,
        api: BotApi,
        flood_control: FloodControl,
        waiting: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """`waiting` is entered while a call waits for Telegram."""
        self._api = api
        self._flood_control = flood_control
        self._waiting = waiting

    async def call(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> Any:
        """Make a call and return its result."""
        return await self._with_retries(self._api.call, method, parameters, file)

    async def act(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> None:
        """Make a call without parsing its result."""
        await self._with_retries(self._api.act, method, parameters, file)

    async def _with_retries(
        self, call: Call, method: str, parameters: Mapping[str, Any], file: File | None
    ) -> Any:
        chat_id = parameters.get("chat_id")
        tried = 0
        async with self._waiting():
            while True:
                if chat_id is not None and (closed := self._flood_control.closed_for(chat_id)):
                    await asyncio.sleep(closed)
                check_lease()
                try:
                    return await call(method, parameters, file)
                except error.RetryAfter as problem:
                    wait = seconds_of(problem)
                    if chat_id is not None:
                        # However long: the chat alone waits, and is answered then.
                        self._flood_control.refused(chat_id, max(wait, _MIN_PAUSE_SECONDS))
                        continue
                    tried += 1
                    if tried == _MAX_TRIES or wait > _MAX_PAUSE_SECONDS:
                        raise
                    await asyncio.sleep(max(wait, _MIN_PAUSE_SECONDS))
                except (error.BadRequest, error.Forbidden):
                    raise
                except error.NetworkError as problem:
                    tried += 1
                    if isinstance(problem, NotSent) and method in _ANSWERS:
                        await asyncio.sleep(retry_delay(tried - 1, _MAX_OUTAGE_PAUSE_SECONDS) / 2)
                        continue
                    if tried == _MAX_TRIES or not _repeatable(method, problem):
                        raise
                    await asyncio.sleep(0.2 * 2**tried)

    async def _call_once(
        self, call: Call, method: str, parameters: Mapping[str, Any], file: File | None
    ) -> Any:
        chat_id = parameters["chat_id"]
        closed = self._flood_control.closed_for(chat_id)
        if closed:
            raise TooManyRequests(closed)
        check_lease()
        try:
            return await call(method, parameters, file)
        except error.RetryAfter as problem:
            self._flood_control.refused(chat_id, max(seconds_of(problem), _MIN_PAUSE_SECONDS))
            raise

    async def download(self, path: str) -> bytes:
        """Return a file's content by the path from getFile. Not repeated."""
        return await self._api.download(path)

    async def send_once_for_id(self, to: Destination, rendered: Rendered) -> int:
        """Send without repeating any call, for callers that record what was sent. Return the id of
        the last message."""
        return (await self.send_once_for_ids(to, rendered))[-1]

    async def send_once_for_ids(self, to: Destination, rendered: Rendered) -> list[int]:
        """As `send_once_for_id`; return the ids of all parts if it is an album."""
        sent = await self._messages(to, rendered, partial(self._call_once, self._api.call))
        return ids_of(sent)

    async def send_for_result(self, to: Destination, rendered: Rendered) -> Any:
        """As `send`; return the last message as Telegram describes it."""
        return await self._messages(to, rendered, self.call)

    async def send_once(self, to: Destination, rendered: Rendered) -> None:
        """Send without repeating any call, for callers that record what was sent."""
        await self._messages(to, rendered, partial(self._call_once, self._api.act))

    async def call_once(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Make a call without repeating it, and return its result."""
        return await self._call_once(self._api.call, method, parameters, None)

    async def act_once(self, method: str, parameters: Mapping[str, Any]) -> None:
        """Make a call without repeating it and without parsing its result."""
        await self._call_once(self._api.act, method, parameters, None)

    async def send(self, to: Destination, rendered: Rendered) -> None:
        """Send new messages, in order, with the keyboard below the last. If their topic was closed
        or deleted, they are sent without one: an answer is better there than nowhere."""
        try:
            await self._messages(to, rendered, self.act)
        except error.BadRequest as problem:
            if to.thread_id is None or not topic_is_lost(problem):
                raise
            await self._messages(replace(to, thread_id=None), rendered, self.act)

    async def _messages(self, to: Destination, rendered: Rendered, call: Call) -> Any:
        file = rendered.file
        calls: list[tuple[str, dict[str, Any], File | None]] = [
            ("sendMessage", _message(text), None) for text in rendered.texts
        ]
        if isinstance(file, PackFile):
            raise TypeError("files of the pack are sent by bot.telegram.pack_files")
        if file is not None:
            below = text_below_file(rendered)
            calls = calls[: len(calls) - len(below)]
            last = "".join(below)
            caption: dict[str, Any] = {"caption": last, "parse_mode": "HTML"} if last else {}
            if isinstance(file, File) and (file.kind, file.media_type) == ("document", _WEBP):
                # Telegram would make a sticker of it, without its caption:
                # https://github.com/tdlib/td/issues/1057
                caption["disable_content_type_detection"] = True
            if isinstance(file, SentFile | Album):
                files = file.files if isinstance(file, Album) else (file,)
                media = [Media(one.kind, one.file_id) for one in files]
                calls.append((*call_for(media, caption), None))
            else:
                calls.append((_SEND_METHODS[file.kind], caption, file))
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
            if number == len(calls) - 1 and rendered.keyboard and not isinstance(file, Album):
                parameters["reply_markup"] = {"inline_keyboard": rendered.keyboard}
            sent = await call(method, parameters, attached)
        return sent

    async def replace(self, to: Destination, message_id: int, rendered: Rendered) -> None:
        """Edit a message. Further texts are sent as new messages, and so is everything if the
        message can no longer be edited."""
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

    async def answer_callback_query(
        self, query_id: str, text: str = "", alert: bool = False
    ) -> None:
        """End the progress bar of a pressed button, with a popup of up to 200 characters. A query
        that is too old is ignored."""
        parameters: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            parameters |= {"text": text[:NOTICE_CHARACTERS], "show_alert": alert}
        try:
            await self.act("answerCallbackQuery", parameters)
        except error.BadRequest as problem:
            if not query_is_too_old(problem):
                raise

    async def answer_inline_query(self, query_id: str, parameters: Mapping[str, Any]) -> None:
        """Answer an inline query. A query that is too old is ignored."""
        try:
            await self.act("answerInlineQuery", {"inline_query_id": query_id, **parameters})
        except error.BadRequest as problem:
            if not query_is_too_old(problem):
                raise


def text_below_file(rendered: Rendered) -> tuple[str, ...]:
    """Return the last text if it fits as the caption of a file, and nothing otherwise."""
    last = rendered.texts[-1:]
    return last if all(shown_units(text) <= CAPTION_UNITS for text in last) else ()


def _message(text: str) -> dict[str, Any]:
    return {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _repeatable(method: str, problem: error.NetworkError) -> bool:
    """Return whether a call may be repeated: it has no further effect, or was never sent."""
    return method in _REPEATABLE or method.startswith("get") or isinstance(problem, NotSent)

"""Refusals of the Bot API: their error classes, and what their descriptions mean.

The classes are python-telegram-bot's. Telegram tells most refusals apart only by an English
description; all that the program recognises are here. They are taken from
https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp, whose functions
the predicates name. Upper and lower case differ, as python-telegram-bot capitalises some.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import orjson
from telegram import error

from storage.deliveries.states import Trouble

_CLASSES: dict[int, type[error.TelegramError]] = {
    400: error.BadRequest,
    401: error.InvalidToken,
    403: error.Forbidden,
    404: error.InvalidToken,  # of a call, Telegram says so for a malformed token
    409: error.Conflict,
}
_RETRY_AFTER = re.compile(r"Too Many Requests: retry after (\d{1,6})")
# HTTP statuses of servers and proxies that are too busy for a while.
_BUSY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)


class NotSent(error.NetworkError):
    """The call never reached the server; repeating it is harmless."""


class NotBotApi(error.TelegramError):
    """What answers is no Bot API server: another one at a wrong address, or a proxy on the way."""


class InvalidAnswer(NotBotApi):
    """A call was taken, but its answer is not the Bot API's: it may have had its effect."""


class TooManyRequests(error.RetryAfter):
    """A refusal with `retry_after`. Unlike its base, it needs no environment variable to give the
    time as a timedelta without a warning."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        super().__init__(timedelta(seconds=seconds))

    @property
    def retry_after(self) -> timedelta:
        return timedelta(seconds=self._seconds)


def refusal(status: int, payload: bytes) -> error.TelegramError:
    """Return the error for an unsuccessful answer.

    https://core.telegram.org/bots/api#making-requests and #responseparameters

    Where the body is not the Bot API's (a proxy's page, for example), `status`, that of HTTP, says
    nothing of the token, the chat or the message: it is a NotBotApi, or a NetworkError if the
    server is not well or busy.
    """
    try:
        answer = orjson.loads(payload)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("error_code"), int):
        passing = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _BUSY
        return (error.NetworkError if passing else NotBotApi)(_phrase(status))
    parameters = answer.get("parameters")
    if isinstance(parameters, dict):
        if isinstance(chat_id := parameters.get("migrate_to_chat_id"), int):
            return error.ChatMigrated(chat_id)
        if isinstance(seconds := parameters.get("retry_after"), int | float):
            return TooManyRequests(seconds)
    description = str(answer.get("description") or _phrase(status))
    # Of an album, Telegram says so in words: "failed to send message #1 with the error message
    # "Too Many Requests: retry after 8"": https://github.com/rubenlagus/TelegramBots/issues/1520
    if (wait := _RETRY_AFTER.search(description)) is not None:
        return TooManyRequests(float(wait[1]))
    return _CLASSES.get(answer["error_code"], error.NetworkError)(description)


def seconds_of(problem: error.RetryAfter) -> float:
    """Return how many seconds Telegram asks to wait."""
    wait = problem.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_outage(problem: error.TelegramError) -> bool:
    """Whether the server, the network or the token is at fault, and not what was sent: the call
    never left, the server failed (5xx), another one answered, or the token is refused for now.

    A call that timed out may have arrived, and may hang for its chat alone, so it is not one."""
    if isinstance(problem, (error.BadRequest, error.TimedOut, InvalidAnswer)):
        return False
    return isinstance(problem, (error.NetworkError, error.InvalidToken, NotBotApi))


def is_unchanged(problem: error.TelegramError) -> bool:
    """Return whether an edit was refused because it would not change the message
    (`fail_query_with_error`, MESSAGE_NOT_MODIFIED)."""
    return _says(problem, "message is not modified")


def message_is_gone(problem: error.TelegramError) -> bool:
    """Return whether the message to edit or delete does not exist (`check_message`)."""
    return _says(problem, "message to edit not found", "message to delete not found")


def cannot_be_edited(problem: error.TelegramError) -> bool:
    """Return whether the bot may not edit the message (TDLib's `can_edit_message`)."""
    return _says(problem, "message can't be edited")


def cannot_be_deleted(problem: error.TelegramError) -> bool:
    """Return whether the message may not be deleted, mostly because it is older than 48 hours
    (`fail_query_with_error`, MESSAGE_DELETE_FORBIDDEN;
    https://core.telegram.org/bots/api#deletemessage)."""
    return _says(problem, "message can't be deleted")


def query_is_too_old(problem: error.TelegramError) -> bool:
    """Return whether a callback or inline query can no longer be answered (`fail_query_with_error`,
    QUERY_ID_INVALID)."""
    return _says(problem, "query is too old")


def photo_is_refused(problem: error.TelegramError) -> bool:
    """Return whether Telegram cannot show a file as a photo. The descriptions are its servers' own:
    https://core.telegram.org/method/messages.sendMedia#possible-errors"""
    return _says(problem, "image_process_failed", "photo_")


@dataclass(frozen=True)
class ChatRefusal:
    """That a chat takes no messages. A `trouble` may pass, so its notices wait, or go to the topic
    General if it is of another topic. Without one, the chat is given up until it writes again;
    `reason` is a short code."""

    reason: str
    trouble: Trouble | None = None

    @property
    def of_topic(self) -> bool:
        return self.trouble in (Trouble.TOPIC_CLOSED, Trouble.TOPIC_GONE)


_BLOCKED, _REMOVED, _GONE = ChatRefusal("blocked"), ChatRefusal("removed"), ChatRefusal("chat-gone")
_CLOSED, _TOPIC_GONE, _NO_RIGHTS, _RESTRICTED = (
    ChatRefusal(trouble, trouble)
    for trouble in (
        Trouble.TOPIC_CLOSED, Trouble.TOPIC_GONE, Trouble.NO_RIGHTS, Trouble.RESTRICTED
    )
)  # fmt: skip
# What a description contains, in lower case; the first that fits counts. Whether the code is 400
# or 403 depends on the version of the server. Those of one word, in capitals, are errors of
# Telegram's servers (https://core.telegram.org/method/messages.sendMessage#possible-errors); of the
# others, the first three are TDLib's (`can_send_message_content`, `get_can_send_message_error`),
# the rest are of `check_chat_access`, `check_message_topic` and `TdOnCheckChatCallback`.
_CHAT_REFUSALS: tuple[tuple[str, ChatRefusal], ...] = (
    ("not enough rights to send", _NO_RIGHTS),
    ("no rights to send", _NO_RIGHTS),
    ("need administrator rights in the channel", _NO_RIGHTS),
    ("topic_closed", _CLOSED),
    ("topic_deleted", _TOPIC_GONE),
    ("message thread not found", _TOPIC_GONE),
    ("chat_write_forbidden", _NO_RIGHTS),
    ("chat_send_plain_forbidden", _NO_RIGHTS),
    ("chat_guest_send_forbidden", _NO_RIGHTS),
    ("chat_admin_required", _NO_RIGHTS),
    ("user_banned_in_channel", _NO_RIGHTS),
    ("chat_restricted", _RESTRICTED),
    ("was kicked", _REMOVED),
    ("not a member of", _REMOVED),
    ("channel_private", _REMOVED),
    ("chat_forbidden", _REMOVED),
    ("chat was deleted", _GONE),
    ("chat was deactivated", _GONE),
    ("user is deactivated", _GONE),
    ("user_deactivated", _GONE),
    ("chat not found", _GONE),
    ("peer_id_invalid", _GONE),
    ("user_id_invalid", _GONE),
)


def chat_refusal(problem: error.TelegramError) -> ChatRefusal | None:
    """Return what a refusal says of the chat; None if it is about something else."""
    if not isinstance(problem, error.BadRequest | error.Forbidden):
        return None
    for description, refusal in _CHAT_REFUSALS:
        if _says(problem, description):
            return refusal
    return _BLOCKED if isinstance(problem, error.Forbidden) else None


def chat_is_gone(problem: error.TelegramError) -> bool:
    """Return whether the bot cannot write to the chat: it was blocked or removed, or the chat does
    not exist."""
    refusal = chat_refusal(problem)
    return refusal is not None and refusal.trouble is None


def topic_is_lost(problem: error.TelegramError) -> bool:
    """Return whether the topic of a forum, or of a private chat, was closed or deleted."""
    refusal = chat_refusal(problem)
    return refusal is not None and refusal.of_topic


def _says(problem: error.TelegramError, *descriptions: str) -> bool:
    text = problem.message.casefold()
    return any(description in text for description in descriptions)


def _phrase(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase} ({status})"
    except ValueError:
        return f"HTTP status {status}"

"""What a refused call raises, and what the descriptions of refusals mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram import error

from bot.telegram import errors
from bot.telegram.errors import TooManyRequests, refusal, seconds_of


def body(code: int, description: str, **parameters: int) -> bytes:
    answer = {"ok": False, "error_code": code, "description": description}
    return json.dumps(answer | ({"parameters": parameters} if parameters else {})).encode()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (400, error.BadRequest),
        (401, error.InvalidToken),
        (403, error.Forbidden),
        (404, error.InvalidToken),
        (409, error.Conflict),
        (413, error.NetworkError),
        (500, error.NetworkError),
    ],
)
def test_the_class_follows_the_error_code(code: int, expected: type[error.TelegramError]) -> None:
    problem = refusal(code, body(code, "Words: of Telegram"))
    assert type(problem) is expected
    assert problem.message == "Words: of Telegram"


def test_a_flood_wait_tells_its_seconds() -> None:
    problem = refusal(429, body(429, "Too Many Requests: retry after 7", retry_after=7))
    assert isinstance(problem, TooManyRequests)
    assert problem.retry_after == timedelta(seconds=7)
    assert seconds_of(problem) == 7
    assert "0:00:07" in problem.message


def test_an_album_tells_a_flood_wait_in_words() -> None:
    said = 'failed to send message #1 with the error message "Too Many Requests: retry after 8"'
    problem = refusal(400, body(400, f"Bad Request: {said}"))
    assert isinstance(problem, TooManyRequests) and seconds_of(problem) == 8


def test_a_group_that_became_a_supergroup_tells_its_new_id() -> None:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    problem = refusal(400, body(400, description, migrate_to_chat_id=-1001))
    assert isinstance(problem, error.ChatMigrated)
    assert problem.new_chat_id == -1001


@pytest.mark.parametrize("payload", [b"", b"<html>", b"[1]", b"\xff", b'{"ok":false}'])
def test_a_page_that_is_not_the_bot_api_s_is_told_by_its_status(payload: bytes) -> None:
    problem = refusal(502, payload)
    assert type(problem) is error.NetworkError
    assert problem.message == "Bad Gateway (502)"
    assert refusal(599, payload).message == "HTTP status 599"


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 409])
@pytest.mark.parametrize("payload", [b"", b"<html>", b"[1]", b'{"message":"Not Found"}'])
def test_what_is_no_bot_api_says_nothing_of_the_token_or_the_chat(
    status: int, payload: bytes
) -> None:
    problem = refusal(status, payload)
    assert type(problem) is errors.NotBotApi
    assert errors.is_outage(problem)
    assert not errors.chat_is_gone(problem)


@pytest.mark.parametrize("value", ["x", [], {}, None, ""])
def test_odd_parameters_of_a_refusal_are_left_out(value: object) -> None:
    for name in ("retry_after", "migrate_to_chat_id"):
        answer = {"ok": False, "error_code": 400, "parameters": {name: value}}
        assert type(refusal(400, json.dumps(answer).encode())) is error.BadRequest
    answer = {"ok": False, "error_code": 400, "parameters": value}
    assert type(refusal(400, json.dumps(answer).encode())) is error.BadRequest


NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
PREDICATES: dict[Callable[[error.TelegramError], bool], list[tuple[int, str]]] = {
    errors.is_unchanged: [(400, NOT_MODIFIED)],
    errors.message_is_gone: [
        (400, "Bad Request: message to edit not found"),
        (400, "Bad Request: message to delete not found"),
    ],
    errors.cannot_be_edited: [(400, "Bad Request: message can't be edited")],
    errors.cannot_be_deleted: [(400, "Bad Request: message can't be deleted")],
    errors.query_is_too_old: [(400, TOO_OLD)],
    errors.chat_is_gone: [
        (400, "Bad Request: chat not found"),
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
    ],
}
# What Telegram says of a chat, and what follows: the code that is noted, and the trouble for which
# notices wait or go to General; without one the chat is given up.
CHAT_REFUSALS = [
    (400, "Bad Request: TOPIC_CLOSED", "topic-closed", True),
    (400, "Bad Request: TOPIC_DELETED", "topic-gone", True),
    (400, "Bad Request: message thread not found", "topic-gone", True),
    (400, "Bad Request: not enough rights to send text messages to the chat", "no-rights", True),
    (403, "Forbidden: not enough rights to send text messages to the chat", "no-rights", True),
    (400, "Bad Request: not enough rights to send photos to the chat", "no-rights", True),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "no-rights", True),
    (403, "Forbidden: CHAT_WRITE_FORBIDDEN", "no-rights", True),
    (400, "Bad Request: CHAT_RESTRICTED", "restricted", True),
    (400, "Bad Request: have no rights to send a message", "no-rights", True),
    (400, "Bad Request: need administrator rights in the channel chat", "no-rights", True),
    (403, "Forbidden: bot was kicked from the supergroup chat", "removed", False),
    (403, "Forbidden: bot was kicked from the group chat", "removed", False),
    (403, "Forbidden: bot is not a member of the channel chat", "removed", False),
    (403, "Forbidden: bot is not a member of the supergroup chat", "removed", False),
    (403, "Forbidden: the group chat was deleted", "chat-gone", False),
    (403, "Forbidden: user is deactivated", "chat-gone", False),
    (400, "Bad Request: chat not found", "chat-gone", False),
    (400, "Bad Request: private chat not found", "chat-gone", False),
    (400, "Bad Request: PEER_ID_INVALID", "chat-gone", False),
    (403, "Forbidden: bot was blocked by the user", "blocked", False),
    (403, "Forbidden: bot can't initiate conversation with a user", "blocked", False),
]


@pytest.mark.parametrize(("code", "text", "reason", "passes"), CHAT_REFUSALS)
def test_a_refusal_says_what_follows_for_the_chat(
    code: int, text: str, reason: str, passes: bool
) -> None:
    problem = refusal(code, body(code, text))
    found = errors.chat_refusal(problem)
    assert found is not None
    assert (found.reason, found.trouble is not None) == (reason, passes)
    assert errors.chat_is_gone(problem) is not passes
    assert errors.topic_is_lost(problem) is reason.startswith("topic-")


@pytest.mark.parametrize(
    ("code", "text"),
    [(400, "Bad Request: message text is empty"), (400, "Bad Request: message is too long")],
)
def test_other_refusals_say_nothing_of_the_chat(code: int, text: str) -> None:
    assert errors.chat_refusal(refusal(code, body(code, text))) is None


DESCRIPTIONS = [
    (400, "Bad Request: message text is empty"),
    *(one for many in PREDICATES.values() for one in many),
]


@pytest.mark.parametrize("predicate", PREDICATES, ids=lambda predicate: predicate.__name__)
def test_a_predicate_knows_its_descriptions_and_no_others(
    predicate: Callable[[error.TelegramError], bool],
) -> None:
    found = [
        (code, text) for code, text in DESCRIPTIONS if predicate(refusal(code, body(code, text)))
    ]
    assert found == PREDICATES[predicate]

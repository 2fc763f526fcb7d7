"""answerCallbackQuery and answerInlineQuery."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.preview.api_errors import ApiError, bad_request, not_supported, reject_unknown_fields
from bot.preview.entities import utf16_length
from bot.preview.entities.link_rules import WrongLink, normal_link
from bot.preview.inline_keyboards import checked_keyboard
from bot.preview.methods.sending_messages import text_content
from bot.preview.parameters import Arguments
from bot.preview.preview_state import PreviewState

_MAX_NOTICE = 200  # UTF-16 units
_MAX_RESULTS = 50
_MAX_ID_BYTES = 64
_MAX_OFFSET_BYTES = 64
_DEFAULT_CACHE_SECONDS, _MAX_CACHE_SECONDS = 300, 24 * 60 * 60
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ARTICLE = {
    "type", "id", "title", "input_message_content", "reply_markup", "url", "description",
    "thumbnail_url", "thumbnail_width", "thumbnail_height",
}  # fmt: skip
_TEXT_CONTENT = {"message_text", "parse_mode", "entities", "link_preview_options"}


async def answer_callback_query(state: PreviewState, arguments: Arguments) -> Any:
    text = arguments.get("text", "")
    if utf16_length(text) > _MAX_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    url = arguments.get("url", "")
    if url and not _is_link_to_bot(state, url):
        raise bad_request("URL_INVALID")
    answer = {"text": text, "show_alert": arguments.get("show_alert", False), "url": url}
    query = state.callbacks.answer(arguments["callback_query_id"], answer)
    state.events.add("callback_answer", query_id=query.id, person=query.person, **answer)
    return True


def _is_link_to_bot(state: PreviewState, url: str) -> bool:
    """Return whether Telegram would open the link: one to the bot itself.

    Telegram also opens games, which the preview does not support.
    """
    start = rf"(?:https?://)?(?:t\.me|telegram\.me)/{re.escape(state.bot.username)}\?start=.+"
    return re.fullmatch(start, url, re.IGNORECASE) is not None


async def answer_inline_query(state: PreviewState, arguments: Arguments) -> Any:
    button = _checked_button(arguments.get("button"))
    results = arguments["results"]
    if len(results) > _MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    kept = [_checked_result(state, result) for result in results]
    ids = [result["id"] for result in kept]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = arguments.get("next_offset", "")
    if len(next_offset.encode()) > _MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer = {
        "results": kept,
        "button": button,
        "next_offset": next_offset,
        "cache_time": max(
            0, min(arguments.get("cache_time", _DEFAULT_CACHE_SECONDS), _MAX_CACHE_SECONDS)
        ),
        "is_personal": arguments.get("is_personal", False),
    }
    state.inlines.answer(arguments["inline_query_id"], answer)
    return True


def _checked_button(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if given is None:
        return None
    prefix = "Can't parse inline query results button: "
    if not isinstance(given.get("text"), str):
        raise bad_request(f'{prefix}Can\'t find field "text"')
    if "web_app" in given:
        raise not_supported("the preview does not know Web Apps")
    reject_unknown_fields(given, {"text", "start_parameter"}, "InlineQueryResultsButton")
    if "start_parameter" not in given:
        raise bad_request(f"{prefix}InlineQueryResultsButton must have exactly one optional field")
    if not _START_PARAMETER.fullmatch(str(given["start_parameter"])):
        raise bad_request("START_PARAM_INVALID")
    if not given["text"]:
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    return dict(given)


def _checked_result(state: PreviewState, given: object) -> dict[str, Any]:
    """Return the result with the content of the message that it becomes. Raises ApiError."""
    if not isinstance(given, dict):
        raise _parse_error("Inline query result must be an object")
    for name in ("type", "id"):
        if not isinstance(given.get(name), str):
            raise _parse_error(f'Can\'t find field "{name}"')
    if given["type"].lower() != "article":
        raise not_supported(f'the preview knows articles only, not "{given["type"]}" results')
    reject_unknown_fields(given, _ARTICLE, "InlineQueryResultArticle")
    if not 1 <= len(given["id"].encode()) <= _MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not isinstance(given.get("title"), str):
        raise _parse_error('Can\'t find field "title"')
    if not given["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    message = given.get("input_message_content")
    if not isinstance(message, dict):
        raise _parse_error('Can\'t find field "message_text"')
    if not isinstance(message.get("message_text"), str):
        raise not_supported("the preview knows text as input_message_content only")
    reject_unknown_fields(message, _TEXT_CONTENT, "InputTextMessageContent")
    if not message["message_text"]:
        raise _parse_error("Message text is empty")
    for name in ("description", "url", "thumbnail_url"):
        if not isinstance(given.get(name, ""), str):
            raise _parse_error(f'Field "{name}" must be of type String')
    if not isinstance(given.get("reply_markup", {}), dict):
        raise _parse_error("Object expected as reply markup")
    for name in ("entities", "link_preview_options"):
        wanted = list if name == "entities" else dict
        if not isinstance(message.get(name, wanted()), wanted):
            raise _parse_error(f'Field "{name}" must be of type {wanted.__name__}')
    if not isinstance(message.get("parse_mode", ""), str):
        raise _parse_error('Field "parse_mode" must be of type String')
    if given.get("url"):
        try:
            normal_link(given["url"])
        except WrongLink:
            raise bad_request("Wrong HTTP URL specified") from None
    return {
        **given,
        "content": text_content(state, {**message, "text": message["message_text"]}),
        "reply_markup": checked_keyboard(given.get("reply_markup"), "inline"),
    }


def _parse_error(message: str) -> ApiError:
    return bad_request(f"Can't parse inline query result: {message}")

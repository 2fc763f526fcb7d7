"""answerCallbackQuery and answerInlineQuery."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.preview.entities import utf16_length
from bot.preview.entities.links import WrongLink, normal_link
from bot.preview.keyboards import checked_keyboard
from bot.preview.methods.sending import text_content
from bot.preview.parameters import Arguments
from bot.preview.refusals import Refusal, bad_request, not_in_preview, refuse_unknown
from bot.preview.world import World

_MAX_NOTICE = 200  # characters
_MAX_RESULTS = 50
_MAX_ID = 64  # bytes
_MAX_OFFSET = 64  # bytes
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ARTICLE = {
    "type", "id", "title", "input_message_content", "reply_markup", "url", "description",
    "thumbnail_url", "thumbnail_width", "thumbnail_height",
}  # fmt: skip
_TEXT_CONTENT = {"message_text", "parse_mode", "entities", "link_preview_options"}


async def answer_callback_query(world: World, arguments: Arguments) -> Any:
    text = arguments.get("text", "")
    if utf16_length(text) > _MAX_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    url = arguments.get("url", "")
    if url and not _may_open(world, url):
        raise bad_request("URL_INVALID")
    answer = {"text": text, "show_alert": arguments.get("show_alert", False), "url": url}
    query = world.callbacks.answer(arguments["callback_query_id"], answer)
    world.journal.add("callback_answer", query_id=query.id, person=query.person, **answer)
    return True


def _may_open(world: World, url: str) -> bool:
    """Telegram opens links to the bot itself here, and to games, which the preview has not."""
    start = rf"(?:https?://)?(?:t\.me|telegram\.me)/{re.escape(world.bot.username)}\?start=.+"
    return re.fullmatch(start, url, re.IGNORECASE) is not None


async def answer_inline_query(world: World, arguments: Arguments) -> Any:
    button = _button(arguments.get("button"))
    results = arguments["results"]
    if len(results) > _MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    kept = [_result(world, result) for result in results]
    ids = [result["id"] for result in kept]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = arguments.get("next_offset", "")
    if len(next_offset.encode()) > _MAX_OFFSET:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer = {
        "results": kept,
        "button": button,
        "next_offset": next_offset,
        "cache_time": max(0, min(arguments.get("cache_time", 300), 24 * 60 * 60)),
        "is_personal": arguments.get("is_personal", False),
    }
    world.inlines.answer(arguments["inline_query_id"], answer)
    return True


def _button(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if given is None:
        return None
    prefix = "Can't parse inline query results button: "
    if not isinstance(given.get("text"), str):
        raise bad_request(f'{prefix}Can\'t find field "text"')
    if "web_app" in given:
        raise not_in_preview("the preview does not know Web Apps")
    refuse_unknown(given, {"text", "start_parameter"}, "InlineQueryResultsButton")
    if "start_parameter" not in given:
        raise bad_request(f"{prefix}InlineQueryResultsButton must have exactly one optional field")
    if not _START_PARAMETER.fullmatch(str(given["start_parameter"])):
        raise bad_request("START_PARAM_INVALID")
    if not given["text"]:
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    return dict(given)


def _result(world: World, given: object) -> dict[str, Any]:
    """A result with the content of the message it becomes."""
    if not isinstance(given, dict):
        raise _wrong("Inline query result must be an object")
    for name in ("type", "id"):
        if not isinstance(given.get(name), str):
            raise _wrong(f'Can\'t find field "{name}"')
    if given["type"].lower() != "article":
        raise not_in_preview(f'the preview knows articles only, not "{given["type"]}" results')
    refuse_unknown(given, _ARTICLE, "InlineQueryResultArticle")
    if not 1 <= len(given["id"].encode()) <= _MAX_ID:
        raise bad_request("RESULT_ID_INVALID")
    if not isinstance(given.get("title"), str):
        raise _wrong('Can\'t find field "title"')
    if not given["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    message = given.get("input_message_content")
    if not isinstance(message, dict):
        raise _wrong('Can\'t find field "message_text"')
    if not isinstance(message.get("message_text"), str):
        raise not_in_preview("the preview knows text as input_message_content only")
    refuse_unknown(message, _TEXT_CONTENT, "InputTextMessageContent")
    if not message["message_text"]:
        raise _wrong("Message text is empty")
    for name in ("description", "url", "thumbnail_url"):
        if not isinstance(given.get(name, ""), str):
            raise _wrong(f'Field "{name}" must be of type String')
    if not isinstance(given.get("reply_markup", {}), dict):
        raise _wrong("Object expected as reply markup")
    for name in ("entities", "link_preview_options"):
        wanted = list if name == "entities" else dict
        if not isinstance(message.get(name, wanted()), wanted):
            raise _wrong(f'Field "{name}" must be of type {wanted.__name__}')
    if not isinstance(message.get("parse_mode", ""), str):
        raise _wrong('Field "parse_mode" must be of type String')
    if given.get("url"):
        try:
            normal_link(given["url"])
        except WrongLink:
            raise bad_request("Wrong HTTP URL specified") from None
    return {
        **given,
        "content": text_content(world, {**message, "text": message["message_text"]}),
        "reply_markup": checked_keyboard(given.get("reply_markup")),
    }


def _wrong(message: str) -> Refusal:
    return bad_request(f"Can't parse inline query result: {message}")

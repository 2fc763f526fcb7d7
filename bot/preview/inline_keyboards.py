"""Checking inline keyboards: https://core.telegram.org/bots/api#inlinekeyboardmarkup

The error texts are those of telegram-bot-api (Client::get_reply_markup) and tdlib
(ReplyMarkup.cpp); names in capitals such as BUTTON_DATA_INVALID are the server's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.preview.api_errors import ApiError, bad_request, not_supported, reject_unknown_fields
from bot.preview.entities import utf16_length
from bot.preview.entities.link_rules import WrongLink, mentioned_user, normal_link

_MAX_BUTTONS = 100
_MAX_BUTTONS_IN_ROW = 8
_MAX_DATA_BYTES = 64
_MAX_COPY_TEXT = 256  # characters for Telegram; UTF-16 units here, which is stricter
_MAX_INLINE_QUERY = 256  # characters
_STYLES = ("danger", "success", "primary")
_ACTIONS = (
    "url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "web_app",
)  # fmt: skip
_UNSUPPORTED_ACTIONS = ("login_url", "callback_game", "pay", "disabled")
_CHOSEN_CHAT = {"query", "allow_user_chats", "allow_bot_chats", "allow_group_chats",
                "allow_channel_chats"}  # fmt: skip


class _WrongButton(ValueError):
    """A button that cannot be parsed, with Telegram's error text."""


def checked_keyboard(markup: Mapping[str, Any] | None, place: str) -> dict[str, Any] | None:
    """Return the keyboard as Telegram keeps it, or None for an empty one. Raises ApiError.

    `place` is the kind of the chat, or "inline" for a result of inline mode: buttons that open a
    Mini App are for private chats alone (https://core.telegram.org/bots/api#inlinekeyboardbutton);
    elsewhere the server refuses them (grammyjs/grammY#490, aiogram/aiogram#1646).
    """
    if not markup:
        return None
    for other in ("keyboard", "remove_keyboard", "force_reply"):
        if other in markup:
            raise not_supported(f'the preview knows inline keyboards only, not "{other}"')
    reject_unknown_fields(markup, {"inline_keyboard"}, "InlineKeyboardMarkup")
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    kept = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(
                'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
            )
        try:
            buttons = [_checked_button(button) for button in row]
        except _WrongButton as wrong:
            raise bad_request(f"Can't parse inline keyboard button: {wrong}") from None
        if len(buttons) > _MAX_BUTTONS_IN_ROW:
            raise ApiError(
                400,
                f"Bad Request: a row has more than {_MAX_BUTTONS_IN_ROW} buttons "
                "(the preview refuses what Telegram would cut)",
            )
        if buttons:
            kept.append(buttons)
    if place != "private" and any("web_app" in button for row in kept for button in row):
        raise bad_request("BUTTON_TYPE_INVALID")
    if sum(map(len, kept)) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _checked_button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _WrongButton("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _WrongButton('Can\'t find field "text"')
    text = _string(button, "text")
    style = button.get("style")
    if style is not None and str(style).lower() not in _STYLES:
        raise _WrongButton("invalid button style specified")
    if button.get("icon_custom_emoji_id"):
        raise not_supported("the preview does not know custom emoji on buttons")
    for name in _UNSUPPORTED_ACTIONS:
        if name in button:
            raise not_supported(f'the preview does not know "{name}" buttons')
    reject_unknown_fields(button, {"text", "style", "icon_custom_emoji_id", *_ACTIONS}, "a button")
    empty = {name for name in ("url", "callback_data") if button.get(name) == ""}
    actions = [name for name in _ACTIONS if button.get(name) is not None and name not in empty]
    if not actions:
        raise _WrongButton("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise ApiError(
            400,
            "Bad Request: a button must have exactly one action, not "
            f"{' and '.join(actions)} (the preview refuses what Telegram would ignore)",
        )
    if not text.strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    kept: dict[str, Any] = {"text": text}
    if style is not None:
        kept["style"] = str(style).lower()
    kept[actions[0]] = _action(actions[0], button)
    return kept


def _action(name: str, button: Mapping[str, Any]) -> Any:
    match name:
        case "url":
            return _url(_string(button, "url"))
        case "callback_data":
            data = _string(button, name)
            if len(data.encode()) > _MAX_DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
            return data
        case "copy_text":
            return {"text": _copy_text(button[name])}
        case "web_app":
            return {"url": _app_url(button[name])}
        case "switch_inline_query_chosen_chat":
            return _chosen_chat(button[name])
        case _:
            query = _string(button, name)
            if len(query) > _MAX_INLINE_QUERY:
                raise bad_request("BUTTON_DATA_INVALID")
            return query


def _copy_text(given: object) -> str:
    if not isinstance(given, dict):
        raise _WrongButton('Field "copy_text" must be of type Object')
    reject_unknown_fields(given, {"text"}, "copy_text")
    text = _string(given, "text")
    if not 1 <= utf16_length(text) <= _MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return text


def _chosen_chat(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _WrongButton('Field "switch_inline_query_chosen_chat" must be of type Object')
    reject_unknown_fields(given, _CHOSEN_CHAT, "switch_inline_query_chosen_chat")
    allowed = {name: given[name] for name in _CHOSEN_CHAT - {"query"} if name in given}
    if not all(isinstance(value, bool) for value in allowed.values()):
        raise _WrongButton("Field of switch_inline_query_chosen_chat must be of type Boolean")
    if not any(allowed.values()):
        raise bad_request("At least one chat type must be allowed")
    query = _string(given, "query")
    if len(query) > _MAX_INLINE_QUERY:
        raise bad_request("BUTTON_DATA_INVALID")
    return {"query": query, **allowed}


def _url(given: str) -> str:
    if mentioned_user(given) is not None:
        return given
    try:
        return normal_link(given)
    except WrongLink as wrong:
        raise bad_request(f"Inline keyboard button URL '{given}' is invalid: {wrong}") from None


def _app_url(given: object) -> str:
    """Return the address of a Mini App: https alone, as tdlib's check_link with `https_only`."""
    if not isinstance(given, dict):
        raise _WrongButton('Field "web_app" must be of type Object')
    reject_unknown_fields(given, {"url"}, "web_app")
    url = _string(given, "url")
    try:
        link = normal_link(url)
        if not link.startswith("https://"):
            raise WrongLink("Only HTTPS links are allowed")
    except WrongLink as wrong:
        raise bad_request(
            f"Inline keyboard button Web App URL '{url}' is invalid: {wrong}"
        ) from None
    return link


def _string(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise _WrongButton(f'Field "{name}" must be of type String')
    return value

"""Inline keyboards: https://core.telegram.org/bots/api#inlinekeyboardbutton

Words: telegram-bot-api's Client.cpp and tdlib's ReplyMarkup.cpp; the names in capitals are the
server's (core.telegram.org/method/messages.sendMessage, "Possible errors").
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.preview.api_errors import ApiError
from bot.preview.inline_keyboards import checked_keyboard

PARSING = "can't parse inline keyboard button: "
IGNORED = "(the preview refuses what Telegram would ignore)"


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ({"text": "x"}, PARSING + "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, PARSING + 'Can\'t find field "text"'),
        ("x", PARSING + "InlineKeyboardButton must be an Object"),
        ({"text": "x", "callback_data": ""},
         PARSING + "Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": 5},
         PARSING + 'Field "callback_data" must be of type String'),
        ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "copy_text": "x"}, PARSING + 'Field "copy_text" must be of type Object'),
        ({"text": "x", "url": "nonsense"},
         "inline keyboard button URL 'nonsense' is invalid: Wrong HTTP URL"),
        ({"text": "x", "url": "ftp://x.org"},
         "inline keyboard button URL 'ftp://x.org' is invalid: Unsupported URL protocol"),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "callback_data": "x", "style": "loud"},
         PARSING + "invalid button style specified"),
        ({"text": "x", "callback_data": "x", "url": "x.org"},
         f"a button must have exactly one action, not url and callback_data {IGNORED}"),
        ({"text": "x", "callback": "x"}, f'unknown field "callback" in a button {IGNORED}'),
        ({"text": "x", "pay": True},
         'the preview does not know "pay" buttons (a limit of the preview, not of Telegram)'),
        ({"text": "x", "web_app": "https://x.org"},
         PARSING + 'Field "web_app" must be of type Object'),
        ({"text": "x", "web_app": {"url": "http://x.org/app"}},
         "inline keyboard button Web App URL 'http://x.org/app' is invalid: "
         "Only HTTPS links are allowed"),
        ({"text": "x", "web_app": {"url": "tg://user?id=5"}},
         "inline keyboard button Web App URL 'tg://user?id=5' is invalid: "
         "Only HTTPS links are allowed"),
        ({"text": "x", "switch_inline_query_chosen_chat": {"query": "x"}},
         "at least one chat type must be allowed"),
    ],
)  # fmt: skip
def test_a_button_telegram_would_not_take(button: Any, error: str) -> None:
    with pytest.raises(ApiError) as refused:
        checked_keyboard({"inline_keyboard": [[button]]}, "private")
    assert refused.value.description == f"Bad Request: {error}"


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x", "callback_data": "x" * 64},
        {"text": "x", "callback_data": "é" * 32, "style": "primary"},
        {"text": "x", "copy_text": {"text": "é" * 256}},
        {"text": "x", "switch_inline_query": ""},
        {"text": "x", "switch_inline_query_current_chat": "wages"},
        {"text": "x", "switch_inline_query_chosen_chat": {"query": "", "allow_user_chats": True}},
        {"text": "x", "url": "tg://user?id=5"},
        {"text": "x", "web_app": {"url": "https://x.org/clerk/app?session=1"}},
    ],
)
def test_a_button_telegram_takes_is_kept_as_it_is(button: dict[str, Any]) -> None:
    keyboard = {"inline_keyboard": [[button]]}
    assert checked_keyboard(keyboard, "private") == keyboard


@pytest.mark.parametrize("place", ["group", "supergroup", "inline"])
def test_a_mini_app_opens_from_private_chats_alone(place: str) -> None:
    keyboard = {"inline_keyboard": [[{"text": "x", "web_app": {"url": "https://x.org/"}}]]}
    with pytest.raises(ApiError, match="Bad Request: BUTTON_TYPE_INVALID"):
        checked_keyboard(keyboard, place)


def test_a_link_is_kept_in_its_normal_form() -> None:
    kept = checked_keyboard({"inline_keyboard": [[{"text": "x", "url": "iom.int"}]]}, "private")
    assert kept == {"inline_keyboard": [[{"text": "x", "url": "http://iom.int/"}]]}


def _rows(rows: int, columns: int) -> dict[str, Any]:
    button = {"text": "x", "callback_data": "x"}
    return {"inline_keyboard": [[button] * columns for _ in range(rows)]}


def test_a_keyboard_has_at_most_a_hundred_buttons() -> None:
    assert checked_keyboard(_rows(20, 5), "private") is not None
    with pytest.raises(ApiError, match="Bad Request: reply markup is too long"):
        checked_keyboard(_rows(17, 6), "private")
    with pytest.raises(ApiError, match="a row has more than 8 buttons"):
        checked_keyboard(_rows(1, 9), "private")


@pytest.mark.parametrize("keyboard", [None, {}, {"inline_keyboard": []}, {"inline_keyboard": [[]]}])
def test_an_empty_keyboard_is_none(keyboard: dict[str, Any] | None) -> None:
    assert checked_keyboard(keyboard, "private") is None


@pytest.mark.parametrize(
    ("keyboard", "error"),
    [
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": ["x"]},
         'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
        ({"inline_keybord": []},
         f'unknown field "inline_keybord" in InlineKeyboardMarkup {IGNORED}'),
        ({"force_reply": True},
         'the preview knows inline keyboards only, not "force_reply" '
         "(a limit of the preview, not of Telegram)"),
    ],
)  # fmt: skip
def test_a_markup_telegram_would_not_take(keyboard: dict[str, Any], error: str) -> None:
    with pytest.raises(ApiError) as refused:
        checked_keyboard(keyboard, "private")
    assert refused.value.description == f"Bad Request: {error}"

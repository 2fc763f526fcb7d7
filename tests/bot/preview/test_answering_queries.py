"""Answers to presses and inline queries.

https://core.telegram.org/bots/api#answercallbackquery, #answerinlinequery; names in capitals:
core.telegram.org/method/messages.setInlineBotResults, "Possible errors".
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.bot.preview.conftest import AMINA, DIEGO, GROUP, Client

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
IGNORED = "(the preview refuses what Telegram would ignore)"


async def _message(telegram: Client) -> int:
    await telegram.start(AMINA)
    keyboard = {
        "inline_keyboard": [
            [{"text": "A", "callback_data": "a"}, {"text": "B", "url": "https://iom.int/"}],
            [{"text": "C", "copy_text": {"text": "words"}}],
            [{"text": "D", "switch_inline_query": "wages"}],
            [{"text": "E", "switch_inline_query_current_chat": "wages"}],
            [{"text": "F", "switch_inline_query_chosen_chat":
                {"query": "wages", "allow_group_chats": True}}],
        ]
    }  # fmt: skip
    sent = await telegram.call("sendMessage", chat_id=AMINA, text="x", reply_markup=keyboard)
    return int(sent["message_id"])


async def _press(telegram: Client, **more: Any) -> tuple[asyncio.Task[Any], dict[str, Any]]:
    """A press under way, and its query."""
    message_id = await _message(telegram)
    press = asyncio.create_task(
        telegram.post(f"chats/{AMINA}/press", person=AMINA, message_id=message_id, **more)
    )
    [update] = await telegram.updates(timeout=5)
    query: dict[str, Any] = update["callback_query"]
    return press, query


async def test_a_press_is_answered_once(telegram: Client) -> None:
    press, query = await _press(telegram, row=0, column=0)
    answer = {"callback_query_id": query["id"], "text": "Done", "show_alert": True}
    assert await telegram.call("answerCallbackQuery", **answer) is True
    assert await press == {"answered": True, "text": "Done", "show_alert": True, "url": ""}
    assert await telegram.refused("answerCallbackQuery", **answer) == TOO_OLD


async def test_an_unknown_or_old_press_is_refused(telegram: Client) -> None:
    for query_id in ("", "12345", "nonsense"):
        refused = await telegram.refused("answerCallbackQuery", callback_query_id=query_id)
        assert refused == TOO_OLD
    press, query = await _press(telegram, row=0, column=0, wait=0)
    assert await press == {"answered": False}
    telegram.preview.state.callbacks.seconds = 0
    refused = await telegram.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert refused == TOO_OLD


async def test_a_notice_has_200_characters_at_most(telegram: Client) -> None:
    press, query = await _press(telegram, row=0, column=0)
    where = {"callback_query_id": query["id"]}
    refused = await telegram.refused("answerCallbackQuery", **where, text="x" * 201)
    assert refused == "Bad Request: MESSAGE_TOO_LONG"
    refused = await telegram.refused("answerCallbackQuery", **where, url="https://iom.int")
    assert refused == "Bad Request: URL_INVALID"
    start = "https://t.me/roundtable_preview_bot?start=rt3"
    await telegram.call("answerCallbackQuery", **where, text="x" * 200, url=start)
    assert (await press)["url"] == start


async def test_forged_data_reaches_the_bot(telegram: Client) -> None:
    press, query = await _press(telegram, data="forged", wait=0)
    assert query["data"] == "forged"
    await press


@pytest.mark.parametrize(
    ("row", "column", "outcome"),
    [
        (0, 1, {"open": "https://iom.int/"}),
        (1, 0, {"copied": "words"}),
        (2, 0, {"inline": {"query": "wages", "where": "choose"}}),
        (3, 0, {"inline": {"query": "wages", "where": "here"}}),
        (4, 0, {"inline": {"query": "wages", "where": "choose"}}),
    ],
)
async def test_other_buttons_are_the_clients_own_affair(
    telegram: Client, row: int, column: int, outcome: dict[str, Any]
) -> None:
    message_id = await _message(telegram)
    where = {"person": AMINA, "message_id": message_id, "row": row, "column": column}
    assert await telegram.post(f"chats/{AMINA}/press", **where) == outcome
    assert await telegram.updates() == []


async def test_a_button_that_is_not_there(telegram: Client) -> None:
    message_id = await _message(telegram)
    for row, column in ((0, 2), (9, 0), (-1, 0)):
        await telegram.post(
            f"chats/{AMINA}/press", 404, person=AMINA, message_id=message_id, row=row,
            column=column,
        )  # fmt: skip


async def test_a_press_shows_what_its_message_answers(telegram: Client) -> None:
    await telegram.start(AMINA)
    asked = await telegram.say(AMINA, AMINA, "wages")
    sent = await telegram.call(
        "sendMessage", chat_id=AMINA, text="x",
        reply_parameters={"message_id": asked["message_id"]},
    )  # fmt: skip
    await telegram.updates()
    where = {"person": AMINA, "message_id": sent["message_id"], "data": "x", "wait": 0}
    await telegram.post(f"chats/{AMINA}/press", **where)
    [update] = await telegram.updates()
    assert update["callback_query"]["message"]["reply_to_message"]["text"] == "wages"


def article(number: str = "1", **more: Any) -> dict[str, Any]:
    return {
        "type": "article",
        "id": number,
        "title": "Title",
        "input_message_content": {"message_text": "<b>words</b>", "parse_mode": "HTML"},
        **more,
    }


async def _ask(telegram: Client, **more: Any) -> tuple[asyncio.Task[Any], dict[str, Any]]:
    asked = {"person": AMINA, "chat": GROUP, "query": "wages", **more}
    ask = asyncio.create_task(telegram.post("inline", **asked))
    [update] = await telegram.updates(timeout=5)
    return ask, update["inline_query"]


async def test_an_inline_query_is_answered_and_a_result_chosen(telegram: Client) -> None:
    ask, query = await _ask(telegram)
    assert (query["query"], query["offset"], query["chat_type"]) == ("wages", "", "supergroup")
    await telegram.call(
        "answerInlineQuery",
        inline_query_id=query["id"],
        results=[article(description="words of it")],
        next_offset="10",
        cache_time=5,
        is_personal=True,
        button={"text": "Open", "start_parameter": "rt3"},
    )
    answer = await ask
    assert answer["results"] == [
        {
            "id": "1",
            "title": "Title",
            "description": "words of it",
            "message_text": "words",
            "entities": [{"offset": 0, "length": 5, "type": "bold"}],
            "reply_markup": None,
        }
    ]
    assert answer["button"] == {"text": "Open", "start_parameter": "rt3"}
    assert (answer["next_offset"], answer["cache_time"]) == ("10", 5)
    chosen = await telegram.post(
        "inline/choose", person=AMINA, chat=GROUP, inline_query_id=query["id"], result_id="1"
    )
    message = chosen["message"]
    assert (message["text"], message["from"]["id"]) == ("words", AMINA)
    assert message["via_bot"]["username"] == "roundtable_preview_bot"
    [update] = await telegram.updates()  # Messages sent via the bot reach it.
    assert update["message"]["text"] == "words"


async def test_only_who_asked_may_choose_and_only_what_was_offered(telegram: Client) -> None:
    ask, query = await _ask(telegram)
    await telegram.call("answerInlineQuery", inline_query_id=query["id"], results=[article()])
    await ask
    chosen = {"chat": GROUP, "inline_query_id": query["id"]}
    await telegram.post("inline/choose", 400, person=DIEGO, result_id="1", **chosen)
    await telegram.post("inline/choose", 400, person=AMINA, result_id="2", **chosen)
    chosen["inline_query_id"] = "5"
    await telegram.post("inline/choose", 404, person=AMINA, result_id="1", **chosen)


async def test_an_inline_query_nobody_answers(telegram: Client) -> None:
    ask, query = await _ask(telegram, wait=0)
    assert await ask == {"answered": False}
    telegram.preview.state.inlines.seconds = 0
    refused = await telegram.refused(
        "answerInlineQuery", inline_query_id=query["id"], results=[article()]
    )
    assert refused == TOO_OLD


async def test_in_private_with_the_bot_the_chat_type_is_sender(telegram: Client) -> None:
    _, query = await _ask(telegram, chat=AMINA, wait=0)
    assert query["chat_type"] == "sender"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({}, 'parameter "results" is required'),
        ({"results": {}}, "expected an Array of inline query results"),
        ({"results": [article(str(number)) for number in range(51)]},
         "too many inline query results specified"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("x" * 65)]}, "RESULT_ID_INVALID"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": ["x"]},
         "can't parse inline query result: Inline query result must be an object"),
        ({"results": [{"type": "article"}]},
         'can\'t parse inline query result: Can\'t find field "id"'),
        ({"results": [article(input_message_content={"message_text": ""})]},
         "can't parse inline query result: Message text is empty"),
        ({"results": [article(input_message_content={"message_text": "x" * 4097})]},
         "message is too long"),
        ({"results": [article(input_message_content={"message_text": "x", "entitis": []})]},
         f'unknown field "entitis" in InputTextMessageContent {IGNORED}'),
        ({"results": [article(descripton="x")]},
         f'unknown field "descripton" in InlineQueryResultArticle {IGNORED}'),
        ({"results": [article(type="photo")]},
         'the preview knows articles only, not "photo" results '
         "(a limit of the preview, not of Telegram)"),
        ({"results": [article(reply_markup={"inline_keyboard": [[{"text": "x"}]]})]},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "x"}},
         "can't parse inline query results button: "
         "InlineQueryResultsButton must have exactly one optional field"),
        ({"results": [], "button": {"text": "x", "start_parameter": "a b"}},
         "START_PARAM_INVALID"),
        ({"results": [], "button": {"text": "x", "start_parameter": "x" * 65}},
         "START_PARAM_INVALID"),
    ],
)  # fmt: skip
async def test_telegrams_refusals_of_an_inline_answer(
    telegram: Client, answer: dict[str, Any], error: str
) -> None:
    ask, query = await _ask(telegram, wait=1)
    refused = await telegram.refused("answerInlineQuery", inline_query_id=query["id"], **answer)
    assert refused == f"Bad Request: {error}"
    await telegram.call("answerInlineQuery", inline_query_id=query["id"], results=[])
    assert (await ask)["results"] == []

"""Messages a bot sends, and what Telegram refuses of them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import aiohttp
import pytest

from tests.bot.preview.conftest import AMINA, DIEGO, FORUM, GROUP, OLGA, TOKEN, Client

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x08\x08\x02\x00\x00\x00"
    + bytes(40)
)


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        # telegram-bot-api, Client::get_input_message_text, check_chat
        ({}, "message text is empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"text": "", "chat_id": AMINA}, "message text is empty"),
        ({"text": " \n", "chat_id": AMINA}, "text must be non-empty"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "chat_id": AMINA, "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "<b>x", "chat_id": AMINA, "parse_mode": "html"},
         "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        # tdlib, MessageContent.cpp; https://core.telegram.org/bots/api#sendmessage
        ({"text": "x" * 4097, "chat_id": AMINA}, "message is too long"),
        ({"text": "👉" * 2049, "chat_id": AMINA}, "message is too long"),
        ({"text": "x" * 33000, "chat_id": AMINA}, "text is too long"),
        ({"text": "x", "chat_id": AMINA, "entities": [{"type": "bold"}]},
         "can't parse MessageEntity: Can't find field \"offset\""),
        ({"text": "x", "chat_id": AMINA,
          "entities": [{"type": "loud", "offset": 0, "length": 1}]},
         "can't parse MessageEntity: Unsupported type specified"),
        ({"text": "x", "chat_id": AMINA, "reply_parameters": {"message_id": 999}},
         "message to be replied not found"),
        ({"text": "x", "chat_id": AMINA, "reply_parameters": "[]"},
         "object expected as reply parameters"),
        ({"text": "x", "chat_id": AMINA, "reply_markup": "{"},
         "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "chat_id": AMINA, "message_thread_id": 7}, "message thread not found"),
    ],
)  # fmt: skip
async def test_telegrams_refusals_of_a_text(
    telegram: Client, parameters: dict[str, object], error: str
) -> None:
    await telegram.start(AMINA)
    assert await telegram.refused("sendMessage", **parameters) == f"Bad Request: {error}"


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"parse_mod": "HTML"},
         'unknown parameter "parse_mod" (the preview refuses what Telegram would ignore)'),
        ({"disable_notification": "perhaps"},
         'parameter "disable_notification" must be a Boolean '
         "(the preview refuses what Telegram would ignore)"),
        ({"message_thread_id": "eleven"},
         'parameter "message_thread_id" must be an Integer '
         "(the preview refuses what Telegram would ignore)"),
        ({"link_preview_options": {"disabled": True}},
         'unknown field "disabled" in LinkPreviewOptions '
         "(the preview refuses what Telegram would ignore)"),
        ({"business_connection_id": "x"},
         'the preview does not support the parameter "business_connection_id" '
         "(a limit of the preview, not of Telegram)"),
        ({"parse_mode": "MarkdownV2"},
         'the preview does not read parse_mode "MarkdownV2", use HTML '
         "(a limit of the preview, not of Telegram)"),
        ({"reply_markup": {"keyboard": [["x"]]}},
         'the preview knows inline keyboards only, not "keyboard" '
         "(a limit of the preview, not of Telegram)"),
    ],
)  # fmt: skip
async def test_a_slip_that_telegram_would_let_pass_is_named(
    telegram: Client, parameters: dict[str, object], error: str
) -> None:
    await telegram.start(AMINA)
    refused = await telegram.refused("sendMessage", chat_id=AMINA, text="x", **parameters)
    assert refused == f"Bad Request: {error}"


async def test_the_limit_counts_utf16_units_after_entities_parsing(telegram: Client) -> None:
    await telegram.start(AMINA)
    text = "<b>" + "م" * 4094 + "👉" + "</b>"
    sent = await telegram.call("sendMessage", chat_id=AMINA, text=text, parse_mode="HTML")
    assert sent["entities"] == [{"offset": 0, "length": 4096, "type": "bold"}]


async def test_a_message_has_what_it_was_sent_with(telegram: Client) -> None:
    await telegram.start(AMINA)
    question = await telegram.say(AMINA, AMINA, "wages?")
    sent = await telegram.call(
        "sendMessage",
        chat_id=str(AMINA),
        text="see www.un.org",
        reply_parameters={"message_id": question["message_id"]},
        link_preview_options={"is_disabled": True},
        protect_content=True,
    )
    assert sent["message_id"] == question["message_id"] + 1
    assert sent["date"] == 1369058400
    assert sent["from"]["is_bot"] is True
    assert sent["reply_to_message"]["text"] == "wages?"
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["has_protected_content"] is True
    assert sent["entities"] == [{"offset": 4, "length": 10, "type": "url"}]


async def test_a_reply_shows_one_level_only(telegram: Client) -> None:
    await telegram.start(AMINA)
    first = await telegram.say(AMINA, AMINA, "first")
    second = await telegram.say(AMINA, AMINA, "second", reply_to=first["message_id"])
    third = await telegram.call(
        "sendMessage",
        chat_id=AMINA,
        text="third",
        reply_parameters={"message_id": second["message_id"]},
    )
    assert "reply_to_message" not in third["reply_to_message"]


async def test_a_reply_may_do_without_its_original(telegram: Client) -> None:
    await telegram.start(AMINA)
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    sent = await telegram.call("sendMessage", chat_id=AMINA, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_who_never_pressed_start_cannot_be_written_to(telegram: Client) -> None:
    unknown = await telegram.raw("sendMessage", chat_id=DIEGO, text="x")
    assert (unknown["error_code"], unknown["description"]) == (400, "Bad Request: chat not found")
    await telegram.say(GROUP, DIEGO, "/start")
    known = await telegram.raw("sendMessage", chat_id=DIEGO, text="x")
    assert known["error_code"] == 403
    assert known["description"] == "Forbidden: bot can't initiate conversation with a user"
    await telegram.start(DIEGO)
    await telegram.call("sendMessage", chat_id=DIEGO, text="x")


async def test_who_blocked_the_bot_cannot_be_written_to(telegram: Client) -> None:
    await telegram.start(AMINA)
    await telegram.post(f"chats/{AMINA}/block", person=AMINA, blocked=True)
    [update] = await telegram.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    refused = await telegram.raw("sendMessage", chat_id=AMINA, text="x")
    assert refused["error_code"] == 403
    assert refused["description"] == "Forbidden: bot was blocked by the user"
    await telegram.post(f"chats/{AMINA}/block", person=AMINA, blocked=False)
    await telegram.call("sendMessage", chat_id=AMINA, text="x")


async def test_a_group_that_put_the_bot_out(telegram: Client) -> None:
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="kicked")
    refused = await telegram.raw("sendMessage", chat_id=GROUP, text="x")
    assert refused["error_code"] == 403
    assert refused["description"] == "Forbidden: bot was kicked from the supergroup chat"
    await telegram.post(f"chats/{FORUM}/bot", person=OLGA, status="left")
    assert (
        await telegram.refused("sendMessage", chat_id=FORUM, text="x")
        == "Forbidden: bot is not a member of the supergroup chat"
    )


async def test_a_topic_must_be_there(telegram: Client) -> None:
    # telegram-bot-api, Client::check_message_topic: General's own id 1 is refused too.
    for thread in (1, 99):
        refused = await telegram.refused(
            "sendMessage", chat_id=FORUM, text="x", message_thread_id=thread
        )
        assert refused == "Bad Request: message thread not found"
    sent = await telegram.call("sendMessage", chat_id=FORUM, text="x", message_thread_id=11)
    assert sent["message_thread_id"] == 11
    assert sent["is_topic_message"] is True
    # telegram-bot-api, get_implicit_reply_to_message_id
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Roundtable 2"
    general = await telegram.call("sendMessage", chat_id=FORUM, text="x")
    assert "message_thread_id" not in general
    # A group that is no forum takes no heed of it.
    plain = await telegram.call("sendMessage", chat_id=GROUP, text="x", message_thread_id=99)
    assert "message_thread_id" not in plain


async def test_a_reply_stays_in_its_topic(telegram: Client) -> None:
    asked = await telegram.say(FORUM, AMINA, "/now", thread=12)
    sent = await telegram.call(
        "sendMessage",
        chat_id=FORUM,
        text="x",
        reply_parameters={"message_id": asked["message_id"]},
    )
    assert sent["message_thread_id"] == 12


async def test_files_come_by_upload_and_again_by_id(telegram: Client) -> None:
    await telegram.start(AMINA)
    form = aiohttp.FormData({"chat_id": str(AMINA), "caption": "<b>Agenda</b>"})
    form.add_field("parse_mode", "HTML")
    form.add_field("document", b"BEGIN:VCALENDAR", filename="hld.ics", content_type="text/calendar")
    url = f"{telegram.preview.url}/bot{TOKEN}/sendDocument"
    async with telegram.session.post(url, data=form) as response:
        sent = (await response.json())["result"]
    assert sent["caption_entities"] == [{"offset": 0, "length": 6, "type": "bold"}]
    document = sent["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "hld.ics", "text/calendar", 15,
    )  # fmt: skip
    again = await telegram.call("sendDocument", chat_id=AMINA, document=document["file_id"])
    assert again["document"] == document
    file = await telegram.call("getFile", file_id=document["file_id"])
    link = f"{telegram.preview.url}/file/bot{TOKEN}/{file['file_path']}"
    async with telegram.session.get(link) as response:
        assert await response.read() == b"BEGIN:VCALENDAR"
    async with telegram.session.get(link.replace("file_", "other_")) as response:
        assert response.status == 404
        assert (await response.json())["description"] == "Not Found"


async def test_an_upload_may_be_attached_under_another_name(telegram: Client) -> None:
    await telegram.start(AMINA)
    form = aiohttp.FormData({"chat_id": str(AMINA), "photo": "attach://picture"})
    form.add_field("picture", PNG, filename="a.png", content_type="image/png")
    url = f"{telegram.preview.url}/bot{TOKEN}/sendPhoto"
    async with telegram.session.post(url, data=form) as response:
        [size] = (await response.json())["result"]["photo"]
    assert (size["width"], size["height"]) == (16, 8)


async def upload(telegram: Client, kind: str, content: bytes, name: str = "a") -> dict[str, Any]:
    """Telegram's answer to a photo or document sent to Amina."""
    form = aiohttp.FormData({"chat_id": str(AMINA)})
    form.add_field(kind, BytesIO(content), filename=name)
    url = f"{telegram.preview.url}/bot{TOKEN}/send{kind.title()}"
    async with telegram.session.post(url, data=form) as response:
        answer: dict[str, Any] = await response.json()
        return answer


WEBP = b"RIFF\x1a\0\0\0WEBP"
WEBPS = {
    "VP8X": WEBP + b"VP8X" + bytes(8) + b"\x0f\0\0" + b"\x07\0\0",
    "VP8L": WEBP + b"VP8L" + bytes(4) + b"\x2f" + (15 | 7 << 14).to_bytes(4, "little") + bytes(5),
    "VP8 ": WEBP + b"VP8 " + bytes(10) + b"\x10\0\x08\0",
}


@pytest.mark.parametrize("form", WEBPS)
async def test_a_webp_is_a_photo(telegram: Client, form: str) -> None:
    await telegram.start(AMINA)
    [size] = (await upload(telegram, "photo", WEBPS[form]))["result"]["photo"]
    assert (size["width"], size["height"]) == (16, 8)


@pytest.mark.parametrize(
    ("kind", "content", "code", "error"),
    [
        # https://core.telegram.org/bots/api#sending-files and #sendphoto
        ("photo", PNG + bytes(10 * 1024 * 1024), 413, "Request Entity Too Large"),
        ("photo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400,
         "Bad Request: IMAGE_PROCESS_FAILED"),
        ("photo", b"%PDF-1.7", 400, "Bad Request: IMAGE_PROCESS_FAILED"),
        ("photo", PNG[:16] + b"\0\0\x27\x10\0\0\0\x01" + PNG[24:], 400,
         "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        ("document", b"", 400, "Bad Request: file must be non-empty"),
    ],
    ids=["large", "svg", "pdf", "long", "empty"],
)  # fmt: skip
async def test_files_that_telegram_refuses(
    telegram: Client, kind: str, content: bytes, code: int, error: str
) -> None:
    await telegram.start(AMINA)
    answer = await upload(telegram, kind, content)
    assert (answer["error_code"], answer["description"]) == (code, error)


async def test_a_files_kind_never_changes(telegram: Client) -> None:
    """https://core.telegram.org/bots/api#sending-files"""
    await telegram.start(AMINA)
    [size] = (await upload(telegram, "photo", PNG))["result"]["photo"]
    document = (await upload(telegram, "document", PNG))["result"]["document"]
    assert await telegram.refused("sendDocument", chat_id=AMINA, document=size["file_id"]) == (
        "Bad Request: can't use file of type Photo as Document"
    )
    assert await telegram.refused("sendPhoto", chat_id=AMINA, photo=document["file_id"]) == (
        "Bad Request: can't use file of type Document as Photo"
    )
    again = await telegram.call("sendPhoto", chat_id=AMINA, photo=size["file_id"])
    assert again["photo"] == [size]


@pytest.mark.parametrize(
    ("method", "parameters", "error"),
    [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendDocument", {"document": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ("getFile", {}, "file_id not specified"),
        ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ],
)  # fmt: skip
async def test_telegrams_refusals_of_other_messages(
    telegram: Client, method: str, parameters: dict[str, object], error: str
) -> None:
    await telegram.start(AMINA)
    if method != "getFile":
        parameters = {"chat_id": AMINA, **parameters}
    assert await telegram.refused(method, **parameters) == f"Bad Request: {error}"


async def test_a_caption_has_its_own_limit(telegram: Client) -> None:
    await telegram.start(AMINA)
    sent = await telegram.post(f"chats/{AMINA}/send", person=AMINA, kind="document")
    file_id = sent["message"]["document"]["file_id"]
    refused = await telegram.refused(
        "sendDocument", chat_id=AMINA, document=file_id, caption="x" * 1025
    )
    assert refused == "Bad Request: message caption is too long"
    await telegram.call("sendDocument", chat_id=AMINA, document=file_id, caption="x" * 1024)

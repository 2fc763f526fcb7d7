"""Names are compared with a machine-readable Bot API: aiogram's methods and types."""

from __future__ import annotations

from typing import Any

import aiogram.methods
import pytest
from aiogram.methods import TelegramMethod
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberOwner,
    File,
    Message,
    Update,
    User,
    WebhookInfo,
)
from pydantic import BaseModel

from bot.preview.methods import method_handlers
from bot.preview.supported_methods import supported_methods
from tests.bot.preview.conftest import AMINA, FORUM, GROUP, OLGA, Client

_METHODS = sorted(supported_methods().values(), key=lambda method: method.name)


def _reference(name: str) -> type[TelegramMethod[Any]]:
    found: type[TelegramMethod[Any]] = getattr(aiogram.methods, name[0].upper() + name[1:])
    assert found.__api_method__ == name
    return found


@pytest.mark.parametrize("method", _METHODS, ids=lambda method: method.name)
def test_every_parameter_is_the_bot_apis(method: Any) -> None:
    fields = _reference(method.name).model_fields
    known = {parameter.name for parameter in method.parameters} | method.unsupported
    strangers = known - set(fields)
    # Sending methods share one list of what the preview does not support.
    assert strangers <= method.unsupported - {parameter.name for parameter in method.parameters}
    assert not {parameter.name for parameter in method.parameters} - set(fields)


@pytest.mark.parametrize("method", _METHODS, ids=lambda method: method.name)
def test_every_parameter_of_the_bot_api_is_known_by_name(method: Any) -> None:
    """Taken or refused as unsupported: none is called a misspelling."""
    known = {parameter.name for parameter in method.parameters} | method.unsupported
    assert set(_reference(method.name).model_fields) <= known


@pytest.mark.parametrize("method", _METHODS, ids=lambda method: method.name)
def test_what_the_bot_api_requires_the_preview_requires(method: Any) -> None:
    fields = _reference(method.name).model_fields
    required = {name for name, field in fields.items() if field.is_required()}
    mine = {parameter.name for parameter in method.parameters if parameter.missing is not None}
    assert required <= mine
    # Text may be left out since rich messages (Bot API 10.1), which the preview does not know.
    assert mine - required <= {"text"}


def test_every_supported_method_has_a_handler() -> None:
    assert {method.name for method in _METHODS} == set(method_handlers())


def _strangers(value: object, path: str = "") -> list[str]:
    """Fields that the Bot API does not have, anywhere inside."""
    found: list[str] = []
    if isinstance(value, BaseModel):
        found += [f"{path}.{name}" for name in value.model_extra or {}]
        for name in type(value).model_fields:
            found += _strangers(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            found += _strangers(item, path)
    return found


async def test_every_update_and_message_has_the_bot_apis_fields(telegram: Client) -> None:
    await telegram.post(f"chats/{AMINA}/start", person=AMINA, payload="rt3")
    for kind in (
        "sticker", "voice", "photo", "document", "contact", "location", "dice", "video_note",
        "poll", "video", "audio", "animation", "paid_media", "checklist", "story", "gift", "venue",
        "service",
    ):  # fmt: skip
        await telegram.post(f"chats/{AMINA}/send", person=AMINA, kind=kind)
    parts = [{"kind": "photo"}, {"kind": "video"}]
    await telegram.post(f"chats/{AMINA}/send", person=AMINA, kind="album", parts=parts)
    there = await telegram.say(GROUP, AMINA, "/now")
    await telegram.post(
        f"chats/{AMINA}/send", person=AMINA, text="x", reply_to=there["message_id"],
        reply_in_chat=GROUP,
    )  # fmt: skip
    said = await telegram.say(AMINA, AMINA, "one #two @three www.four.org /five six@seven.org")
    await telegram.post(
        f"chats/{AMINA}/edit", person=AMINA, message_id=said["message_id"], text="other"
    )
    await telegram.say(FORUM, AMINA, "/now", thread=11)
    await telegram.say(AMINA, AMINA, "a reply", reply_to=said["message_id"])
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a", "style": "danger"}]]}
    sent = await telegram.call(
        "sendMessage",
        chat_id=AMINA,
        text='<b>b</b><i>i</i><a href="tg://user?id=101">a</a><tg-time unix="5">t</tg-time>',
        parse_mode="HTML",
        reply_markup=keyboard,
        reply_parameters={"message_id": said["message_id"]},
        link_preview_options={"is_disabled": True},
        protect_content=True,
    )
    await telegram.post(
        f"chats/{AMINA}/press", person=AMINA, message_id=sent["message_id"], data="x", wait=0
    )
    await telegram.post("inline", person=AMINA, chat=GROUP, query="wages", wait=0)
    await telegram.post(f"chats/{AMINA}/block", person=AMINA, blocked=True)
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="left")
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="administrator")

    updates = await telegram.updates()
    kinds = {name for update in updates for name in update} - {"update_id"}
    assert kinds == {
        "message", "edited_message", "callback_query", "inline_query", "my_chat_member",
    }  # fmt: skip
    for update in updates:
        assert _strangers(Update.model_validate(update)) == []
    assert _strangers(Message.model_validate(sent)) == []


async def test_every_answer_has_the_bot_apis_fields(telegram: Client) -> None:
    await telegram.start(AMINA)
    await telegram.post(f"chats/{GROUP}/bot", person=OLGA, status="administrator")
    sent = await telegram.post(f"chats/{AMINA}/send", person=AMINA, kind="photo")
    file_id = sent["message"]["photo"][0]["file_id"]
    owner, bot = await telegram.call("getChatAdministrators", chat_id=GROUP)
    answers: list[tuple[type[BaseModel], object]] = [
        (User, await telegram.call("getMe")),
        (ChatMemberOwner, owner),
        (ChatMemberAdministrator, bot),
        (File, await telegram.call("getFile", file_id=file_id)),
        (Message, await telegram.call("sendPhoto", chat_id=AMINA, photo=file_id, caption="x")),
        (WebhookInfo, await telegram.call("getWebhookInfo")),
    ]
    for model, answer in answers:
        assert _strangers(model.model_validate(answer)) == []

"""Videos, voice messages, locations and albums that a bot sends again by their ids."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.types import Message

from tests.bot.preview.conftest import AMINA, GROUP, Client


async def file_of(telegram: Client, kind: str) -> str:
    """Return the id of a file that Amina sends."""
    sent = await telegram.post(f"chats/{AMINA}/send", person=AMINA, kind=kind)
    found = sent["message"][kind]
    return str((found[-1] if isinstance(found, list) else found)["file_id"])


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("sendPhoto", "photo"), ("sendVideo", "video"), ("sendDocument", "document"),
        ("sendAudio", "audio"), ("sendVoice", "voice"),
    ],
)  # fmt: skip
async def test_a_file_is_sent_again_as_what_it_is(telegram: Client, method: str, kind: str) -> None:
    await telegram.start(AMINA)
    file = await file_of(telegram, kind)
    sent = await telegram.call(method, chat_id=AMINA, caption="x", **{kind: file})
    Message.model_validate(sent)
    assert sent["caption"] == "x" and kind in sent
    other = await file_of(telegram, "voice" if kind != "voice" else "photo")
    refusal = await telegram.refused(method, chat_id=AMINA, **{kind: other})
    assert refusal.startswith("Bad Request: can't use file of type")


async def test_a_location(telegram: Client) -> None:
    await telegram.start(AMINA)
    sent = await telegram.call("sendLocation", chat_id=AMINA, latitude=46.2, longitude="6.1")
    assert sent["location"] == {"latitude": 46.2, "longitude": 6.1}
    for wrong in ({"latitude": 91, "longitude": 0}, {"latitude": "x", "longitude": 0}):
        assert "latitude" in await telegram.refused("sendLocation", chat_id=AMINA, **wrong)


async def test_an_album_has_one_id_and_its_parts_are_messages(telegram: Client) -> None:
    await telegram.start(AMINA)
    media = [{"type": kind, "media": await file_of(telegram, kind)} for kind in ("photo", "video")]
    media[0] |= {"caption": "<b>Here</b>", "parse_mode": "HTML"}
    sent = await telegram.call("sendMediaGroup", chat_id=AMINA, media=media)
    assert len({Message.model_validate(part).media_group_id for part in sent}) == 1
    assert [part.get("caption") for part in sent] == ["Here", None]
    changed = await telegram.call(
        "editMessageCaption", chat_id=AMINA, message_id=sent[0]["message_id"], caption="There"
    )
    assert changed["caption"] == "There"
    ids = [part["message_id"] for part in sent]
    assert await telegram.call("deleteMessages", chat_id=AMINA, message_ids=[*ids, 999_999])
    left = (await telegram.get(f"chats/{AMINA}/messages"))["messages"]
    assert not {message["message_id"] for message in left} & {*ids}


@pytest.mark.parametrize(
    ("kinds", "error"),
    [
        ([], "there are no messages to send"),
        (["photo"] * 11, "too much messages to send as an album"),
        (["photo", "document"], "document can't be mixed with other media types"),
        (["audio", "photo"], "audio can't be mixed with other media types"),
        (["photo"], "an album has 2-10 items"),
    ],
)
async def test_what_is_no_album(telegram: Client, kinds: list[str], error: str) -> None:
    await telegram.start(AMINA)
    media: list[dict[str, Any]] = [
        {"type": kind, "media": await file_of(telegram, kind)} for kind in kinds
    ]
    refusal = await telegram.refused("sendMediaGroup", chat_id=AMINA, media=media)
    assert refusal.startswith(f"Bad Request: {error}")


async def test_no_button_stands_below_an_album(telegram: Client) -> None:
    await telegram.start(AMINA)
    media = [{"type": "photo", "media": await file_of(telegram, "photo")}] * 2
    refusal = await telegram.refused(
        "sendMediaGroup", chat_id=GROUP, media=media, reply_markup={"inline_keyboard": []}
    )
    assert "reply_markup" in refusal

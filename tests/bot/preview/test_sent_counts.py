"""Counting sent messages beyond those that a chat keeps."""

from __future__ import annotations

import hashlib

import pytest

from bot.preview import preview_state
from bot.preview.sent_counts import SentCounts
from tests.bot.preview.conftest import AMINA, DIEGO, GROUP, Client


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def test_messages_are_counted_by_chat_and_words(telegram: Client) -> None:
    await telegram.start(AMINA, DIEGO)
    for chat, text in [(AMINA, "Lima &amp; <b>Rabat</b>"), (AMINA, "Lima"), (DIEGO, "Lima")]:
        await telegram.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML")
    await telegram.call("sendMessage", chat_id=str(AMINA), text="Lima")
    await telegram.refused("sendMessage", chat_id=999, text="Lima")
    await telegram.say(AMINA, AMINA, "Lima")
    assert await telegram.get("count") == {"messages": 4, "again": 1, "forgotten": 0}
    assert (await telegram.get(f"count?chat={DIEGO}"))["messages"] == 1
    assert (await telegram.get(f"count?chat={GROUP}"))["messages"] == 0
    # The words are those in the chat, without the markup.
    assert (await telegram.get("count?contains=Lima+%26+Rabat"))["messages"] == 1
    assert (await telegram.get("sent?contains=Lima"))["sent"] == [
        {"chat": AMINA, "sha256": _sha("Lima & Rabat"), "n": 1},
        {"chat": AMINA, "sha256": _sha("Lima"), "n": 2},
        {"chat": DIEGO, "sha256": _sha("Lima"), "n": 1},
    ]
    await telegram.get("count?chat=Amina", 400)


async def test_the_count_outlives_the_chats_and_ends_with_a_reset(telegram: Client) -> None:
    await telegram.start(AMINA)
    for _ in range(3):
        sent = await telegram.call("sendMessage", chat_id=AMINA, text="x")
        await telegram.call("deleteMessage", chat_id=AMINA, message_id=sent["message_id"])
    assert (await telegram.get("count"))["messages"] == 3
    await telegram.post("reset")
    assert await telegram.get("count") == {"messages": 0, "again": 0, "forgotten": 0}


def test_it_is_bounded_by_pairs_and_says_what_it_forgot() -> None:
    sent_counts = SentCounts(max_pairs=3)
    for chat in (1, 1, 2, 3, 4, 5):
        sent_counts.add(chat, "x")
    assert list(sent_counts.sent()) == [(3, "x", 1), (4, "x", 1), (5, "x", 1)]
    assert sent_counts.forgotten == 3


def test_it_is_bounded_by_the_bytes_of_different_texts() -> None:
    sent_counts = SentCounts(max_bytes=8)
    for chat in range(1, 6):
        sent_counts.add(chat, "éé")
    assert len(list(sent_counts.sent())) == 5
    sent_counts.add(6, "üüü")
    assert list(sent_counts.sent()) == [(6, "üüü", 1)]
    sent_counts.add(7, "x" * 100)
    assert list(sent_counts.sent()) == [(7, "x" * 100, 1)]
    sent_counts.add(8, "y")
    assert list(sent_counts.sent(contains="y")) == [(8, "y", 1)]
    assert sent_counts.forgotten == 7


async def test_messages_are_bounded_over_all_chats(
    telegram: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_state, "_MAX_MESSAGES", 4)
    await telegram.start(AMINA, DIEGO)
    sent = await telegram.call("sendMessage", chat_id=AMINA, text="first")
    await telegram.call("pinChatMessage", chat_id=AMINA, message_id=sent["message_id"])
    for _ in range(4):
        await telegram.call("sendMessage", chat_id=DIEGO, text="x")
    assert (await telegram.get(f"chats/{AMINA}/messages"))["messages"] == []
    assert len((await telegram.get(f"chats/{DIEGO}/messages"))["messages"]) == 4
    # A pin goes with its message.
    chats = {chat["id"]: chat for chat in (await telegram.get("state"))["chats"]}
    assert chats[AMINA]["pinned"] == []
    assert (await telegram.get("count?contains=first"))["messages"] == 1

"""What a message asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message

from bot.updates.messages import what_is_asked
from content.languages import LANGUAGES

GREETINGS = [greeting for language in LANGUAGES.values() for greeting in language.greetings]


def _message(text: str, kind: str = "private") -> Message:
    return Message(1, datetime(2013, 10, 3, tzinfo=UTC), Chat(1, kind), text=text)


@pytest.mark.parametrize("greeting", [*GREETINGS, "Menu", "home"])
def test_a_greeting_opens_the_first_screen(greeting: str) -> None:
    for text in (greeting, f" {greeting.title()}! "):
        assert what_is_asked(_message(text), "bot", ()) == ("start", "")
    assert what_is_asked(_message(greeting, "group"), "bot", ()) is None


def test_a_greeting_with_more_words_is_a_search() -> None:
    assert what_is_asked(_message("hello world"), "bot", ()) == (None, "hello world")

"""What a message asks for."""

from __future__ import annotations

import pytest

from bot.updates.message_content import command_and_words
from bot.updates.parse import read_update
from content.languages import LANGUAGES

GREETINGS = [greeting for language in LANGUAGES.values() for greeting in language.greetings]


def asked(text: str, kind: str = "private") -> tuple[str | None, str] | None:
    raw = {"message_id": 1, "date": 1380800000, "chat": {"id": 1, "type": kind}, "text": text}
    message = read_update({"update_id": 1, "message": raw}).message
    assert message is not None
    return command_and_words(message, raw, "bot", ())


@pytest.mark.parametrize("greeting", [*GREETINGS, "Menu", "home"])
def test_a_greeting_opens_the_first_screen(greeting: str) -> None:
    for text in (greeting, f" {greeting.title()}! "):
        assert asked(text) == ("start", "")
    assert asked(greeting, "group") is None


def test_a_greeting_with_more_words_is_a_search() -> None:
    assert asked("hello world") == (None, "hello world")

"""The bot gets another username while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from handlers.framework.bot_name import BotName
from tests.factories import BOT
from tests.program.program import DIEGO, GROUP, Person, Program


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[Program]:
    running = Program(tmp_path)
    yield running
    assert running.stop() == 0


async def test_links_and_mentions_follow_and_the_earlier_name_is_understood(
    renamed: Program,
) -> None:
    async with aiohttp.ClientSession() as session:
        diego = Person(session, renamed.address(), DIEGO, GROUP)
        said = await diego.says(f"/roundtable@{BOT} 2")
        assert said.rows[0][0]["url"].startswith(f"https://t.me/{BOT}?")
        await diego.post("username", username="hld_2013_bot")
        newest = await diego.says("/roundtable@hld_2013_bot 2")
        assert newest.rows[0][0]["url"].startswith("https://t.me/hld_2013_bot?")
        # In a group Telegram would hand this over to administrators alone.
        private = Person(session, diego.base, DIEGO)
        assert " 2 · " in (await private.says(f"/roundtable@{BOT} 2")).text


def test_a_message_may_call_the_bot_by_an_earlier_name() -> None:
    name = BotName("first_bot")
    assert not name.change("first_bot")
    assert name.change("Second_Bot")
    assert name.current == "Second_Bot"
    assert name.called("/next@First_bot all") == "first_bot"
    assert name.called("@first_bot hello") == "first_bot"
    for text in ("/next", "/next@second_bot", "@other_bot hello", "hello @first_bot"):
        assert name.called(text) == "Second_Bot"
    assert name.names_another("/next@other_bot")
    for text in ("/next", "/next@second_bot", "@first_bot", "hello @other_bot", ""):
        assert not name.names_another(text)
    assert name.change("first_bot")
    assert name.called("/next@second_bot") == "second_bot"

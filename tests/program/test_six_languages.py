"""The real program over the pack hr75: articles by command, link and words, in six languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from content.loading import load_pack
from content.model import Pack
from tests.factories import BOT
from tests.program.program import AMINA, GROUP, OLGA, Meet, Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("program"), PACK="hr75")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("hr75")


async def test_an_article_is_read_in_ones_own_language_and_in_others(
    meet: Meet, pack: Pack
) -> None:
    amina, article = meet(AMINA), pack.passages["article-12"]
    said = await amina.says("/articles 12")
    assert said.quotations == [article.texts["en"]]
    others = await amina.press(said, "Other languages")
    assert others.quotations == [article.texts["fr"], article.texts["es"]]
    chinese = await amina.press(others, "中文")
    assert chinese.quotations == [article.texts["zh"]]
    await amina.says("/language fr")
    said = await amina.says("/articles 12")
    assert said.quotations == [article.texts["fr"]]
    assert "article 12 (français)" in said.text
    await amina.says("/language en")


async def test_links_and_words_lead_to_articles(meet: Meet, pack: Pack) -> None:
    amina = meet(AMINA)
    assert (await amina.says("/start article-1")).quotations == [pack.passages["article-1"].text]
    assert "The Universal Declaration" in (await amina.says("/start articles")).text
    assert "Article 14" in str((await amina.says("refugees")).labels)
    assert "The Universal Declaration" in (await amina.says("articles")).text


async def test_a_group_has_the_command_too(meet: Meet, pack: Pack) -> None:
    olga = meet(OLGA, GROUP)
    for command in (f"/articles@{BOT} 3", "/articles 3"):
        said = await olga.says(command)
        assert said.quotations == [pack.passages["article-3"].text]

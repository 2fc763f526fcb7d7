"""Choosing a time zone in words or by a button."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.framework.permissions import out_of_date
from handlers.framework.reply import Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.me.time_zone import ChooseZone, choose_zone, time_zone
from storage import chats
from storage.database import open_database
from tests.databases import database_url
from tests.factories import a_request, services_over

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def request_of(tmp_path: Path) -> AsyncIterator[Request]:
    database = open_database(database_url(tmp_path / "zones.db"))
    await database.migrate()
    yield a_request(services_over(database))
    await database.close()


async def stored(request: Request) -> str | None:
    async with request.services.database.transaction() as connection:
        chat = await chats.find_chat(connection, request.chat_id)
    return chat.time_zone if chat else None


def said(reply: object) -> str:
    assert isinstance(reply, Reply)
    assert isinstance(reply.blocks[0], Paragraph)
    return str(reply.blocks[0].text)


@pytest.mark.parametrize(
    ("words", "sentence", "zone"),
    [
        ("Geneva", "Geneva: Zurich time (UTC+2 now)", "Europe/Zurich"),
        ("genf", "Geneva: Zurich time (UTC+2 now)", "Europe/Zurich"),
        ("Kenya", "Kenya: Nairobi time (UTC+3 now)", "Africa/Nairobi"),
        ("CET", "CET: Paris time (UTC+2 now)", "Europe/Paris"),
        ("utc+5:30", "UTC+5:30: Kolkata time (UTC+5:30 now)", "Asia/Kolkata"),
        ("DC", "Washington, D.C.: New York time (UTC−4 now)", "America/New_York"),
    ],
)
async def test_the_confirmation_says_what_was_understood(
    request_of: Request, words: str, sentence: str, zone: str
) -> None:
    reply = await time_zone(replace(request_of, words=words))
    assert said(reply) == sentence
    assert isinstance(reply, Reply)
    assert reply.brief[0] == reply.blocks[0]
    assert await stored(request_of) == zone


@pytest.mark.parametrize("words", ["Nairobi", "UTC+2", "NYC"])
async def test_what_the_settings_show_is_not_said_twice(request_of: Request, words: str) -> None:
    reply = await time_zone(replace(request_of, words=words))
    assert isinstance(reply, Reply)
    assert not any(isinstance(block, Paragraph) for block in reply.blocks)
    assert await stored(request_of) is not None


async def test_a_slip_sets_nothing_until_it_is_confirmed(request_of: Request) -> None:
    reply = await time_zone(replace(request_of, words="Nairobbi"))
    assert said(reply) == "Did you mean Nairobi?"
    assert await stored(request_of) is None
    assert isinstance(reply, Reply)
    button = reply.buttons[0][0]
    assert isinstance(button, Press)
    assert button == Press("Nairobi (Africa/Nairobi)", ChooseZone("Africa/Nairobi"))
    await choose_zone(request_of, ChooseZone("Africa/Nairobi"))
    assert await stored(request_of) == "Africa/Nairobi"


@pytest.mark.parametrize(
    "name",
    ["localtime", "Factory", "posixrules", "right/Europe/Paris", "Etc/Unknown", "CET", "GB",
     "Etc/GMT-15", "Mars/Olympus", "../../etc/passwd"],
)  # fmt: skip
async def test_a_forged_zone_is_not_stored(request_of: Request, name: str) -> None:
    answer = await choose_zone(request_of, ChooseZone(name))
    assert answer == out_of_date(request_of.reader)
    assert await stored(request_of) is None

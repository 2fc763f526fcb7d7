"""Cacheable replies depend on the pack, the reader's language, zone and year, and the question."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pack.check import walk
from handlers.framework.places import Go
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import chats, subscriptions
from storage.database import Database, open_database
from storage.team_members import Role
from tests.databases import database_url
from tests.factories import (
    AFTER,
    BEFORE,
    a_reader,
    a_request,
    a_switchboard,
    services_over,
    shipped_pack,
)

ASKED = (
    "roundtable 3", "recommendation 3.2", "recommendation 3", "mandate", "glossary GFMD",
    "verify 3.2", "help", "search", "position", "background", "processes",
)  # fmt: skip


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(database_url(tmp_path / "cacheable.db"))
    await opened.migrate()
    yield opened
    await opened.close()


async def answers(request: Request, places: list[str]) -> dict[str, Answer]:
    """Each made anew: by a switchboard that has given nothing before."""
    found: dict[str, Answer] = {}
    for place in places:
        found[place] = await a_switchboard().button(request, Go(place).pack())
    for asked in ASKED:
        name, _, words = asked.partition(" ")
        found[asked] = await a_switchboard().command(replace(request, words=words), name)
    return found


async def test_the_hour_the_chat_and_the_database_change_nothing(database: Database) -> None:
    services = services_over(database, owners=frozenset({7}))
    places = [place async for place, _ in walk(services, a_reader())]
    plain = await answers(
        a_request(services, may_have_saved=False, may_follow_roundtables=False), places
    )
    async with database.transaction() as connection:
        await chats.get_or_create_chat(connection, 202, AFTER)
        await subscriptions.subscribe(connection, 202, "all", "", AFTER)
    elsewhere = replace(a_reader(now=BEFORE + timedelta(days=200)), zone_chosen=True)
    other_request = a_request(
        services,
        reader=elsewhere,
        chat_id=202,
        user_id=202,
        may_have_saved=False,
        may_follow_roundtables=False,
    )
    other = await answers(other_request, places)
    cacheable = {
        each for each, answer in plain.items() if isinstance(answer, Reply) and answer.cacheable
    }
    assert [each for each in sorted(cacheable) if plain[each] != other[each]] == []
    entries = {each for each in places if each in shipped_pack().passages}
    assert entries <= cacheable
    assert {"roundtables", "areas", "mandate", "glossary", *ASKED} <= cacheable
    assert not cacheable & {"home", "meetings", "agenda", "settings", "now"}


async def test_the_way_back_to_results_is_not_the_help_on_searching(database: Database) -> None:
    services, board = services_over(database), a_switchboard()
    plain = await board.button(a_request(services), Go("search").pack())
    asked = a_request(services, question="equal pay")
    results = await board.button(asked, Go("search").pack())
    assert isinstance(plain, Reply) and isinstance(results, Reply)
    assert plain.blocks != results.blocks


async def test_what_the_team_sees_is_never_steady(database: Database) -> None:
    seen = 0

    async def desk(request: Request, visit: Visit) -> Answer:
        nonlocal seen
        seen += 1
        return Reply(payload="back-room", cacheable=True)

    owners: frozenset[Role] = frozenset({"owner"})
    board = a_switchboard(Topic("back room", screens={"back-room": desk}, roles=owners))
    services = services_over(database, owners=frozenset({7}))
    owner = a_request(services, user_id=7)
    shown = await board.button(owner, Go("back-room").pack())
    assert isinstance(shown, Reply) and not shown.cacheable
    assert not isinstance(await board.button(a_request(services), Go("back-room").pack()), Reply)
    assert seen == 1

"""Steady replies: nothing but the pack, the language and what was asked decides what they say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.pack.check import walk
from handlers.framework.lru_cache import Recent
from handlers.framework.places import Go
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import chats, subscriptions
from storage.database import Database, open_database
from tests.factories import AFTER, a_reader, a_request, a_switchboard, services_over, shipped_pack

TOKYO = ZoneInfo("Asia/Tokyo")
ASKED = (
    "roundtable 3", "recommendation 3.2", "recommendation 3", "mandate", "glossary GFMD",
    "verify 3.2", "help", "search", "position", "background", "processes",
)  # fmt: skip


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'steady.db'}")
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


async def test_now_zone_chat_and_database_change_nothing(database: Database) -> None:
    services = services_over(database)
    places = [place async for place, _ in walk(services, a_reader())]
    plain = await answers(a_request(services), places)
    async with database.transaction() as connection:
        await chats.get_or_create_chat(connection, 202, AFTER)
        await subscriptions.subscribe(connection, 202, "all", "", AFTER)
    elsewhere = replace(a_reader(now=AFTER, zone=TOKYO), zone_chosen=True)
    other = await answers(a_request(services, reader=elsewhere, chat_id=202, user_id=202), places)
    steady = {each for each, answer in plain.items() if isinstance(answer, Reply) and answer.steady}
    assert [each for each in sorted(steady) if plain[each] != other[each]] == []
    entries = {each for each in places if each in shipped_pack().passages}
    assert entries <= steady
    assert {"roundtables", "areas", "mandate", "glossary", *ASKED} <= steady
    assert not steady & {"home", "meetings", "agenda", "settings", "now"}


async def test_one_who_asks_the_same_gets_the_very_same_reply(database: Database) -> None:
    services, board = services_over(database), a_switchboard()
    first = await board.command(a_request(services, "3"), "roundtable")
    later = a_reader(now=AFTER, zone=TOKYO)
    assert await board.command(a_request(services, "3", later), "roundtable") is first
    others = [
        await board.command(a_request(services, "2"), "roundtable"),
        await board.command(a_request(services, "3", a_reader("fr")), "roundtable"),
        await board.command(a_request(services, "3", chat_kind="group"), "roundtable"),
    ]
    assert all(each != first for each in others[:2])
    assert all(each is not first for each in others)


async def test_the_way_back_to_results_is_not_the_help_on_searching(database: Database) -> None:
    services, board = services_over(database), a_switchboard()
    plain = await board.button(a_request(services), Go("search").pack())
    asked = a_request(services, question="equal pay")
    results = await board.button(asked, Go("search").pack())
    assert isinstance(plain, Reply) and isinstance(results, Reply)
    assert plain.blocks != results.blocks


async def test_another_pack_makes_all_anew(database: Database) -> None:
    services, board = services_over(database), a_switchboard()
    before = await board.command(a_request(services, "3"), "roundtable")
    changed = shipped_pack().model_copy(update={"version": "2.0"})
    after = await board.command(a_request(services_over(database, pack=changed), "3"), "roundtable")
    assert isinstance(before, Reply) and isinstance(after, Reply)
    assert before.blocks != after.blocks


async def test_what_the_team_sees_is_not_kept_for_others(database: Database) -> None:
    seen = 0

    async def desk(request: Request, visit: Visit) -> Answer:
        nonlocal seen
        seen += 1
        return Reply(payload="desk", steady=True)

    board = a_switchboard(Topic("desk", screens={"desk": desk}, roles=frozenset({"owner"})))
    services = services_over(database, owners=frozenset({7}))
    owner = a_request(services, user_id=7)
    for _ in range(2):
        assert isinstance(await board.button(owner, Go("desk").pack()), Reply)
    assert not isinstance(await board.button(a_request(services), Go("desk").pack()), Reply)
    assert seen == 2


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    assert recent.find("a") == 1
    recent.keep("c", 3)
    assert [recent.find(each) for each in "abc"] == [1, None, 3]

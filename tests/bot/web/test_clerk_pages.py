"""The clerk's page does what the card does, for whoever is on the podium and nobody else."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.web.clerk import streams
from storage.floor import acts, clerk_access, delegations, forgetting, stored_data, team
from storage.floor.delegations import Wanted
from tests.bot.web.clerk_page import Desk, Laptop, a_desk, init_data
from tests.handlers.floor.room import CHAIR, CLERK, DELEGATE, MEETING, shown, told


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as made:
        yield made


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as opened:
        yield opened


async def record(desk: Desk) -> list[str]:
    async with desk.room.database.transaction() as connection:
        return [act.act for act in await acts.acts(connection, desk.room.session.id)]


async def test_the_link_from_the_chat_opens_the_page_once(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    more = shown(await desk.room.press(CLERK, await desk.room.card(CLERK), "More"))
    answer = told(await desk.room.press(CLERK, more, "On a laptop"))
    assert "It works once, within 10 minutes." in answer
    token = answer.partition(f"{desk.base}/clerk/")[2][:32]
    laptop = Laptop(http, desk.base)
    status, page = await laptop.get(token)
    # What looks at the link, such as a preview of it, does not use it up.
    assert status == 200 and token not in page
    assert (await laptop.post("link", {"token": token}))[0] == 200
    assert {"HttpOnly", "SameSite=Strict", "Path=/clerk", "Max-Age=43200"} <= set(
        laptop.set_cookie.split("; ")
    )
    assert (await laptop.look())["title"] == "Round table 1"
    again = Laptop(http, desk.base)
    assert (await again.post("link", {"token": token}))[0] == 403
    assert (await again.get("state"))[0] == 401


async def test_the_cookie_is_for_https_alone_where_the_page_is(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    async with a_desk(tmp_path, "https") as desk:
        laptop = Laptop(http, desk.base)
        token = await desk.link()
        origin = {"Origin": "https://bot.example.org"}
        assert (await laptop.post("link", {"token": token}, origin))[0] == 200
        assert "Secure" in laptop.set_cookie.split("; ")


async def test_links_expire_and_a_new_one_replaces_the_one_before(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    laptop = Laptop(http, desk.base)
    first = await desk.link()
    second = await desk.link()
    assert (await laptop.post("link", {"token": first}))[0] == 403
    desk.clock.move(desk.clock.now() + timedelta(minutes=10, seconds=1))
    assert (await laptop.post("link", {"token": second}))[0] == 403


async def test_two_who_open_a_link_at_once_are_one_who_is_in(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    token = await desk.link()
    laptops = [Laptop(http, desk.base) for _ in range(8)]
    answers = await asyncio.gather(*(one.post("link", {"token": token}) for one in laptops))
    assert sorted(status for status, _ in answers) == [200, *[403] * 7]


async def test_acts_of_the_page_are_those_of_the_card(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    await desk.room.enter("ruritania")
    await desk.room.enter("sylvania")
    laptop = await desk.signed_in(http)
    following = laptop.state["next"]
    assert following["label"] == "Next: Ruritania"
    status, _ = await laptop.act(following["act"], turn=following["turn"])
    assert status == 200
    assert laptop.state["speaking"]["name"] == "Ruritania"
    assert laptop.state["speaking"]["words"].startswith("I now give the floor to Ruritania")
    await laptop.act("extend", value=30)
    assert laptop.state["speaking"]["total"] == 210_000
    await laptop.act("stop")
    assert laptop.state["speaking"]["since"] is None
    await laptop.act("undo", value=laptop.state["undo"]["act"])
    assert laptop.state["speaking"]["since"] is not None
    await laptop.act("absent")
    assert [turn["name"] for turn in laptop.state["absent"]] == ["Ruritania"]
    await laptop.act("call-again", turn=laptop.state["absent"][0]["id"])
    assert laptop.waiting == ["Sylvania", "Ruritania"]
    await laptop.act("move", turn=laptop.state["waiting"][1]["id"], value=0)
    assert laptop.waiting == ["Ruritania", "Sylvania"]
    assert "Chidi: moved Ruritania to place 1" in told(await desk.room.card())
    assert await record(desk) == [
        "add", "add", "give", "extend", "stop", "undo", "absent", "call-again", "move",
    ]  # fmt: skip


async def test_an_entry_of_the_page_is_the_same_as_one_in_the_chat(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    laptop = await desk.signed_in(http)
    known = {one["name"]: one["id"] for one in (await laptop.get("delegations"))[1]}
    more = shown(await desk.room.press(CLERK, await desk.room.card(CLERK), "More"))
    which = shown(await desk.room.press(CLERK, more, "Add to the list"))
    how = shown(await desk.room.press(CLERK, which, "Sylvania"))
    await desk.room.press(CLERK, how, "minister")
    await laptop.look()
    await laptop.act("add", kind="statement", level="minister", delegation=known["Sylvania"])
    chat, page = (await desk.room.context()).floor.waiting()
    different = {"id", "position", "asked"}
    assert {k: v for k, v in vars(chat).items() if k not in different} == {
        k: v for k, v in vars(page).items() if k not in different
    }
    await laptop.act("add", kind="panellist", name="Grete Rudolf, University of Strelsau")
    assert laptop.state["waiting"][-1] | {"id": 0} == {
        "id": 0, "name": "Grete Rudolf", "person": "University of Strelsau",
        "kind": "panellist", "limit": "7:00", "last": False, "advice": "",
    }  # fmt: skip
    await laptop.act("add", kind="point", delegation=known["Ruritania"])
    assert [turn["name"] for turn in laptop.state["points"]] == ["Ruritania"]
    assert "Point of order: Ruritania" in told(await desk.room.card())


async def test_a_stale_page_changes_nothing_and_sees_what_happened(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    await desk.room.enter("ruritania")
    await desk.room.enter("sylvania")
    laptop = await desk.signed_in(http)
    await desk.room.press(CHAIR, await desk.room.card(), "Next")
    status, answer = await laptop.act("give", turn=laptop.state["next"]["turn"])
    assert status == 409
    assert answer["notice"] == "The list has changed in the meantime. Please look again."
    assert laptop.state["speaking"]["name"] == "Ruritania"
    assert laptop.state["next"]["label"] == "Next: Sylvania"
    assert await record(desk) == ["add", "add", "give"]


async def test_the_page_hears_of_acts_at_once_and_of_other_programs_soon(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    laptop = await desk.signed_in(http)
    async with http.get(f"{desk.base}/clerk/events", headers=laptop.headers) as response:
        assert (await heard(response))["waiting"] == []
        await desk.room.enter("ruritania")  # without a signal, as another program would
        assert (await heard(response))["waiting"][0]["name"] == "Ruritania"
        await desk.room.press(CHAIR, await desk.room.card(), "Next")
        assert (await heard(response))["speaking"]["name"] == "Ruritania"
        async with desk.room.database.write_transaction() as connection:
            await team.remove_holder(connection, CLERK, MEETING, "clerk")
        desk.room.services.signals.floor_acted()
        assert await heard(response, "out") == {}


async def heard(response: aiohttp.ClientResponse, name: str = "state") -> dict[str, object]:
    async with asyncio.timeout(20):
        while await response.content.readline() != f"event: {name}\n".encode():
            assert not response.content.at_eof()
        line = await response.content.readline()
    content = json.loads(line.removeprefix(b"data: "))
    assert isinstance(content, dict)
    return content


async def test_a_browser_has_a_few_streams_at_most(desk: Desk, http: aiohttp.ClientSession) -> None:
    laptop = await desk.signed_in(http)
    address = f"{desk.base}/clerk/events"
    opened = []
    for _ in range(streams.MAX_STREAMS_OF_BROWSER):
        response = await http.get(address, headers=laptop.headers)
        await heard(response)
        opened.append(response)
    async with http.get(address, headers=laptop.headers) as more:
        assert more.status == 503
    for response in opened:
        response.close()


async def test_a_role_that_is_taken_away_ends_the_page_at_once(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    await desk.room.enter("ruritania")
    laptop = await desk.signed_in(http)
    link = await desk.link()
    async with desk.room.database.write_transaction() as connection:
        await team.remove_holder(connection, CLERK, MEETING, "clerk")
    assert (await laptop.act("give", turn=laptop.state["next"]["turn"]))[0] == 401
    assert (await laptop.get("state"))[0] == 401
    assert (await laptop.get("delegations"))[0] == 401
    assert (await laptop.post("link", {"token": link}))[0] == 403
    assert (await laptop.post("app", {"initData": init_data(CLERK), "session": 1}))[0] == 403
    assert await record(desk) == ["add"]


async def test_signing_out_and_being_forgotten_end_it(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    laptop = await desk.signed_in(http)
    cookie = laptop.cookie
    assert (await laptop.post("out", {}))[0] == 200
    laptop.cookie = cookie
    assert (await laptop.get("state"))[0] == 401
    other = await desk.signed_in(http)
    async with desk.room.database.write_transaction() as connection:
        assert (await stored_data.of_person(connection, CLERK)).browsers == 1
        await forgetting.forget_person(connection, CLERK)
    assert (await other.get("state"))[0] == 401


async def test_a_browser_is_signed_in_for_twelve_hours(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    laptop = await desk.signed_in(http)
    desk.clock.move(desk.clock.now() + timedelta(hours=11, minutes=59))
    assert (await laptop.get("state"))[0] == 200
    desk.clock.move(desk.clock.now() + timedelta(minutes=2))
    assert (await laptop.get("state"))[0] == 401


async def test_the_oldest_browser_of_a_person_is_signed_out(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    first = await desk.signed_in(http)
    for _ in range(clerk_access.MAX_BROWSERS):
        desk.clock.move(desk.clock.now() + timedelta(seconds=1))
        last = await desk.signed_in(http)
    assert (await first.get("state"))[0] == 401
    assert (await last.get("state"))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": None},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        {"X-Page-Token": ""}, {"X-Page-Token": "0" * 64}, {"X-Page-Token": "é"},
        {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)  # fmt: skip
async def test_another_site_can_do_nothing(
    desk: Desk, http: aiohttp.ClientSession, headers: dict[str, str | None]
) -> None:
    await desk.room.enter("ruritania")
    laptop = await desk.signed_in(http)
    body = {"act": "give", "control": 0, "turn": laptop.state["next"]["turn"]}
    assert (await laptop.post("act", body, headers))[0] == 403
    assert (await laptop.post("out", {}, headers))[0] == 403
    assert (await laptop.get("state"))[0] == 200
    assert await record(desk) == ["add"]


async def test_the_page_token_of_another_browser_is_no_good(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    mine, theirs = await desk.signed_in(http), await desk.signed_in(http, CHAIR)
    other = {"X-Page-Token": theirs.state["page"]}
    assert (await mine.post("act", {"act": "close-list", "control": 0}, other))[0] == 403
    assert await record(desk) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{" + b" " * 9000, 413), (b"[" * 5000, 400), (b"", 400), (b"\xff", 400), (b"[]", 400),
        ({"act": "give"}, 400), ({"act": "close", "control": "0"}, 400),
        ({"act": "close", "control": True}, 400), ({"act": "close", "control": 2**40}, 400),
        ({"act": "rename", "control": 0}, 400), ({"act": "give", "control": 0}, 400),
        ({"act": "add", "control": 0, "kind": "statement", "name": "x" * 300}, 400),
        ({"act": "add", "control": 0, "kind": "speech", "name": "x"}, 409),
        ({"act": "add", "control": 0, "kind": "statement", "delegation": 99}, 409),
        ({"act": "add", "control": 0, "kind": "statement"}, 409),
        ({"act": "undo", "control": 0, "value": 77}, 409),
    ],
)  # fmt: skip
async def test_what_the_page_does_not_send_is_refused(
    desk: Desk, http: aiohttp.ClientSession, body: object, status: int
) -> None:
    laptop = await desk.signed_in(http)
    assert (await laptop.post("act", body))[0] == status
    assert await record(desk) == []


async def test_a_thousand_wrong_tokens_open_nothing_and_are_in_no_log(
    desk: Desk, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    right = await desk.link()
    laptop = Laptop(http, desk.base)
    guesses = [f"{right[:-4]}{number:04}" for number in range(1000)]
    answers = set()
    for at in range(0, 1000, 100):
        batch = guesses[at : at + 100]
        for status, body in await asyncio.gather(
            *(laptop.post("link", {"token": guess}) for guess in batch)
        ):
            answers.add((status, json.dumps(body)))
    assert answers == {(403, "{}")}
    for cookie in guesses[:50]:
        laptop.cookie = cookie
        assert (await laptop.get("state"))[0] == 401
    laptop.cookie = ""
    # The right one still works: guessing locks nobody out.
    assert (await laptop.post("link", {"token": right}))[0] == 200
    assert right[:-4] not in caplog.text


async def test_a_mini_app_signs_in_whoever_is_on_the_podium(
    desk: Desk, http: aiohttp.ClientSession
) -> None:
    session = desk.room.session.id
    laptop = Laptop(http, desk.base)
    status, _ = await laptop.post("app", {"initData": init_data(CHAIR), "session": session})
    assert status == 200
    assert (await laptop.look())["title"] == "Round table 1"
    await desk.room.enter("ruritania")
    await laptop.look()
    await laptop.act("give", turn=laptop.state["next"]["turn"])
    assert laptop.state["acted"] == "Amina: gave the floor to Ruritania"
    delegate = {"initData": init_data(DELEGATE), "session": session}
    assert (await Laptop(http, desk.base).post("app", delegate))[0] == 403


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    "forged",
    [
        init_data(CHAIR, token="7000000001:another-another-another-another-another"),
        init_data(CHAIR, user=json.dumps({"id": CLERK})), init_data(CHAIR, auth_date="1"),
        init_data(CHAIR, at=NOW - timedelta(minutes=61)), init_data(CHAIR, hash="0" * 64),
        init_data(CHAIR, at=NOW + timedelta(minutes=5)), init_data(CHAIR, hash=""),
        init_data(CHAIR) + f"&user={json.dumps({'id': CHAIR})}", init_data(CHAIR) + "&more=1",
        init_data(CHAIR) + "&" + "x" * 5000, "", "hash=", "%ff", "a=1&" * 100,
        init_data(CHAIR, hash="é"), init_data(True), init_data(-5),
    ],
)  # fmt: skip
async def test_forged_and_old_init_data_sign_nobody_in(
    desk: Desk, http: aiohttp.ClientSession, forged: str
) -> None:
    laptop = Laptop(http, desk.base)
    body = {"initData": forged, "session": desk.room.session.id}
    status, _ = await laptop.post("app", body)
    assert status == (413 if len(forged) > 8000 else 403)
    assert not laptop.cookie


async def test_names_with_markup_are_text(desk: Desk, http: aiohttp.ClientSession) -> None:
    async with desk.room.database.write_transaction() as connection:
        bad = Wanted("evil", {"en": "<img src=x onerror=alert(1)>"}, "state")
        await delegations.save(connection, [bad])
    await desk.room.enter("evil")
    laptop = await desk.signed_in(http)
    assert laptop.waiting == ["<img src=x onerror=alert(1)>"]
    async with http.get(f"{desk.base}/clerk/state", headers=laptop.headers) as response:
        assert response.content_type == "application/json"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    async with http.get(f"{desk.base}/clerk/") as page:
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["files/index.html", "files/../pages.py", "files/x.js", "short"])
async def test_other_addresses_are_not_there(
    desk: Desk, http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(f"{desk.base}/clerk/{path}") as response:
        assert response.status == 404

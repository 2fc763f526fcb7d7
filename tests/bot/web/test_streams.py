"""Event streams of screens: bounded, sent to all at once, and ended where a reader is slow."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import ShiftedClock
from bot.web import connections
from bot.web.screen import RoomScreens, follower
from bot.web.server import WebServer
from storage.floor import acts, machine
from storage.floor.acts import By
from tests.handlers.floor.room import BEGINS, CLERK, Room, a_room, shown
from tests.program.program import free_port


class Served:
    """A room whose screens are served on 127.0.0.1."""

    def __init__(self, room: Room, screens: RoomScreens, port: int) -> None:
        self.room = room
        self.screens = screens
        self.port = port
        self.stack = AsyncExitStack()

    @property
    def path(self) -> str:
        return f"/screen/{self.room.session.screen_token}"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    async def look(self, session: aiohttp.ClientSession) -> Events:
        response = await self.stack.enter_async_context(session.get(f"{self.address}/events"))
        return Events(response)

    @property
    def looking(self) -> int:
        known = self.screens._follower._screens.values()
        return sum(len(screen.viewers) for screen in known)


class Events:
    """What a screen hears."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self, name: str) -> Any:
        """Wait for an event of this name."""
        async with asyncio.timeout(20):
            while True:
                line = await self.response.content.readline()
                assert line, "the stream ended"
                if line == f"event: {name}\n".encode():
                    data = await self.response.content.readline()
                    return json.loads(data.removeprefix(b"data: "))

    async def ended(self) -> bool:
        async with asyncio.timeout(20):
            try:
                while await self.response.content.readline():
                    pass
            except aiohttp.ClientError:
                pass
        return True


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Served]:
    async with a_room(folder) as room:
        clock = ShiftedClock(BEGINS)
        clock.add_listener(room.services.signals.floor_acted)
        screens, port = RoomScreens(room.services, clock), free_port()
        server = WebServer(screens.routes())
        await server.start("127.0.0.1", port)
        served = Served(room, screens, port)
        try:
            yield served
        finally:
            await screens.stop()
            await server.stop()
            await served.stack.aclose()


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as made:
        yield made


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as opened:
        yield opened


async def test_a_screen_gets_the_clock_the_state_and_every_change(
    served: Served, client: aiohttp.ClientSession
) -> None:
    screen = await served.look(client)
    clock = await screen.next("clock")
    assert clock["speed"] == 1.0 and abs(clock["now"] / 1000 - BEGINS.timestamp()) < 60
    assert (await screen.next("state"))["languages"][0]["turns"] == []
    await served.room.enter("ruritania")
    served.room.services.signals.floor_acted()
    changed = await screen.next("state")
    assert changed["languages"][0]["turns"] == [{"name": "Ruritania", "limit": "3:00"}]


async def test_acts_of_another_program_are_seen_without_a_signal(
    served: Served, client: aiohttp.ClientSession
) -> None:
    screen = await served.look(client)
    await screen.next("state")
    began = asyncio.get_running_loop().time()
    await served.room.enter("ruritania")
    await screen.next("state")
    assert asyncio.get_running_loop().time() - began < 2


async def test_a_heartbeat_comes_and_a_clock_that_is_moved_is_told(
    served: Served, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "HEARTBEAT_SECONDS", 0.3)
    screen = await served.look(client)
    first = await screen.next("clock")
    second = await screen.next("clock")
    assert second["now"] > first["now"]


async def test_nobody_reads_the_database_while_nobody_looks(
    served: Served, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "HEARTBEAT_SECONDS", 0.1)
    screens = served.screens._follower
    assert screens._task is None
    screen = await served.look(client)
    await screen.next("state")
    assert screens._task is not None and not screens._task.done()
    screen.response.close()
    async with asyncio.timeout(10):
        await asyncio.gather(screens._task)
    assert screens._screens == {}
    # Whoever comes next is served again.
    assert await (await served.look(client)).next("state")


async def test_all_get_the_same_bytes_which_are_made_once(
    served: Served, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = follower.screen_state

    def counted(*arguments: Any) -> Any:
        made.append(1)
        return real(*arguments)

    monkeypatch.setattr(follower, "screen_state", counted)
    monkeypatch.setattr(follower, "HEARTBEAT_SECONDS", 60.0)
    screens = [await served.look(client) for _ in range(50)]
    for screen in screens:
        await screen.next("state")
    before = len(made)
    await served.room.enter("ruritania")
    served.room.services.signals.floor_acted()
    found = [await screen.next("state") for screen in screens]
    assert all(state == found[0] for state in found)
    assert len(made) == before + 1


async def test_a_new_address_ends_the_streams_of_the_old_one(
    served: Served, client: aiohttp.ClientSession
) -> None:
    room = served.room
    object.__setattr__(room.services, "pages_base", "https://event.example.org")
    screen = await served.look(client)
    await screen.next("state")
    old = served.address
    view = shown(await room.forge(CLERK, f"g1:floor.{room.session.id}-screen:"))
    await room.press(CLERK, view, "New address")
    assert await screen.ended()
    for path in ("", "/state", "/events", "/code.svg"):
        async with client.get(old + path) as response:
            assert response.status == 404
    token = (await room.context()).session.screen_token
    address = f"http://127.0.0.1:{served.port}/screen/{token}/state"
    async with client.get(address) as response:
        assert response.status == 200


async def test_every_wrong_address_has_the_same_answer(
    served: Served, client: aiohttp.ClientSession
) -> None:
    base = f"http://127.0.0.1:{served.port}"
    token = served.room.session.screen_token
    wrong = [
        "/", "/screen", "/screen/", "/screen/x", f"/screen/{'A' * 32}", f"/screen/{token[:-1]}",
        f"/screen/{token}x", f"/screen/{token.swapcase()}/events", f"/screen/{'A' * 32}/state",
        f"/screen/{'A' * 32}/code.svg", f"/screen/{token}/other", f"/screen/{token}/",
        f"/screen/{token}%00", f"/screen/{token}%0d%0aX-Injected:%201", "/screen/page/index.html",
        "/screen/page/..%2f..%2fserver.py", "/screen/page/routes.py",
        "/screen/%ED%A0%80" + "A" * 30,
        f"/screen/{'A' * 5000}", "/calendar/x.ics",
    ]  # fmt: skip
    answers = set()
    for path in wrong:
        async with client.get(f"{base}{path}") as response:
            headers = {name: value for name, value in response.headers.items() if name != "Date"}
            answers.add((response.status, await response.read(), json.dumps(headers)))
    assert len(answers) == 1
    ((status, body, headers_text),) = answers
    assert (status, body) == (404, b"")
    assert "Injected" not in headers_text


async def test_the_page_is_strict_and_never_kept_or_indexed(
    served: Served, client: aiohttp.ClientSession
) -> None:
    for path in ("", "/state", "/code.svg"):
        async with client.get(served.address + path) as response:
            assert response.status == 200
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            policy = response.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'") and "unsafe" not in policy
            assert "Set-Cookie" not in response.headers
            text = await response.text()
            assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
            assert served.room.session.screen_token not in text
    async with client.get(f"{served.address}/events") as response:
        assert response.headers["X-Accel-Buffering"] == "no"
        assert response.content_type == "text/event-stream"


async def test_names_cannot_end_an_event_or_become_markup(
    served: Served, client: aiohttp.ClientSession
) -> None:
    name = "</script>\n\nevent: state\ndata: {}\r\n<img src=x onerror=alert(1)>\u2028"
    await served.room.enter("ruritania", delegation=None, name=name)
    screen = await served.look(client)
    state = await screen.next("state")
    assert state["languages"][0]["turns"][0]["name"] == name


async def test_there_are_only_so_many_streams_and_they_keep_nobody_else_out(
    served: Served, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_STREAMS", 5)
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 3)
    screens = [await served.look(client) for _ in range(5)]
    for screen in screens:
        await screen.next("state")
    async with client.get(f"{served.address}/events") as response:
        assert response.status == 503
        assert response.headers["Retry-After"] == "5"
    # Whoever finds no place asks for the state instead.
    async with client.get(f"{served.address}/state") as response:
        asked = await response.json()
    assert asked["state"]["mode"] == "list" and asked["clock"]["speed"] == 1.0
    screens[0].response.close()
    async with asyncio.timeout(20):
        while (await served.look(client)).response.status == 503:
            await asyncio.sleep(0.05)


async def test_a_reader_who_does_not_read_is_dropped_and_delays_nobody(
    served: Served, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "MAX_UNSENT_BYTES", 8 * 1024)
    monkeypatch.setattr(follower, "HEARTBEAT_SECONDS", 60.0)
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", served.port))
    reader, writer = await asyncio.open_connection(sock=slow, limit=1024)
    writer.write(f"GET {served.path}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await reader.readuntil(b"event: state")
    writer.transport.pause_reading()
    screen = await served.look(client)
    await screen.next("state")
    assert served.looking == 2
    long = "ruritania " * 400
    for number in range(3000):
        turn = await served.room.enter("ruritania", delegation=None, name=f"{number} {long}"[:1900])
        served.room.services.signals.floor_acted()
        await screen.next("state")
        if served.looking == 1:
            break
        async with served.room.database.write_transaction() as connection:
            await acts.perform(
                connection, served.room.session.id, "remove",
                lambda floor, turn=turn: machine.leave_list(floor, turn.id, "removed"),
                By(CLERK), served.room.now,
            )  # fmt: skip
    assert served.looking == 1
    writer.close()


async def test_the_server_stops_while_screens_are_open(
    tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    began = asyncio.get_running_loop().time()
    async with serving(tmp_path) as served:
        screen = await served.look(client)
        await screen.next("state")
    assert asyncio.get_running_loop().time() - began < 10
    assert await screen.ended()


async def test_a_database_that_fails_is_read_again_and_the_log_has_no_secret(
    served: Served,
    client: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(follower, "_RETRY_SECONDS", 0.05)
    real, failed = follower.read_context, []

    async def failing(*arguments: Any) -> Any:
        if not failed:
            failed.append(1)
            raise OSError(served.path)
        return await real(*arguments)

    monkeypatch.setattr(follower, "read_context", failing)
    with caplog.at_level(logging.ERROR):
        screen = await served.look(client)
        assert await screen.next("state")
    (record,) = [one for one in caplog.records if one.name == "bot.web.screen.follower"]
    assert served.path not in record.getMessage()

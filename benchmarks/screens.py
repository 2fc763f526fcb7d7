"""How soon a chair's tap is on a thousand screens, and what they cost everybody else.

`python -m benchmarks.screens [screens]` runs the preview (the bot and a stand-in for Telegram in
one process) with a list of forty turns, opens so many screens over HTTP in this process, and lets
the chair press `Next` every second. It prints, for idle and with the screens open, how long
look-ups take, and how long it takes from a tap to the first, the middle and the last screen.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import aiohttp

from tests.program.floor import BEGINS, a_database, a_pack
from tests.program.hall import Hall
from tests.program.program import AMINA, DIEGO, OLGA, Person, Program, Said

SCREENS = 1000
TAPS = 40
TAP_SECONDS = 1.0
LOOK_UP_SECONDS = 0.05  # from one look-up to the next
IDLE_LOOK_UPS = 500
WARM_UP = 100


class Screen:
    """An open stream; counts the states it got, and when the last one came."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.states = 0
        self.at = 0.0

    async def follow(self) -> None:
        while line := await self._reader.readline():
            if line.startswith(b"event: state"):
                self.states += 1
                self.at = time.perf_counter()

    def close(self) -> None:
        self._writer.close()


async def open_screen(port: int, path: str) -> Screen:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(f"GET {path}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    status = await reader.readline()
    if b" 200 " not in status:
        raise RuntimeError(f"a screen was refused: {status!r}")
    return Screen(reader, writer)


async def look_ups(person: Person, until: asyncio.Event, took: list[float]) -> None:
    """Look something up again and again, until told to stop."""
    number = 0
    while not until.is_set():
        began = time.perf_counter()
        await person.says(f"/roundtable {number % 4 + 1}")
        took.append((time.perf_counter() - began) * 1000)
        number += 1
        await asyncio.sleep(LOOK_UP_SECONDS)


async def next_button(olga: Person) -> tuple[Said, str]:
    """Return the chair's card as it stands now, and the label of its button `Next`."""
    while True:
        for said in reversed(await olga.heard()):
            for label in said.labels:
                if label.startswith("Next:"):
                    return said, label
        await asyncio.sleep(0.05)


async def tap(olga: Person, hall: Hall, screens: Sequence[Screen]) -> tuple[list[int], float]:
    """Press `Next` until it is done, as the card may be edited under the finger. Return what the
    screens had before, and when the press that counted began."""
    control = (await hall.session()).control
    while True:
        card, label = await next_button(olga)
        before, began = [screen.states for screen in screens], time.perf_counter()
        with suppress(AssertionError):  # the button is gone
            await olga.press(card, label)
        if (await hall.session()).control > control:
            return before, began
        await olga.opens("floor")


def resident(program: Program) -> float:
    status = Path(f"/proc/{program.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def shown(name: str, milliseconds: Sequence[float]) -> str:
    ordered = sorted(milliseconds)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    middle = statistics.median(ordered)
    return f"{name:<40} n={len(ordered):<5} p50 {middle:7.1f} ms  p99 {p99:7.1f} ms"


async def measure(folder: Path, count: int) -> None:
    url = await asyncio.to_thread(a_database, folder, {AMINA: "Ruritania"})
    program = Program(folder, PACK=str(a_pack(folder)), CLOCK_START=BEGINS, DATABASE_URL=url)
    try:
        base = await asyncio.to_thread(program.address)
        async with aiohttp.ClientSession() as http:
            await run(http, base, url, count, program)
    finally:
        await program.stopped()


async def run(
    http: aiohttp.ClientSession, base: str, url: str, count: int, program: Program
) -> None:
    olga, diego = Person(http, base, OLGA), Person(http, base, DIEGO)
    for person in (OLGA, DIEGO):
        await olga.post(f"people/{person}", language_code="en")
    await olga.says("/floor")
    card = await olga.hears("Nobody is waiting")
    settings = await olga.press(await olga.press(card, "More"), "Screen")
    found = re.search(r"http://127\.0\.0\.1:(\d+)(/screen/\S+)", settings.text)
    if found is None:
        raise RuntimeError("no address of a screen")
    port, path = int(found[1]), found[2]
    hall = Hall(url, lambda: datetime.fromisoformat(BEGINS))
    slugs = ("ruritania", "sylvania", "zubrowka", "borduria")
    for number in range(TAPS + 2):
        await hall.enter(slugs[number % 4])

    idle: list[float] = []
    stop = asyncio.Event()
    looking = asyncio.create_task(look_ups(diego, stop, idle))
    while len(idle) < IDLE_LOOK_UPS:
        await asyncio.sleep(0.1)
    stop.set()
    await looking
    print(shown("look-ups, nobody looks on", idle[WARM_UP:]), flush=True)
    print(f"resident memory of the program: {resident(program):.0f} MB", flush=True)

    began = time.perf_counter()
    screens = [await open_screen(port, path) for _ in range(count)]
    following = [asyncio.create_task(screen.follow()) for screen in screens]
    while min(screen.states for screen in screens) < 1:
        await asyncio.sleep(0.05)
    took = time.perf_counter() - began
    print(f"{count} screens were open after {took:.1f} s", flush=True)
    print(f"resident memory of the program: {resident(program):.0f} MB", flush=True)

    busy: list[float] = []
    stop = asyncio.Event()
    looking = asyncio.create_task(look_ups(diego, stop, busy))
    first, middle, last = [], [], []
    await olga.opens("floor")
    for _ in range(TAPS):
        before, tapped = await tap(olga, hall, screens)
        async with asyncio.timeout(30):
            while any(screen.states == was for screen, was in zip(screens, before, strict=True)):
                await asyncio.sleep(0.002)
        late = sorted((screen.at - tapped) * 1000 for screen in screens)
        first.append(late[0])
        middle.append(late[len(late) // 2])
        last.append(late[-1])
        await asyncio.sleep(TAP_SECONDS)
    stop.set()
    await looking
    print(shown(f"look-ups, {count} screens, a tap a second", busy))
    print(shown("from the tap to the first screen", first))
    print(shown("from the tap to the middle one", middle))
    print(shown("from the tap to the last one", last))
    for task, screen in zip(following, screens, strict=True):
        task.cancel()
        screen.close()
    await asyncio.gather(*following, return_exceptions=True)
    await hall.database.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SCREENS
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), count))


if __name__ == "__main__":
    main()

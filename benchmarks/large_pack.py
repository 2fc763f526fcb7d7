"""Look-ups of others while somebody does what is heavy with a large pack.

    python -m benchmarks.large_pack [rounds]

The real program serves a stand-in for Telegram on loopback; prints medians over the rounds.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from tests.large_packs import write_pack
from tests.program.crowd import a_preview, serving
from tests.program.program import Person

NOW = datetime(2030, 4, 20, 7, tzinfo=UTC)
PASSAGES, MEETINGS = 3000, 2000
ASKING, ORGANISER, OTHER = range(101, 131), 300, 200
PAUSE_SECONDS = 0.04


async def _answered(person: Person, command: str) -> None:
    """Write, and wait for the answer however long it takes."""
    after = await person.now()
    await person.writes(command)
    while not any(
        event["message"].get("outgoing")
        for event in (await person.get(f"events?after={after}&wait=10&chat={person.chat}"))[
            "events"
        ]
        if "message" in event
    ):
        pass


async def _waits(other: Person, act: Callable[[], Awaitable[object]]) -> list[float]:
    """How long the other person's look-ups take while the act runs, in milliseconds."""
    waits: list[float] = []

    async def look_up() -> None:
        number = 0
        while True:
            number += 1
            began = time.perf_counter()
            await other.says(f"/recommendation {number % 30 + 1}.{number % 39 + 1}")
            waits.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PAUSE_SECONDS)

    looking_up = asyncio.create_task(look_up())
    await act()
    await asyncio.sleep(PAUSE_SECONDS)
    looking_up.cancel()
    await asyncio.gather(looking_up, return_exceptions=True)
    return sorted(waits)


async def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pack = write_pack(folder / "pack", PASSAGES, MEETINGS)
        async with (
            a_preview([*ASKING, ORGANISER, OTHER], NOW) as preview,
            aiohttp.ClientSession() as session,
            serving(folder, preview, NOW, PACK=str(pack), OWNER_IDS=str(ORGANISER)),
        ):
            people = [Person(session, preview.url, person) for person in ASKING]
            other = Person(session, preview.url, OTHER)
            organiser = Person(session, preview.url, ORGANISER)
            for person in people:
                await person.says("/subscribe all")
            await other.says("/search matter")

            async def all_say(command: str, number: int) -> None:
                await asyncio.gather(*(_answered(person, command) for person in people[:number]))

            acts: dict[str, Callable[[], Awaitable[object]]] = {
                "nothing, for 2 s": lambda: asyncio.sleep(2),
                "30 × /roundtable 1 at once": lambda: all_say("/roundtable 1", 30),
                "30 × /agenda at once": lambda: all_say("/agenda", 30),
                "10 × /agenda file at once": lambda: all_say("/agenda file", 10),
                "/reload": lambda: _answered(organiser, "/reload"),
            }
            for what, act in acts.items():
                found = [await _waits(other, act) for _ in range(rounds)]
                p50, p99, most = (
                    statistics.median(waits[min(len(waits) - 1, int(len(waits) * share))]
                                      for waits in found)
                    for share in (0.5, 0.99, 1)
                )  # fmt: skip
                print(f"{what}: p50 {p50:.0f}, p99 {p99:.0f}, most {most:.0f} ms", flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))

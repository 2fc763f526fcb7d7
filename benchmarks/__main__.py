"""`make bench`: how long a look-up takes, part by part, and from start to the first answer.

Prints medians and 99th percentiles of this machine at this moment; it never fails for a number.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from datetime import time as at
from pathlib import Path

import aiohttp
import yaml

from bot.rendering import render
from content.languages import load_sentences
from content.loading import load_pack
from content.search import Search
from handlers.request import Reader
from handlers.roundtables import roundtable_view
from tests.program.program import AMINA, Person, Program

_QUERIES = Path(__file__).parents[1] / "tests" / "search" / "queries.yaml"
_STARTS = 5


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def show(what: str, milliseconds: list[float]) -> None:
    ordered = sorted(milliseconds)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    middle = statistics.median(ordered)
    print(f"{what:<44} median {middle:9.3f} ms   p99 {last:9.3f} ms   n {len(ordered)}")


async def first_answer() -> float:
    """Milliseconds from starting the program to its first answer in a chat."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        program = Program(Path(folder))
        try:
            address = await asyncio.to_thread(program.address)
            async with aiohttp.ClientSession() as session:
                await Person(session, address, AMINA).says("/start")
            return (time.perf_counter() - began) * 1000
        finally:
            program.stop()


async def answers(count: int) -> list[float]:
    """Milliseconds of each of some answers, one after another, over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        try:
            address = await asyncio.to_thread(program.address)
            async with aiohttp.ClientSession() as session:
                amina = Person(session, address, AMINA)
                await amina.says("/start")
                took = []
                for number in range(count):
                    began = time.perf_counter()
                    await amina.says(f"/roundtable {number % 4 + 1}")
                    took.append((time.perf_counter() - began) * 1000)
            return took
        finally:
            program.stop()


def main() -> None:
    python = ".".join(str(each) for each in sys.version_info[:3])
    kernel = subprocess.run(["uname", "-sm"], capture_output=True, text=True, check=True).stdout
    print(f"Python {python}, {kernel.strip()}\n")

    show(
        "load and check the pack hld-2013", [timed(lambda: load_pack("hld-2013")) for _ in range(7)]
    )
    pack = load_pack("hld-2013")
    show("build the search index", [timed(lambda: Search(pack)) for _ in range(7)])

    search = Search(pack)
    queries = yaml.safe_load(_QUERIES.read_text())
    words = [each["query"] for each in queries["found"] + queries["nothing"]]
    show("search, every query of the tests", [timed(lambda w=w: search.find(w)) for w in words * 3])

    sentences = load_sentences()
    now = datetime.combine(pack.event.start, at(), pack.event.zone)
    reader = Reader("en", pack.event.zone, False, now, sentences["en"], "roundtable_bot")
    view = [
        timed(lambda: render(roundtable_view(reader, pack, pack.roundtables[2])))
        for _ in range(500)
    ]
    show("view and render /roundtable 3", view)

    show("ask and be answered over the preview's HTTP", asyncio.run(answers(200)))
    show("start to first answer", [asyncio.run(first_answer()) for _ in range(_STARTS)])


if __name__ == "__main__":
    main()

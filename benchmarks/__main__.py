"""`make bench`: all figures of docs/performance.md, in about six minutes; it never fails for a
number. `make bench QUICK=1` takes about two and writes nothing."""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import report
from benchmarks.announcements import announce
from benchmarks.asked import write_asked
from benchmarks.double import install_peers
from benchmarks.lookups import OURS, Contest, first_answers
from benchmarks.parts import parts
from benchmarks.reminders import Size, deliver, fill, measure

SIZES = (1_000, 10_000, 100_000, 1_000_000)


async def sizes(folder: Path, wanted: tuple[int, ...]) -> list[Size]:
    return [await measure(await fill(folder, number), number) for number in wanted]


def main() -> None:
    quick = bool(os.environ.get("QUICK"))
    rounds, seconds = (2, 1.0) if quick else (5, 2.0)
    wanted = SIZES[:3] if quick else SIZES
    install_peers()
    sections: dict[str, str] = {}

    def tell(title: str, text: str) -> None:
        sections[title] = text
        report.say(title, text)

    print(report.machine())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        asked = write_asked(folder)
        with ExitStack() as stack:
            stood = Contest(asked, folder, stack)
            found = stood.rounds(rounds, seconds)
            tell("Look-ups beside other frameworks", report.contest(found))
            each = stood.kinds(rounds, seconds / 2)
            latency = stood.latency(found[OURS].a_second / 2, 4 * seconds)
            tell("Each kind of look-up", report.kinds(each, latency))
        tell("Start", report.starts(first_answers(asked, folder, 2 if quick else 5)))
        tell("Reminders: planning", report.curve(asyncio.run(sizes(folder, wanted))))
        (folder / "delivering").mkdir()
        filled = folder / f"{wanted[-1]}.db"
        sent = deliver(
            asked, folder / "delivering", filled, 5.0 if quick else 12.0,
            wait_for=0 if quick else wanted[-1] // 10,
        )  # fmt: skip
        tell("Reminders: delivering", report.delivering(sent, wanted[-1]))
        (folder / "announcing").mkdir()
        hundred_thousand = folder / f"{SIZES[2]}.db"
        announced = announce(asked, folder / "announcing", hundred_thousand, 5.0 if quick else 10.0)
        tell("An announcement", report.announcing(announced, SIZES[2]))
    tell("Parts of a look-up", report.parts(parts()))
    if not quick:
        report.write(sections)
        report.draw(found)


if __name__ == "__main__":
    main()

"""What an idle minute costs, with SQLite and with PostgreSQL.

`python -m benchmarks.idle` prints a table of docs/performance.md. SECONDS makes it shorter.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.api_double import ApiDouble
from benchmarks.programs import OURS, RunningBot
from benchmarks.workload import Workload, write_workload
from tests import postgresql

SECONDS = float(os.environ.get("SECONDS") or 60)
# Word lists of all languages are read after the start.
_SETTLE_SECONDS = 20


@dataclass(frozen=True)
class Counters:
    """What the kernel has counted for a program since its start."""

    cpu: float  # seconds
    wakeups: int  # of all threads
    written: int  # bytes to the disk


def counters(bot: RunningBot) -> Counters:
    process = Path(f"/proc/{bot.process.pid}")
    wakeups = sum(
        int(_field(thread / "status", "voluntary_ctxt_switches"))
        for thread in (process / "task").iterdir()
    )
    return Counters(bot.cpu(), wakeups, int(_field(process / "io", "write_bytes")))


def _field(file: Path, name: str) -> str:
    lines = file.read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))


def idle(workload: Workload, folder: Path, url: str) -> list[str]:
    """Return what a program costs that polls and is asked nothing."""
    with ExitStack() as stack:
        double = stack.enter_context(ApiDouble(workload))
        bot = stack.enter_context(RunningBot(double, workload, folder, OURS, DATABASE_URL=url))
        double.control("ready")
        time.sleep(_SETTLE_SECONDS)
        before = counters(bot)
        time.sleep(SECONDS)
        after = counters(bot)
        return [
            f"{after.cpu - before.cpu:.2f} s",
            f"{after.wakeups - before.wakeups:,}",
            f"{(after.written - before.written) / 1000:.0f} kB",
            f"{bot.resident():.0f} MB",
        ]


def main() -> None:
    binaries = postgresql.programs()
    if binaries is None:
        raise SystemExit("needs PostgreSQL and asyncpg")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = postgresql.PostgreSQL(binaries)
        stack.callback(server.close)
        workload = write_workload(Path(folder))
        urls = {
            "SQLite": f"sqlite+aiosqlite:///{folder}/idle.db",
            "PostgreSQL": asyncio.run(postgresql.create(server.url, "idle")),
        }
        print(f"| {SECONDS:.0f} idle seconds | processor | woken | written | memory |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for name, url in urls.items():
            print(f"| {name} | {' | '.join(idle(workload, Path(folder), url))} |", flush=True)


if __name__ == "__main__":
    main()

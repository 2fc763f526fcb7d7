"""Programs that are killed one after the other.

Most of a start is importing. A starter imports the program once and forks it for each life; from
there on it is the program: its own process, its files, its end by SIGKILL.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Self

from tests.databases import database_settings
from tests.program.program import ROOT

_READY_SECONDS = 60


class Starter:
    """Starts `python -m bot run` in a folder, kills it, and starts it anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "lives.txt"
        self._database = database_settings(folder)
        passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._environment = {**passed, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.program.lives"], cwd=folder,
            env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    async def live(self, settings: Mapping[str, str]) -> int:
        """Start the program and wait until it is ready; its process's id."""
        self._log.write_bytes(b"")
        born = await self._order(
            log=str(self._log), environment={**self._environment, **self._database, **settings}
        )  # fmt: skip
        async with asyncio.timeout(_READY_SECONDS):
            while "ready" not in (said := self._log.read_text()):
                assert not self._gone(born), f"the program ended: {said}"
                await asyncio.sleep(0.01)
        return born

    def _gone(self, born: int) -> bool:
        """It ended by itself, and the starter has not heard of it yet."""
        status = Path(f"/proc/{born}/status")
        return status.exists() and b"\nState:\tZ" in status.read_bytes()

    async def die(self, born: int) -> None:
        """SIGKILL, and wait until it is gone."""
        await self._order(kill=born)

    async def _order(self, **order: Any) -> int:
        def ask() -> str:
            if self.process.stdin is None or self.process.stdout is None:
                raise RuntimeError("the starter cannot be talked to")
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            return self.process.stdout.readline()

        return int(await asyncio.to_thread(ask))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait(timeout=20)


async def killed_at_random(
    folder: Path,
    kills: int,
    seed: int,
    settings: Callable[[int], Mapping[str, str]],
    longest: float,
    alive: Callable[[int], Awaitable[object]] | None = None,
    dead: Callable[[], Awaitable[object]] | None = None,
) -> None:
    """Start the program so many times in a folder, each time with its settings, let `alive` act,
    kill it within `longest` seconds, and let `dead` look at what it left."""
    chance = random.Random(seed)
    with Starter(folder) as starter:
        for number in range(kills):
            born = await starter.live(settings(number))
            if alive is not None:
                await alive(number)
            await asyncio.sleep(chance.uniform(0, longest))
            await starter.die(born)
            if dead is not None:
                await dead()


def _serve() -> None:
    """Each line of input is an order: to fork the program, or to kill one that was forked."""
    import gc

    import bot.app  # noqa: F401
    from bot.cli import commands

    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        if "kill" in order:
            born = int(order["kill"])
            os.kill(born, signal.SIGKILL)
            os.waitpid(born, 0)
        else:
            born = os.fork()
            if born == 0:
                os.environ.clear()
                os.environ.update(order["environment"])
                log = os.open(order["log"], os.O_WRONLY | os.O_APPEND)
                for stream in (1, 2):
                    os.dup2(log, stream)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                commands(["run"])
                os._exit(1)
        print(born, flush=True)


if __name__ == "__main__":
    _serve()

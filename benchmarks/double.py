"""The Bot API double as a process, and the bots before it, each on a core of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.asked import Asked

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "benchmarks" / "peers"
INSTALLED = ROOT / "benchmarks" / ".peers"
TOKEN = "7000000001:bench-bench-bench-bench-bench-bench"
_TICKS = os.sysconf("SC_CLK_TCK")


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """The command on one core, where there is `taskset` and a core to spare."""
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(cores[core % len(cores)]), *command]


@dataclass(frozen=True)
class Load:
    """What one run came to. Latencies are in milliseconds, `cpu` in seconds of the bot's."""

    answers: int
    seconds: float
    lost: int
    busy: float  # the double's CPU seconds
    p50: float
    p99: float
    cpu: float

    @property
    def a_second(self) -> float:
        """Answers for each second of the bot's CPU: what a core gives that it has to itself."""
        return self.answers / self.cpu


class Double:
    """Stands for Telegram on core 1."""

    def __init__(self, asked: Asked) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = int(taken.getsockname()[1])
        command = [
            "node",
            str(ROOT / "benchmarks" / "double.mjs"),
            str(self.port),
            str(asked.updates),
        ]
        self.process = subprocess.Popen(pinned(1, command), stdout=subprocess.PIPE)
        if self.process.stdout is None or self.process.stdout.readline() != b"ready\n":
            raise RuntimeError("the Bot API double did not start")

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    def control(self, what: str, timeout: float = 120, **body: Any) -> Any:
        url = f"http://127.0.0.1:{self.port}/control/{what}"
        request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return json.loads(response.read())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


class Bot:
    """A bot on core 0, before the double."""

    def __init__(
        self, double: Double, asked: Asked, folder: Path, command: Sequence[str], **settings: str
    ) -> None:
        passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        database = f"sqlite+aiosqlite:///{folder}/bench.db"
        environment = {
            **passed, "PYTHONPATH": str(ROOT), "BOT_TOKEN": TOKEN, "BOT_API_URL": double.api,
            "ANSWERS": str(asked.answers), "NODE_PACKAGES": str(INSTALLED / "package.json"),
            "DATABASE_URL": database, "LOG_LEVEL": "WARNING", **settings,
        }  # fmt: skip
        self.log = (folder / "log.txt").open("wb")
        self._double = double
        self.process = subprocess.Popen(
            pinned(0, command), cwd=folder, env=environment, stdout=self.log, stderr=self.log
        )

    def cpu(self) -> float:
        """CPU seconds so far, of all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self, which: str = "VmHWM") -> float:
        """MB: the most it ever had (VmHWM), or has now (VmRSS)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(each for each in status.splitlines() if each.startswith(which))
        return int(line.split()[1]) / 1024

    def under(self, kind: str, seconds: float, **load: float) -> Load:
        """What it does with updates of a kind: so many in flight, or so many a second."""
        before = self.cpu()
        done = self._double.control("run", kind=kind, seconds=seconds, **load)
        return Load(**done, cpu=self.cpu() - before)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def ours() -> list[str]:
    return [sys.executable, "-m", "bot", "run"]


def peers() -> Mapping[str, list[str]]:
    """The peers' bots by what they are called in the table."""
    python = [sys.executable, "-m"]
    return {
        "python-telegram-bot 22, its defaults": [*python, "benchmarks.peers.ptb"],
        "python-telegram-bot 22, concurrent": [*python, "benchmarks.peers.ptb", "concurrent"],
        "aiogram 3": [*python, "benchmarks.peers.aiogram3"],
        "grammY and runner (Node)": ["node", str(PEERS / "grammy.mjs")],
        "no framework: uvloop, aiohttp, orjson": [*python, "benchmarks.peers.floor"],
    }


def install_peers() -> None:
    """The packages of the peers in Node, in a folder of their own; the others are those that the
    tests bring."""
    INSTALLED.mkdir(exist_ok=True)
    wanted = (PEERS / "package.json").read_text()
    mark = INSTALLED / "package.json"
    if mark.is_file() and mark.read_text() == wanted and (INSTALLED / "node_modules").is_dir():
        return
    mark.write_text(wanted)
    subprocess.run(
        ["npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"],
        cwd=INSTALLED, check=True,
    )  # fmt: skip

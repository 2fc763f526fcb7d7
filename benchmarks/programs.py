"""The programs that are measured, each on a core of its own with a Bot API double."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.api_double import ApiDouble, pinned
from benchmarks.checkouts import NOW, ROOT, Checkout
from benchmarks.workload import Workload

PEERS = ROOT / "benchmarks" / "peers"
INSTALLED = ROOT / "benchmarks" / ".peers"
TOKEN = "7000000001:bench-bench-bench-bench-bench-bench"
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 15


@dataclass(frozen=True)
class Program:
    """A program by its name in the tables; `root` is where Python finds its modules."""

    name: str
    command: Sequence[str]
    root: Path = ROOT


def bot_of(checkout: Checkout) -> Program:
    """Return the program of a checkout of this project."""
    return Program(checkout.name, (checkout.python, "-m", "bot", "run"), checkout.root)


OURS = bot_of(NOW)
PTB = Program(
    "python-telegram-bot 22, its defaults", (sys.executable, "-m", "benchmarks.peers.ptb")
)
PEER_PROGRAMS = (
    PTB,
    Program("python-telegram-bot 22, concurrent", (*PTB.command, "concurrent")),
    Program("aiogram 3", (sys.executable, "-m", "benchmarks.peers.aiogram3")),
    Program("grammY and runner (Node)", ("node", str(PEERS / "grammy.mjs"))),
    Program(
        "no framework: uvloop, aiohttp, orjson",
        (sys.executable, "-m", "benchmarks.peers.floor"),
    ),
)


@dataclass(frozen=True)
class Load:
    """The outcome of a run.

    `seconds` are wall time, `cpu` the program's and `double_cpu` the double's CPU seconds.
    Latencies are in milliseconds.
    """

    answers: int
    seconds: float
    lost: int
    double_cpu: float
    p50: float
    p99: float
    cpu: float

    @property
    def a_core_second(self) -> float:
        """Answers for each CPU second: what a core gives that the program has to itself."""
        return self.answers / self.cpu

    @property
    def a_second(self) -> float:
        """Answers for each second of wall time."""
        return self.answers / self.seconds


class Process:
    """A program that the Bot API at `api` serves, on core 0. `settings` are environment
    variables."""

    def __init__(self, api: str, folder: Path, program: Program, **settings: str) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment = {
            **kept, "PYTHONPATH": str(program.root), "BOT_TOKEN": TOKEN, "BOT_API_URL": api,
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.db", "LOG_LEVEL": "WARNING",
            **settings,
        }  # fmt: skip
        self.log = (folder / "log.txt").open("ab")
        self.process = subprocess.Popen(
            pinned(0, program.command), cwd=folder, env=environment,
            stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def cpu(self) -> float:
        """Return the CPU seconds so far, of all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND

    def memory(self) -> float:
        """Return the highest resident memory so far, in MB."""
        return self._status("VmHWM")

    def resident(self) -> float:
        """Return the resident memory, in MB."""
        return self._status("VmRSS")

    def _status(self, name: str) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(name))
        return int(line.split()[1]) / 1024

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


class RunningBot(Process):
    """A program that serves a double."""

    def __init__(
        self,
        double: ApiDouble,
        workload: Workload,
        folder: Path,
        program: Program,
        **settings: str,
    ) -> None:
        answers = {
            "ANSWERS": str(workload.answers), "NODE_PACKAGES": str(INSTALLED / "package.json"),
        }  # fmt: skip
        super().__init__(double.api, folder, program, **answers, **settings)
        self._double = double

    def run(self, kind: str, seconds: float, **load: float) -> Load:
        """Hand out updates of a kind: `inflight` at any time, or `rate` a second."""
        before = self.cpu()
        done = self._double.control("run", kind=kind, seconds=seconds, **load)
        return Load(**done, cpu=self.cpu() - before)


def install_peers() -> None:
    """Install the Node packages of the peers, unless they are there.

    The Python peers use packages that the tests require as well.
    """
    INSTALLED.mkdir(exist_ok=True)
    wanted = (PEERS / "package.json").read_text()
    installed = INSTALLED / "package.json"
    if (
        installed.is_file()
        and installed.read_text() == wanted
        and (INSTALLED / "node_modules").is_dir()
    ):
        return
    installed.write_text(wanted)
    subprocess.run(
        ["npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"],
        cwd=INSTALLED, check=True,
    )  # fmt: skip

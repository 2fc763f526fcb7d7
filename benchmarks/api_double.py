"""The Bot API double as a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks.workload import Workload

_CORES = sorted(os.sched_getaffinity(0))
_SCRIPT = Path(__file__).with_name("api_double.mjs")


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """Return the command that runs on one core; with a single core, on that one."""
    return ["taskset", "-c", str(_CORES[core % len(_CORES)]), *command]


def pin_this(core: int) -> None:
    """Keep this process on one core."""
    os.sched_setaffinity(0, {_CORES[core % len(_CORES)]})


class ApiDouble:
    """Stands in for Telegram's Bot API, on core 1.

    It is written in Node and reads HTTP by hand: the preview, or any double in Python, would take
    longer for an update than the fastest programs that are measured.
    """

    def __init__(self, workload: Workload) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        command = ["node", str(_SCRIPT), str(self.port), str(workload.updates)]
        self.process = subprocess.Popen(pinned(1, command), stdout=subprocess.PIPE)
        if self.process.stdout is None or self.process.stdout.readline() != b"ready\n":
            raise RuntimeError("the Bot API double did not start")

    @property
    def api(self) -> str:
        """The value for BOT_API_URL."""
        return f"http://127.0.0.1:{self.port}/bot"

    def control(self, command: str, timeout: float = 120, **body: Any) -> Any:
        """Give the double a command (see api_double.mjs) and return its answer."""
        url = f"http://127.0.0.1:{self.port}/control/{command}"
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

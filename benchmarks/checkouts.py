"""The checkouts of this project that are measured: this one, and another beside it if asked for."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_CALL = """
import asyncio, importlib, inspect, pickle, sys
module, name, arguments = pickle.load(sys.stdin.buffer)
result = getattr(importlib.import_module(module), name)(*arguments)
if inspect.iscoroutine(result):
    result = asyncio.run(result)
pickle.dump(result, sys.stdout.buffer)
"""


@dataclass(frozen=True)
class Checkout:
    """A checkout, by its name in the tables."""

    name: str
    root: Path
    python: str

    def call(self, module: str, name: str, *arguments: Any) -> Any:
        """Call one of the checkout's own functions in a process of its own.

        Other checkouts are called by these names, too, so they have to stay as they are:
        `reminders.fill`, `reminders.measure`, `announcements.planned` and `parts.parts`.
        """
        done = subprocess.run(
            [self.python, "-c", _CALL], cwd=self.root, check=True, stdout=subprocess.PIPE,
            input=pickle.dumps((f"benchmarks.{module}", name, arguments)),
            env={**os.environ, "PYTHONPATH": str(self.root)},
        )  # fmt: skip
        return pickle.loads(done.stdout)


NOW = Checkout("Roundtable, everything on", ROOT, sys.executable)


def checkouts() -> list[Checkout]:
    """Return this checkout and, if the environment variable BEFORE names one, that."""
    before = os.environ.get("BEFORE")
    if not before:
        return [NOW]
    root = Path(before).resolve()
    python = root / ".venv" / "bin" / "python"
    found = str(python) if python.exists() else sys.executable
    return [NOW, Checkout("Roundtable before", root, found)]

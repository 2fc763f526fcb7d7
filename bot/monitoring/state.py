"""Whether the program works: what /readyz answers, and the service manager's watchdog."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

# What is asked must answer within this time, or counts as not ready.
_CHECK_TIMEOUT_SECONDS = 3.0

# Returns what is wrong, in a few words without anybody's data, or None.
Check = Callable[[], Awaitable[str | None]]


class Monitor:
    """The checks of the parts that run, by name. The program is ready once it started and while no
    check finds anything; a part that ends takes its check away."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self.started = False
        self.stopping = False

    def add(self, name: str, check: Check) -> Callable[[], None]:
        """Add a check; return what takes it away."""
        self._checks[name] = check

        def remove() -> None:
            self._checks.pop(name, None)

        return remove

    async def findings(self) -> Mapping[str, str]:
        """Return what each check finds, `ok` where that is nothing."""
        if self.stopping:
            return {"program": "stopping"}
        if not self.started:
            return {"program": "starting"}
        names = list(self._checks)
        found = await asyncio.gather(*(_asked(self._checks[name]) for name in names))
        return dict(zip(names, found, strict=True))

    @staticmethod
    def is_ready(findings: Mapping[str, str]) -> bool:
        return all(finding == "ok" for finding in findings.values())


async def _asked(check: Check) -> str:
    try:
        async with asyncio.timeout(_CHECK_TIMEOUT_SECONDS):
            return await check() or "ok"
    except TimeoutError:
        return f"no answer within {_CHECK_TIMEOUT_SECONDS:g} s"
    except Exception as problem:  # whatever it is, it is no reason for a page without an answer
        return type(problem).__name__


class Reached:
    """When something last answered, and the check that this was not too long ago."""

    def __init__(self, max_age_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds."""
        self._max_age_seconds = max_age_seconds
        self._now = now
        self._at = now()

    def note(self) -> None:
        self._at = self._now()

    @property
    def age_seconds(self) -> float:
        return self._now() - self._at

    async def check(self) -> str | None:
        age = self.age_seconds
        return f"no answer for {age:.0f} s" if age > self._max_age_seconds else None

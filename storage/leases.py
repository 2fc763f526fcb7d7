"""Leases: how a program that shares a database knows that its work is still its own.

Work that belongs to one program at a time, such as an answer in a chat, runs in a context that has
the lease under which it began. What it does later, after the program slept for an hour or lost its
database, is refused: another program may have done it meanwhile.
"""

from __future__ import annotations

import time
from contextvars import ContextVar

from sqlalchemy.exc import SQLAlchemyError

# Goes on while the machine sleeps, where there is such a clock.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class LeaseLost(SQLAlchemyError):
    """The program may no longer do this: another one does it. Nothing was written or sent."""


class Lease:
    """Ends when it is not extended for a while, or at once, and never begins again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0
        self._ended = False

    @staticmethod
    def now() -> float:
        """Seconds of the clock that leases are measured by."""
        return time.clock_gettime(_CLOCK)

    def extend(self, since: float) -> None:
        """Let it last from an instant on, which was before the heartbeat that renewed it."""
        self._until = since + self._seconds

    def end(self) -> None:
        self._ended = True

    @property
    def seconds_left(self) -> float:
        """How long it lasts if it is not extended."""
        return 0.0 if self._ended else max(0.0, self._until - self.now())

    @property
    def holds(self) -> bool:
        return not self._ended and self.now() < self._until


# The lease under which the work of this context began; None where no other program can do it.
current_lease: ContextVar[Lease | None] = ContextVar("current_lease", default=None)


def check_lease() -> None:
    """Raises LeaseLost if the work of this context may be another program's by now."""
    lease = current_lease.get()
    if lease is not None and not lease.holds:
        raise LeaseLost("this may be done by another program by now")

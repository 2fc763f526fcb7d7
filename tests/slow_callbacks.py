"""Measures how long the event loop is held up, in a way that no other program disturbs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from unittest.mock import patch


@dataclass
class LongestCallback:
    """The most function calls, Python's and C's, of one callback of the event loop."""

    calls: int = 0


@contextmanager
def longest_callback() -> Iterator[LongestCallback]:
    """Count the calls between which the event loop can do nothing else. Threads do not count."""
    longest = LongestCallback()
    run = asyncio.Handle._run
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    def measured(handle: asyncio.Handle) -> None:
        nonlocal count
        count = 0
        sys.setprofile(profile)
        try:
            run(handle)
        finally:
            sys.setprofile(None)
        longest.calls = max(longest.calls, count)

    with patch.object(asyncio.Handle, "_run", measured):
        yield longest

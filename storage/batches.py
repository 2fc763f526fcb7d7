"""Working on many rows without holding up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

T = TypeVar("T")

BATCH_SIZE = 100  # rows: a few milliseconds of work


async def in_batches(rows: Sequence[T]) -> AsyncIterator[Sequence[T]]:
    """Yield the rows in batches, and let other tasks run between them."""
    for start in range(0, len(rows), BATCH_SIZE):
        if start:
            await asyncio.sleep(0)
        yield rows[start : start + BATCH_SIZE]

"""Roles: work that one program at a time does, such as sending notices."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from bot.serving import watch
from storage.leases import Lease, LeaseLost, current_lease

_logger = logging.getLogger(__name__)


class Role:
    """Runs its work while this program has the role."""

    def __init__(
        self,
        name: str,
        run: Callable[[], Coroutine[None, None, None]],
        fail: Callable[[Exception], None],
    ) -> None:
        """`run` works until it is cancelled; `fail` is told if it ends with an error."""
        self.name = name
        self._run = run
        self._fail = fail
        self._task: asyncio.Task[None] | None = None

    def start(self, lease: Lease | None = None) -> None:
        """Begin to work, once the work of an earlier lease has ended."""
        self._task = asyncio.create_task(self._work(lease, self._task))
        watch(self._task, self._fail)

    def lose(self) -> None:
        """Cancel the work, without waiting for its end."""
        if self._task is not None:
            self._task.cancel()

    async def stop(self) -> None:
        """Cancel the work, and wait until it has ended."""
        self.lose()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self, lease: Lease | None, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        current_lease.set(lease)
        if lease is not None:
            _logger.info("this program takes over: %s", self.name)
        try:
            await self._run()
        except LeaseLost:
            return

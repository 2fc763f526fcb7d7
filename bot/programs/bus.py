"""Telling the other programs on a database what they need to know at once, by NOTIFY.

PostgreSQL delivers a notification to every session that listens. A program that loses its session
may miss some, so it assumes afterwards that everything has changed; and when a program ends, the
others assume that it had something left to tell.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from storage import programs
from storage.database import Database

_logger = logging.getLogger(__name__)
_RETRY_SECONDS = 0.5

Handler = Callable[[str], None]


class Bus:
    """Sends what this program tells, and calls a handler for what others tell."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._handlers: dict[str, Handler] = {}
        # What is to be told, each once, in order.
        self._waiting: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._receiving = False
        # By which this program knows its own notifications.
        self.sender = ""

    def on(self, kind: str, handler: Handler) -> None:
        """Call a handler with the words of each notification of a kind."""
        self._handlers[kind] = handler

    def tell(self, kind: str, words: str = "") -> None:
        """Tell the others something soon; the same once. What is done because others told it is not
        told again."""
        if not self._receiving:
            self._waiting[f"{kind} {words}"] = None
            self._wake.set()

    def payload(self, kind: str, words: str) -> str:
        """What to notify the others of in a transaction of one's own."""
        return f"{self.sender} {kind} {words}"

    def receive(self, payload: str) -> None:
        sender, _, told = payload.partition(" ")
        kind, _, words = told.partition(" ")
        handler = self._handlers.get(kind)
        if sender == self.sender or handler is None:
            return
        self._receiving = True
        try:
            handler(words)
        except Exception as problem:  # one may be of another version of the program
            _logger.error("a notification could not be handled", exc_info=problem)
        finally:
            self._receiving = False

    async def run(self) -> None:
        """Send what is to be told, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            told = list(self._waiting)
            try:
                async with self._database.transaction() as connection:
                    for one in told:
                        await programs.notify(connection, f"{self.sender} {one}")
            except SQLAlchemyError as problem:
                extra = {"error": type(problem).__name__}
                _logger.warning("other programs could not be told; trying again", extra=extra)
                self._wake.set()
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            for one in told:
                del self._waiting[one]
            if self._waiting:
                self._wake.set()

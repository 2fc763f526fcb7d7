"""Button presses and inline queries that wait for the bot's answer."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.preview.api_errors import ApiError

_MAX_QUERIES = 1_000


@dataclass
class Query:
    """A query of a person in a chat. `asked_at` is on the event loop's clock, in real seconds."""

    id: str
    person: int
    chat: int
    asked_at: float
    answer: asyncio.Future[dict[str, Any]]
    details: dict[str, Any] = field(default_factory=dict)


class OpenQueries:
    """The open queries of one kind. Each takes one answer, within `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._queries: dict[str, Query] = {}

    def ask(self, person: int, chat: int, **details: Any) -> Query:
        """Open a query; the oldest ones are forgotten above the limit."""
        loop = asyncio.get_running_loop()
        query_id = str(secrets.randbits(62) + 1)
        query = Query(query_id, person, chat, loop.time(), loop.create_future(), details)
        self._queries[query_id] = query
        while len(self._queries) > _MAX_QUERIES:
            del self._queries[next(iter(self._queries))]
        return query

    def find(self, query_id: str) -> Query | None:
        return self._queries.get(query_id)

    def answer(self, query_id: str, answer: dict[str, Any]) -> Query:
        """Give a query its answer. Raises ApiError if it is unknown, too old or answered."""
        query = self._queries.get(query_id)
        now = asyncio.get_running_loop().time()
        if query is None or query.answer.done() or now - query.asked_at > self.seconds:
            raise ApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        query.answer.set_result(answer)
        return query

    def clear(self) -> None:
        self._queries.clear()

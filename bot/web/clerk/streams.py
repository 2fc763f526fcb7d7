"""Event streams of the clerk's pages: the state of a session, whenever it changes."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import orjson
from aiohttp import web

from bot.clock import Clock
from bot.web.clerk.access import Access, Signed
from handlers.floor.clerk_state import clerk_state
from handlers.framework.services import Services
from storage.floor import sessions

MAX_STREAMS_OF_BROWSER = 4
# What another program does is seen after so long, and what this one does at once.
_SWEEP_SECONDS = 1.0
# What depends on the hour or a role alone is seen after so long; proxies see that the line lives.
_LOOK_SECONDS = 5.0
_SEND_SECONDS = 10.0


class Streams:
    """The open streams, of which a browser has a few at most."""

    def __init__(self, services: Services, clock: Clock, access: Access) -> None:
        self._services = services
        self._clock = clock
        self._access = access
        self._wakes: dict[asyncio.Event, str] = {}
        self._stopped = False
        services.signals.floor_listeners.append(self.wake)

    def has_room(self, token: str) -> bool:
        """Return whether one more stream of a browser may be opened."""
        of_browser = sum(one == token for one in self._wakes.values())
        return not self._stopped and of_browser < MAX_STREAMS_OF_BROWSER

    def wake(self) -> None:
        for event in self._wakes:
            event.set()

    def stop(self) -> None:
        """End all streams, so that the server can stop."""
        self._stopped = True
        self.wake()

    async def follow(self, response: web.StreamResponse, signed: Signed) -> None:
        """Send states until the server stops, or whoever looks on is signed out or leaves the
        podium. Raises ConnectionError or TimeoutError if the browser takes nothing."""
        wake = asyncio.Event()
        wake.set()
        self._wakes[wake] = signed.token
        try:
            await _send(response, b"retry: 1000\n\n")
            while not self._stopped:
                revision = await self._send_state(response, signed, wake)
                if revision is None:
                    await _send(response, b"event: out\ndata: {}\n\n")
                    return
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._changed(signed.browser.session, revision, wake)
        finally:
            del self._wakes[wake]

    async def _send_state(
        self, response: web.StreamResponse, signed: Signed, wake: asyncio.Event
    ) -> int | None:
        """Send the state; return its revision, or None to whoever may not see it any more."""
        wake.clear()
        async with self._services.database.transaction() as connection:
            found = await self._access.signed_with(connection, signed.token)
        if found is None:
            return None
        state = clerk_state(found.reader, found.context, self._clock.speed)
        await _send(response, b"event: state\ndata: %b\n\n" % orjson.dumps(state))
        return found.context.session.revision

    async def _changed(self, session_id: int, seen: int, wake: asyncio.Event) -> None:
        """Wait until something is done in a session, by this program or another one."""
        while not wake.is_set() and await self._revision(session_id) == seen:
            with suppress(TimeoutError):
                async with asyncio.timeout(_SWEEP_SECONDS):
                    await wake.wait()

    async def _revision(self, session_id: int) -> int | None:
        async with self._services.database.transaction() as connection:
            return (await sessions.revisions(connection, [session_id])).get(session_id)


async def _send(response: web.StreamResponse, content: bytes) -> None:
    async with asyncio.timeout(_SEND_SECONDS):
        await response.write(content)

"""Follows the sessions whose screens somebody looks at, and tells all who look what changed.

One task reads the database for all of them, and none while nobody looks. What it found is made into
bytes once, for all screens of a session.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field

import orjson
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from handlers.floor.context import read_context
from handlers.floor.screen_state import languages_of, milliseconds, screen_state
from handlers.framework.services import Services
from storage.floor import sessions
from storage.floor.records import Session

# Acts of this program are seen at once, those of another one by this sweep.
SWEEP_SECONDS = 0.25
# Between two looks, however much happens: each costs some milliseconds.
MIN_PAUSE_SECONDS = 0.1
HEARTBEAT_SECONDS = 5.0
# A screen that polls counts as looking for so long.
_POLL_SECONDS = 6.0
_STATE_TIMEOUT_SECONDS = 5.0
_RETRY_SECONDS = 1.0
# What waits for a slow reader, in this process and in the machine's buffer. More ends its stream:
# it connects again, and gets what holds then.
MAX_UNSENT_BYTES = 64 * 1024
_BATCH_SIZE = 50  # of screens, before others have their turn
_CLOCK_JUMP_SECONDS = 0.3

_logger = logging.getLogger(__name__)


class Viewer:
    """A screen with an open stream."""

    def __init__(self, response: web.StreamResponse, transport: asyncio.Transport) -> None:
        self._response = response
        self._transport = transport
        self._ended = asyncio.Event()
        self.shown = b""  # the state that was sent last
        # Not every event loop's transport has a real socket.
        with suppress(AttributeError, OSError):
            sock = transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MAX_UNSENT_BYTES)

    @property
    def ended(self) -> bool:
        return self._ended.is_set()

    async def send(self, content: bytes) -> None:
        """Send without waiting for a reader who is slow: that one is dropped."""
        if self._transport.is_closing():
            self._ended.set()
        elif self._transport.get_write_buffer_size() > MAX_UNSENT_BYTES // 2:
            self.drop()
        else:
            try:
                await self._response.write(content)
            except ConnectionError:
                self._ended.set()

    def drop(self) -> None:
        """End the stream at once."""
        self._transport.abort()
        self._ended.set()

    async def wait(self) -> None:
        """Wait until the stream has ended."""
        await self._ended.wait()


@dataclass(eq=False)
class _Screen:
    """What is known of a session that somebody looks at. Times are on the monotonic clock."""

    token: str
    viewers: set[Viewer] = field(default_factory=set)
    polled_until: float = 0.0
    revision: int = -1
    pack_version: int = -1
    content: bytes = b""  # the state in JSON
    made: asyncio.Event = field(default_factory=asyncio.Event)

    def drop_all(self) -> None:
        for viewer in self.viewers:
            viewer.drop()
        self.viewers.clear()


class ScreenFollower:
    """Keeps all screens of this program up to date."""

    def __init__(self, services: Services, clock: Clock, version: str) -> None:
        """`version` is of the page: screens with another one load it again."""
        self._services = services
        self._clock = clock
        self._version = version
        self._screens: dict[int, _Screen] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopped = False
        self._heartbeat_at = 0.0
        self._offset = 0.0  # of the clock from the monotonic one, in seconds
        services.signals.floor_listeners.append(self._wake.set)

    async def follow(self, session: Session, viewer: Viewer) -> None:
        """Send a screen what it shows, now and whenever it changes, until its stream ends."""
        screen = self._screen(session)
        if screen is None:
            return
        screen.viewers.add(viewer)
        try:
            await viewer.send(b"retry: 2000\n\n")
            if screen.content:
                await self._show(screen, viewer)
            await viewer.wait()
        finally:
            screen.viewers.discard(viewer)

    async def state(self, session: Session) -> bytes | None:
        """Return the clock and the state as one JSON object, for a screen that polls; None if they
        could not be read."""
        screen = self._screen(session)
        if screen is None:
            return None
        screen.polled_until = time.monotonic() + _POLL_SECONDS
        with suppress(TimeoutError):
            async with asyncio.timeout(_STATE_TIMEOUT_SECONDS):
                await screen.made.wait()
        if not screen.content:
            return None
        return b'{"clock":%b,"state":%b}' % (self._clock_json(), screen.content)

    @property
    def open_screens(self) -> int:
        """How many streams are open; screens that poll are not counted."""
        return sum(len(screen.viewers) for screen in self._screens.values())

    async def stop(self) -> None:
        """End all streams."""
        self._stopped = True
        for screen in self._screens.values():
            screen.drop_all()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _screen(self, session: Session) -> _Screen | None:
        """Return the screen of a session, which is followed from now on; None if the session has
        got another address meanwhile."""
        screen = self._screens.get(session.id)
        if screen is None:
            screen = self._screens[session.id] = _Screen(session.screen_token)
        if self._stopped or screen.token != session.screen_token:
            return None
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return screen

    async def _run(self) -> None:
        """Look whenever something happens, until nobody looks on."""
        while self._screens:
            self._wake.clear()
            try:
                await self._look()
            except Exception:
                _logger.exception("screens could not be brought up to date")
                await asyncio.sleep(_RETRY_SECONDS)
            self._forget()
            await asyncio.sleep(MIN_PAUSE_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_SECONDS - MIN_PAUSE_SECONDS):
                    await self._wake.wait()

    def _forget(self) -> None:
        """Stop following sessions that nobody looks at."""
        now = time.monotonic()
        for session_id, screen in list(self._screens.items()):
            screen.viewers = {viewer for viewer in screen.viewers if not viewer.ended}
            if not screen.viewers and screen.polled_until < now:
                del self._screens[session_id]

    async def _look(self) -> None:
        """Read what changed, and send it; every now and then, send the clock to all."""
        now = time.monotonic()
        offset = self._clock.now().timestamp() - now * self._clock.speed
        beat = now >= self._heartbeat_at or abs(offset - self._offset) > _CLOCK_JUMP_SECONDS
        if beat:
            self._heartbeat_at, self._offset = now + HEARTBEAT_SECONDS, offset
        changed: list[_Screen] = []
        pack_version = self._services.packs.in_use.version
        async with self._services.database.transaction() as connection:
            known = await sessions.revisions(connection, list(self._screens))
            for session_id, screen in list(self._screens.items()):
                if session_id not in known:
                    screen.drop_all()
                    continue
                same = (screen.revision, screen.pack_version) == (known[session_id], pack_version)
                # What depends on the hour alone, such as an open list, changes between acts.
                if (not same or beat) and await self._read(connection, session_id, screen):
                    changed.append(screen)
        for screen in list(self._screens.values()):
            if screen in changed:
                await self._show(screen, *screen.viewers)
            elif beat:
                await _send(self._clock_event(), *screen.viewers)

    async def _show(self, screen: _Screen, *viewers: Viewer) -> None:
        """Send the clock and the state to those who do not have it yet."""
        content = screen.content
        behind = [viewer for viewer in viewers if viewer.shown is not content]
        for viewer in behind:
            viewer.shown = content
        await _send(self._clock_event() + _event("state", content), *behind)

    async def _read(self, connection: AsyncConnection, session_id: int, screen: _Screen) -> bool:
        """Make the state of a screen; return whether it is another than before."""
        services, now = self._services, self._clock.now()
        in_use = services.packs.in_use
        context = await read_context(connection, in_use.pack, session_id)
        if context is None:
            screen.drop_all()
            return False
        if context.session.screen_token != screen.token:
            # The address was replaced: whoever looks on has to be given the new one.
            screen.drop_all()
            screen.token = context.session.screen_token
        readers = [
            services.reader(in_use.pack, now, language, context.meeting.time_zone)
            for language in languages_of(context.session, services.sentences)
        ]
        state = screen_state(readers, in_use.pack, context) | {"version": self._version}
        content = orjson.dumps(state)
        screen.revision, screen.pack_version = context.session.revision, in_use.version
        if content == screen.content:
            return False
        screen.content = content
        screen.made.set()
        return True

    def _clock_json(self) -> bytes:
        now = milliseconds(self._clock.now())
        return orjson.dumps({"now": now, "speed": self._clock.speed})

    def _clock_event(self) -> bytes:
        return _event("clock", self._clock_json())


def _event(name: str, content: bytes) -> bytes:
    """Return an event; JSON has no line break outside of its strings, and none inside them:
    https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation"""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), content)


async def _send(content: bytes, *viewers: Viewer) -> None:
    for number, viewer in enumerate(viewers, 1):
        await viewer.send(content)
        if number % _BATCH_SIZE == 0:
            await asyncio.sleep(0)

"""Private calendars over HTTP: `/calendar/<token>.ics`."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from datetime import UTC, datetime

from aiohttp import ETag, web

from bot.clock import Clock
from content.languages import spoken
from handlers.calendar_export.files import calendar_bytes
from handlers.calendar_export.topic import feed_entries
from handlers.framework.services import Services
from storage import calendar_feeds, chats

_MAX_REMEMBERED = 10_000  # chats whose calendar's age is known


class Feed:
    """Serves a chat's agenda to whoever has its token. Unknown tokens get 404 without a reason."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services = services
        self._clock = clock
        # Apart from Services.large_file_lock, so that calendars that ask delay no person.
        self._lock = asyncio.Lock()
        self._ages = _Ages()

    def routes(self) -> list[web.RouteDef]:
        """GET also answers HEAD."""
        return [web.get(r"/calendar/{token:[A-Za-z0-9_-]{1,64}}.ics", self._serve)]

    async def _serve(self, request: web.Request) -> web.Response:
        services = self._services
        pack = services.packs.in_use.pack
        async with services.database.transaction() as connection:
            chat_id = await calendar_feeds.chat_of(connection, request.match_info["token"])
            chat = None if chat_id is None else await chats.find_chat(connection, chat_id)
        if chat is None:
            return web.Response(status=404)
        now = self._clock.now()
        reader = services.reader(pack, now, spoken(chat.language), chat.time_zone)
        async with self._lock:
            entries = await feed_entries(services, chat.id, now)
            content = await asyncio.to_thread(
                calendar_bytes, reader, pack.in_language(reader.language), entries
            )
        tag = ETag(hashlib.sha256(content).hexdigest()[:32])
        since = self._ages.since(chat.id, tag.value, time.time())
        response = web.Response(
            body=content, content_type="text/calendar", charset="utf-8",
            headers={"Cache-Control": "private, max-age=900"},
        )  # fmt: skip
        if _has(request, tag, since):
            response = web.Response(status=304, headers={"Cache-Control": "private, max-age=900"})
        response.etag = tag
        response.last_modified = since
        return response


def _has(request: web.Request, tag: ETag, since: datetime | None) -> bool:
    """Whether the client has the current version (RFC 9110, sections 13.1.2 and 13.1.3).

    If-None-Match compares weakly, as a proxy that compresses makes the tag weak, and goes before
    If-Modified-Since.
    """
    if "If-None-Match" in request.headers:
        return any(known.value in (tag.value, "*") for known in request.if_none_match or ())
    modified = request.if_modified_since
    return since is not None and modified is not None and since <= modified


class _Ages:
    """Since when each calendar is as it is, in whole seconds.

    Subscriptions that end leave no date behind, so this is when the program first saw a version.
    It is not told within that same second, in which another version may follow.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[int, tuple[str, int]] = OrderedDict()

    def since(self, chat_id: int, tag: str, now: float) -> datetime | None:
        second = int(now)
        known, seen = self._seen.pop(chat_id, ("", second))
        if known != tag:
            seen = second
        self._seen[chat_id] = (tag, seen)
        if len(self._seen) > _MAX_REMEMBERED:
            self._seen.popitem(last=False)
        return datetime.fromtimestamp(seen, UTC) if seen < second else None

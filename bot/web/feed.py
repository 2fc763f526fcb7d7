"""Private calendars over HTTP: `/calendar/<token>.ics`."""

from __future__ import annotations

import asyncio
import hashlib

from aiohttp import web

from bot.clock import Clock
from content.languages import spoken
from handlers.calendar_export.files import calendar_bytes
from handlers.calendar_export.topic import feed_entries
from handlers.framework.services import Services
from storage import calendar_feeds, chats


class Feed:
    """Serves a chat's agenda to whoever has its token. Unknown tokens get 404 without a reason."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services = services
        self._clock = clock
        # Apart from Services.large_file_lock, so that calendars that ask delay no person.
        self._lock = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
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
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, max-age=900"}
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=content, content_type="text/calendar", charset="utf-8", headers=headers
        )

"""What `/sim` tells: the state, messages, events, commands a person sees, the transcript."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from aiohttp import web

from bot.preview.calls import Calls
from bot.preview.commands import in_language, visible_commands
from bot.preview.journal import Event
from bot.preview.pictures import picture_type
from bot.preview.simulation.acts import Impossible
from bot.preview.simulation.requests import NotFound, number
from bot.preview.simulation.shown import chat_json, clock_json, known_chat, known_person
from bot.preview.world import World

_MAX_WAIT = 30.0  # seconds
_HEARTBEAT = 15.0
_MESSAGES = 200


class Watching:
    def __init__(self, world: World, calls: Calls) -> None:
        self._world = world
        self._calls = calls

    async def state(self, request: web.Request) -> web.Response:
        world, registered = self._world, self._world.registered
        language = request.query.get("language")
        bot = {
            "id": world.bot.id,
            "username": world.bot.username,
            "first_name": in_language(registered.names, language) or world.bot.first_name,
            "description": in_language(registered.descriptions, language),
            "short_description": in_language(registered.short_descriptions, language),
        }
        return web.json_response(
            {
                "bot": bot,
                "people": [vars(person) for person in world.people.values()],
                "chats": [chat_json(chat) for chat in world.chats.values()],
                "clock": await clock_json(world),
                "last_event": world.journal.last,
            }
        )

    async def clock(self, request: web.Request) -> web.Response:
        return web.json_response({"clock": await clock_json(self._world)})

    async def messages(self, request: web.Request) -> web.Response:
        chat = known_chat(self._world, request.match_info["chat"])
        limit = int(number(request, "limit", _MESSAGES, 1, 2_000))
        newest = list(chat.messages.values())[-limit:]
        found = [self._world.page_message(message) for message in newest]
        return web.json_response({"messages": found})

    async def count(self, request: web.Request) -> web.Response:
        """How many messages `sendMessage` made, and how many of them were not the first."""
        found = [times for _, _, times in self._sent(request)]
        return web.json_response(
            {
                "messages": sum(found),
                "again": sum(found) - len(found),
                "forgotten": self._world.ledger.forgotten,
            }
        )

    async def sent(self, request: web.Request) -> web.Response:
        """As `count`, but pair by pair; a text is told by its SHA-256."""
        hashes: dict[str, str] = {}
        rows = []
        for chat, text, times in self._sent(request):
            if text not in hashes:
                hashes[text] = hashlib.sha256(text.encode()).hexdigest()
            rows.append({"chat": chat, "sha256": hashes[text], "n": times})
        return web.json_response({"sent": rows, "forgotten": self._world.ledger.forgotten})

    def _sent(self, request: web.Request) -> Iterator[tuple[int, str, int]]:
        chat = request.query.get("chat")
        if chat is not None and not re.fullmatch(r"-?[0-9]{1,19}", chat):
            raise Impossible('"chat" must be an integer')
        contains = request.query.get("contains", "")
        return self._world.ledger.sent(None if chat is None else int(chat), contains)

    async def commands(self, request: web.Request) -> web.Response:
        chat = known_chat(self._world, request.match_info["chat"])
        person = known_person(self._world, int(number(request, "person", 0, 0, 2**52)))
        found = visible_commands(self._world.registered, chat, person.id, person.language_code)
        button = self._world.registered.menu_button(chat.id if chat.is_private else None)
        return web.json_response({"commands": found, "menu_button": button})

    async def transcript(self, request: web.Request) -> web.Response:
        return web.json_response({"calls": self._calls.transcript()})

    async def idle(self, request: web.Request) -> web.Response:
        wait = number(request, "wait", 10, 0, 600)
        return web.json_response({"idle": await self._calls.idle(wait)})

    async def file(self, request: web.Request) -> web.Response:
        """A file somebody sent: a picture to be shown, anything else to be saved."""
        stored = self._world.files.get(request.match_info["file"])
        if stored is None:
            raise NotFound("there is no such file")
        picture = picture_type(stored.upload.content)
        name = quote(stored.upload.name, safe="")
        disposition = "inline" if picture else f"attachment; filename*=UTF-8''{name}"
        return web.Response(
            body=stored.upload.content,
            content_type=picture or "application/octet-stream",
            headers={"Content-Disposition": disposition},
        )

    async def events(self, request: web.Request) -> web.Response:
        chats = set(filter(None, request.query.get("chat", "").split(",")))
        types = set(filter(None, request.query.get("type", "").split(",")))

        def wanted(event: Event) -> bool:
            of_chat = not chats or str(event.get("chat")) in chats
            return of_chat and (not types or event["type"] in types)

        wait = number(request, "wait", 0, 0, _MAX_WAIT)
        after = int(number(request, "after", 0, 0, 2**52))
        found = await self._world.journal.wait(after, wait, wanted)
        return web.json_response({"events": found, "last_event": self._world.journal.last})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        known = request.headers.get("Last-Event-ID", "")
        last = int(known) if known.isdecimal() else int(number(request, "after", 0, 0, 2**52))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await response.write(b": hello\n\n")
            while True:
                events = await self._world.journal.wait(last, _HEARTBEAT)
                if not events:
                    await response.write(b": heartbeat\n\n")
                for event in events:
                    last = event["n"]
                    line = json.dumps(event, ensure_ascii=False)
                    await response.write(f"id: {last}\ndata: {line}\n\n".encode())
        except ConnectionError:
            pass
        return response

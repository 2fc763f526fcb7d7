"""Requests to `/sim` that read: state, messages, events, commands, transcript, counts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from aiohttp import web

from bot.preview.api_calls import ApiCalls
from bot.preview.bot_profile import in_language, visible_commands
from bot.preview.event_log import Event
from bot.preview.image_sizes import picture_type
from bot.preview.preview_state import PreviewState
from bot.preview.simulation.sim_json import chat_json, clock_json, known_chat, known_person
from bot.preview.simulation.sim_requests import NotFound, number
from bot.preview.simulation.user_actions import ActionError

_MAX_WAIT_SECONDS = 30.0
_MAX_IDLE_WAIT_SECONDS = 600
_HEARTBEAT_SECONDS = 15.0
_DEFAULT_MESSAGES, _MAX_MESSAGES = 200, 2_000
_MAX_INTEGER = 2**52  # exact in JavaScript


class ReadHandlers:
    def __init__(self, state: PreviewState, calls: ApiCalls) -> None:
        self._state = state
        self._calls = calls

    async def state(self, request: web.Request) -> web.Response:
        state, profile = self._state, self._state.profile
        language = request.query.get("language")
        bot = {
            "id": state.bot.id,
            "username": state.bot.username,
            "first_name": state.bot.first_name,
            "description": in_language(profile.descriptions, language),
            "short_description": in_language(profile.short_descriptions, language),
        }
        return web.json_response(
            {
                "bot": bot,
                "people": [vars(person) for person in state.people.values()],
                "chats": [chat_json(chat) for chat in state.chats.values()],
                "clock": await clock_json(state),
                "rehearsal_command": state.rehearsal_command,
                "last_event": state.events.last,
            }
        )

    async def clock(self, request: web.Request) -> web.Response:
        return web.json_response({"clock": await clock_json(self._state)})

    async def messages(self, request: web.Request) -> web.Response:
        chat = known_chat(self._state, request.match_info["chat"])
        limit = int(number(request, "limit", _DEFAULT_MESSAGES, 1, _MAX_MESSAGES))
        newest = list(chat.messages.values())[-limit:]
        found = [self._state.page_message(message) for message in newest]
        return web.json_response({"messages": found})

    async def count(self, request: web.Request) -> web.Response:
        """Answer how many messages `sendMessage` sent, and how many repeated a text in a chat."""
        found = [count for _, _, count in self._sent(request)]
        return web.json_response(
            {
                "messages": sum(found),
                "again": sum(found) - len(found),
                "forgotten": self._state.sent_counts.forgotten,
            }
        )

    async def sent(self, request: web.Request) -> web.Response:
        """Answer like `count`, but by chat and text; a text is given by its SHA-256."""
        hashes: dict[str, str] = {}
        rows = []
        for chat, text, count in self._sent(request):
            if text not in hashes:
                hashes[text] = hashlib.sha256(text.encode()).hexdigest()
            rows.append({"chat": chat, "sha256": hashes[text], "n": count})
        return web.json_response({"sent": rows, "forgotten": self._state.sent_counts.forgotten})

    def _sent(self, request: web.Request) -> Iterator[tuple[int, str, int]]:
        chat = request.query.get("chat")
        if chat is not None and not re.fullmatch(r"-?[0-9]{1,19}", chat):
            raise ActionError('"chat" must be an integer')
        contains = request.query.get("contains", "")
        return self._state.sent_counts.sent(None if chat is None else int(chat), contains)

    async def commands(self, request: web.Request) -> web.Response:
        chat = known_chat(self._state, request.match_info["chat"])
        person = known_person(self._state, int(number(request, "person", 0, 0, _MAX_INTEGER)))
        found = visible_commands(self._state.profile, chat, person.id, person.language_code)
        button = self._state.profile.menu_button(chat.id if chat.is_private else None)
        return web.json_response({"commands": found, "menu_button": button})

    async def transcript(self, request: web.Request) -> web.Response:
        return web.json_response({"calls": self._calls.transcript()})

    async def idle(self, request: web.Request) -> web.Response:
        wait = number(request, "wait", 10, 0, _MAX_IDLE_WAIT_SECONDS)
        return web.json_response({"idle": await self._calls.idle(wait)})

    async def file(self, request: web.Request) -> web.Response:
        """Answer with a file that somebody sent: pictures inline, others as attachments."""
        stored = self._state.files.get(request.match_info["file"])
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

        wait = number(request, "wait", 0, 0, _MAX_WAIT_SECONDS)
        after = int(number(request, "after", 0, 0, _MAX_INTEGER))
        found = await self._state.events.wait(after, wait, wanted)
        return web.json_response({"events": found, "last_event": self._state.events.last})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        known = request.headers.get("Last-Event-ID", "")
        last = (
            int(known) if known.isdecimal() else int(number(request, "after", 0, 0, _MAX_INTEGER))
        )
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await response.write(b": hello\n\n")
            while True:
                events = await self._state.events.wait(last, _HEARTBEAT_SECONDS)
                if not events:
                    await response.write(b": heartbeat\n\n")
                for event in events:
                    last = event["n"]
                    line = json.dumps(event, ensure_ascii=False)
                    await response.write(f"id: {last}\ndata: {line}\n\n".encode())
        except ConnectionError:
            pass
        return response

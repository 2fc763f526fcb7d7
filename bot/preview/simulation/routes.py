"""The `/sim` interface: JSON in, JSON out. docs/preview.md describes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.preview.calls import Calls
from bot.preview.commands import in_language, visible_commands
from bot.preview.journal import Event
from bot.preview.people import Chat, Person
from bot.preview.simulation import acts
from bot.preview.simulation.acts import Impossible
from bot.preview.simulation.kinds import content_of_kind
from bot.preview.simulation.requests import Body, NotFound, number
from bot.preview.world import World

_MAX_WAIT = 30.0  # seconds
_HEARTBEAT = 15.0
_MESSAGES = 200

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def simulation_routes(world: World, calls: Calls) -> list[web.RouteDef]:
    simulation = Simulation(world, calls)
    return [
        web.get("/sim/state", simulation.state),
        web.get("/sim/stream", simulation.stream),
        web.get("/sim/events", simulation.events),
        web.get("/sim/transcript", simulation.transcript),
        web.get("/sim/idle", simulation.idle),
        web.get(r"/sim/chats/{chat:-?\d+}/messages", simulation.messages),
        web.get(r"/sim/chats/{chat:-?\d+}/commands", simulation.commands),
        web.post(r"/sim/chats/{chat:-?\d+}/send", simulation.send),
        web.post(r"/sim/chats/{chat:-?\d+}/edit", simulation.edit),
        web.post(r"/sim/chats/{chat:-?\d+}/press", simulation.press),
        web.post(r"/sim/chats/{chat:-?\d+}/start", simulation.start),
        web.post(r"/sim/chats/{chat:-?\d+}/block", simulation.block),
        web.post("/sim/inline", simulation.inline),
        web.post("/sim/inline/choose", simulation.choose),
        web.post(r"/sim/people/{person:\d+}", simulation.person),
        web.post("/sim/clock", simulation.clock),
        web.post("/sim/reset", simulation.reset),
    ]


class Simulation:
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
                "chats": [_chat_json(chat) for chat in world.chats.values()],
                "clock": self._clock_json(),
                "last_event": world.journal.last,
            }
        )

    async def messages(self, request: web.Request) -> web.Response:
        chat = self._chat(request)
        limit = int(number(request, "limit", _MESSAGES, 1, 2_000))
        newest = list(chat.messages.values())[-limit:]
        found = [self._world.page_message(message) for message in newest]
        return web.json_response({"messages": found})

    async def commands(self, request: web.Request) -> web.Response:
        chat = self._chat(request)
        person = self._person(int(number(request, "person", 0, 0, 2**52)))
        found = visible_commands(self._world.registered, chat, person.id, person.language_code)
        button = self._world.registered.menu_button(chat.id if chat.is_private else None)
        return web.json_response({"commands": found, "menu_button": button})

    async def send(self, request: web.Request) -> web.Response:
        chat, body = self._chat(request), await Body.read(request)
        person = self._person(body.integer("person"))
        reply_to, thread = body.optional_integer("reply_to"), body.optional_integer("thread")
        kind = body.text("kind", "text")
        if kind == "text":
            text = body.text("text")
            said = acts.write(self._world, chat, person.id, text, reply_to, thread)
        else:
            content = content_of_kind(self._world, person, kind, body.values)
            said = [
                acts.say(self._world, chat, person.id, content, reply_to=reply_to, thread=thread)
            ]
        sent = [self._world.page_message(message) for message, _ in said]
        return web.json_response({"message": sent[-1], "messages": sent, "update_id": said[-1][1]})

    async def edit(self, request: web.Request) -> web.Response:
        chat, body = self._chat(request), await Body.read(request)
        person = self._person(body.integer("person"))
        message = acts.edit(
            self._world, chat, person.id, body.integer("message_id"), body.text("text")
        )
        return web.json_response({"message": self._world.page_message(message)})

    async def start(self, request: web.Request) -> web.Response:
        chat, body = self._chat(request), await Body.read(request)
        person = self._person(body.integer("person"))
        message, update = acts.start(self._world, chat, person.id, body.text("payload", ""))
        sent = self._world.page_message(message)
        return web.json_response({"message": sent, "update_id": update})

    async def block(self, request: web.Request) -> web.Response:
        chat, body = self._chat(request), await Body.read(request)
        if self._person(body.integer("person")).id != chat.id:
            raise Impossible("a person blocks the bot in their own private chat")
        update = acts.set_blocked(self._world, chat, body.flag("blocked"))
        return web.json_response({"blocked": chat.blocked, "update_id": update})

    async def press(self, request: web.Request) -> web.Response:
        chat, body = self._chat(request), await Body.read(request)
        person = self._person(body.integer("person"))
        message = chat.messages.get(body.integer("message_id"))
        if message is None:
            raise NotFound("there is no such message")
        if "data" in body.values:
            data = body.text("data")
        else:
            rows = (message.markup or {}).get("inline_keyboard", [])
            try:
                row, column = body.integer("row"), body.integer("column")
                if row < 0 or column < 0:
                    raise IndexError
                button = rows[row][column]
            except IndexError:
                raise NotFound("there is no such button") from None
            opened = _opened(button)
            if opened is not None:
                return web.json_response(opened)
            data = button["callback_data"]
        query = acts.press(self._world, chat, person.id, message, data)
        return web.json_response(await _answered(query.answer, body))

    async def inline(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        chat = self._chat_numbered(body.integer("chat"))
        person = self._person(body.integer("person"))
        query = acts.ask_inline(
            self._world, chat, person.id, body.text("query", ""), body.text("offset", "")
        )
        answer = await _answered(query.answer, body)
        if not answer.pop("answered"):
            return web.json_response({"answered": False})
        answer["results"] = [_result_json(result) for result in answer["results"]]
        return web.json_response({"inline_query_id": query.id, **answer})

    async def choose(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        chat = self._chat_numbered(body.integer("chat"))
        person = self._person(body.integer("person"))
        query = self._world.inlines.find(body.text("inline_query_id"))
        if query is None:
            raise NotFound("there is no such inline query")
        message = acts.choose_inline(
            self._world, chat, person.id, query, body.text("result_id"),
            body.optional_integer("thread"),
        )  # fmt: skip
        return web.json_response({"message": self._world.page_message(message)})

    async def person(self, request: web.Request) -> web.Response:
        person, body = self._person(int(request.match_info["person"])), await Body.read(request)
        language = body.text("language_code")
        if not (2 <= len(language) <= 8 and language.isascii()):
            raise Impossible("a language code looks like fr or pt-br")
        person.language_code = language
        self._world.journal.add("people")
        return web.json_response(vars(person))

    async def clock(self, request: web.Request) -> web.Response:
        body, clock = await Body.read(request), self._world.clock
        try:
            if "speed" in body.values:
                clock.set_speed(body.real("speed"))
            if "now" in body.values:
                moment = datetime.fromisoformat(body.text("now"))
                if moment.tzinfo is None:
                    raise ValueError("an instant needs an offset")
                clock.move(moment.astimezone(UTC))
            if "advance_seconds" in body.values:
                clock.move(clock.now() + timedelta(seconds=body.real("advance_seconds")))
        except (ValueError, OverflowError) as wrong:
            raise Impossible(str(wrong)) from None
        self._world.journal.add("clock", clock=self._clock_json())
        return web.json_response({"clock": self._clock_json()})

    async def reset(self, request: web.Request) -> web.Response:
        await Body.read(request)
        self._world.reset()
        return web.json_response({"last_event": self._world.journal.last})

    async def transcript(self, request: web.Request) -> web.Response:
        return web.json_response({"calls": self._calls.transcript()})

    async def idle(self, request: web.Request) -> web.Response:
        wait = number(request, "wait", 10, 0, 600)
        return web.json_response({"idle": await self._calls.idle(wait)})

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
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        try:
            await response.write(b": hello\n\n")
            while True:
                for event in await self._world.journal.wait(last, _HEARTBEAT):
                    last = event["n"]
                    line = json.dumps(event, ensure_ascii=False)
                    await response.write(f"id: {last}\ndata: {line}\n\n".encode())
                await response.write(b": heartbeat\n\n")
        except ConnectionError:
            pass
        return response

    def _clock_json(self) -> dict[str, Any]:
        clock = self._world.clock
        return {"now": clock.now().isoformat(timespec="milliseconds"), "speed": clock.speed}

    def _chat(self, request: web.Request) -> Chat:
        return self._chat_numbered(int(request.match_info["chat"]))

    def _chat_numbered(self, chat_id: int) -> Chat:
        if chat_id not in self._world.chats:
            raise NotFound("there is no such chat")
        return self._world.chats[chat_id]

    def _person(self, person_id: int) -> Person:
        if person_id not in self._world.people:
            raise NotFound("there is no such person")
        return self._world.people[person_id]


def _chat_json(chat: Chat) -> dict[str, Any]:
    topics: list[dict[str, Any]] = [{"id": None, "name": "General"}] if chat.is_forum else []
    topics += [{"id": number, "name": name} for number, name in chat.topics.items()]
    members = [{"person": person, "status": status} for person, status in chat.members.items()]
    return {
        "id": chat.id,
        "type": chat.kind,
        "title": chat.title,
        "is_forum": chat.is_forum,
        "topics": topics,
        "members": members,
        "blocked": chat.blocked,
        "started": chat.started,
    }


def _opened(button: dict[str, Any]) -> dict[str, Any] | None:
    """What a client does by itself with a button; None for one that asks the bot."""
    if "url" in button:
        return {"open": button["url"]}
    if "copy_text" in button:
        return {"copied": button["copy_text"]["text"]}
    if "switch_inline_query" in button:
        return {"inline": {"query": button["switch_inline_query"], "where": "choose"}}
    if "switch_inline_query_chosen_chat" in button:
        chosen = button["switch_inline_query_chosen_chat"]
        return {"inline": {"query": chosen.get("query", ""), "where": "choose"}}
    if "switch_inline_query_current_chat" in button:
        return {"inline": {"query": button["switch_inline_query_current_chat"], "where": "here"}}
    return None


def _result_json(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": result["id"],
        "title": result["title"],
        "description": result.get("description", ""),
        "message_text": result["content"]["text"],
        "entities": result["content"].get("entities", []),
        "reply_markup": result["reply_markup"],
    }


async def _answered(answer: asyncio.Future[dict[str, Any]], body: Body) -> dict[str, Any]:
    wait = min(max(body.real("wait", 10.0), 0.0), _MAX_WAIT)
    try:
        given = await asyncio.wait_for(asyncio.shield(answer), wait)
    except TimeoutError:
        return {"answered": False}
    return {"answered": True, **given}

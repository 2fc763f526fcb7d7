"""Requests to `/sim` that act: people write and press buttons, the clock is moved."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.preview.preview_state import PreviewState
from bot.preview.simulation import user_actions
from bot.preview.simulation.message_kinds import album_of_kinds, content_of_kind
from bot.preview.simulation.sim_json import (
    chat_json,
    clock_json,
    known_chat,
    known_person,
    opened_by_client,
    result_json,
)
from bot.preview.simulation.sim_requests import Body, NotFound
from bot.preview.simulation.user_actions import ActionError

_MAX_WAIT_SECONDS = 30.0
_AFTER_DUE = timedelta(seconds=1)


class ActionHandlers:
    def __init__(self, state: PreviewState) -> None:
        self._state = state

    async def send(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        person = known_person(self._state, body.integer("person"))
        reply_to, thread = body.optional_integer("reply_to"), body.optional_integer("thread")
        kind = body.text("kind", "text")
        if kind == "text":
            text, elsewhere = body.text("text"), body.optional_integer("reply_in_chat")
            if (name := body.optional_text("as")) is not None:
                sent = [user_actions.write_as(self._state, chat, person.id, text, name, reply_to)]
            elif elsewhere is not None and reply_to is not None:
                original = known_chat(self._state, elsewhere)
                sent = [
                    user_actions.reply_elsewhere(
                        self._state, chat, person.id, text, original, reply_to
                    )
                ]
            else:
                sent = user_actions.write(self._state, chat, person.id, text, reply_to, thread)
        else:
            if kind == "album":
                contents = album_of_kinds(self._state, person, body.objects("parts"))
            else:
                contents = [content_of_kind(self._state, person, kind, body.values)]
            # Parts of an album, or of one whose other parts come later.
            album = body.optional_text("media_group_id")
            if album is not None:
                contents = [{**content, "media_group_id": album} for content in contents]
            sent = [
                user_actions.send(
                    self._state, chat, person.id, content, reply_to=reply_to, thread=thread
                )
                for content in contents
            ]
        shown = [self._state.page_message(message) for message, _ in sent]
        return web.json_response(
            {"message": shown[-1], "messages": shown, "update_id": sent[-1][1]}
        )

    async def edit(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        person = known_person(self._state, body.integer("person"))
        message = user_actions.edit(
            self._state, chat, person.id, body.integer("message_id"), body.text("text")
        )
        return web.json_response({"message": self._state.page_message(message)})

    async def start(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        person = known_person(self._state, body.integer("person"))
        message, update = user_actions.start(self._state, chat, person.id, body.text("payload", ""))
        sent = self._state.page_message(message)
        return web.json_response({"message": sent, "update_id": update})

    async def block(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        if known_person(self._state, body.integer("person")).id != chat.id:
            raise ActionError("a person blocks the bot in their own private chat")
        update = user_actions.set_blocked(self._state, chat, body.flag("blocked"))
        return web.json_response({"blocked": chat.blocked, "update_id": update})

    async def bot(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        person, status = known_person(self._state, body.integer("person")), body.text("status")
        update = user_actions.set_bot_status(self._state, chat, person.id, status)
        return web.json_response({"status": chat.bot_status, "update_id": update})

    async def topic(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        person, number = known_person(self._state, body.integer("person")), None
        if "name" in body.values:
            number = user_actions.make_topic(self._state, chat, person.id, body.text("name"))
        else:
            number = body.optional_integer("topic")
            user_actions.change_topic(self._state, chat, person.id, number, body.text("status"))
        return web.json_response({"topic": number, "chat": chat_json(chat)})

    async def press(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        person = known_person(self._state, body.integer("person"))
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
            opened = opened_by_client(button)
            if opened is not None:
                return web.json_response(opened)
            data = button["callback_data"]
        query = user_actions.press(self._state, chat, person.id, message, data)
        return web.json_response(await _answered(query.answer, body))

    async def inline(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        chat = known_chat(self._state, body.integer("chat"))
        person = known_person(self._state, body.integer("person"))
        query = user_actions.ask_inline(
            self._state, chat, person.id, body.text("query", ""), body.text("offset", "")
        )
        answer = await _answered(query.answer, body)
        if not answer.pop("answered"):
            return web.json_response({"answered": False})
        answer["results"] = [result_json(result) for result in answer["results"]]
        return web.json_response({"inline_query_id": query.id, **answer})

    async def choose(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        chat = known_chat(self._state, body.integer("chat"))
        person = known_person(self._state, body.integer("person"))
        query = self._state.inlines.find(body.text("inline_query_id"))
        if query is None:
            raise NotFound("there is no such inline query")
        message = user_actions.choose_inline(
            self._state, chat, person.id, query, body.text("result_id"),
            body.optional_integer("thread"),
        )  # fmt: skip
        return web.json_response({"message": self._state.page_message(message)})

    async def rename(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        user_actions.rename_bot(self._state, body.text("username"))
        return web.json_response({"username": self._state.bot.username})

    async def person(self, request: web.Request) -> web.Response:
        person, body = (
            known_person(self._state, request.match_info["person"]),
            await Body.read(request),
        )
        language = body.text("language_code")
        if not (2 <= len(language) <= 8 and language.isascii()):
            raise ActionError("a language code looks like fr or pt-br")
        person.language_code = language
        self._state.events.add("people")
        return web.json_response(vars(person))

    async def clock(self, request: web.Request) -> web.Response:
        body, clock = await Body.read(request), self._state.clock
        if "to" in body.values:
            await self._to_next(body)
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
        except (ValueError, OverflowError) as error:
            raise ActionError(str(error)) from None
        shown = await clock_json(self._state)
        self._state.events.add("clock", clock=shown)
        return web.json_response({"clock": shown})

    async def _to_next(self, body: Body) -> None:
        if body.text("to") != "next":
            raise ActionError('the clock goes to "next" only')
        due = await self._state.next_due()
        if due is None:
            raise NotFound("No reminder is planned. Subscribe to a meeting first.")
        # If it is overdue, it is being sent already: the clock never goes back.
        after = due.astimezone(UTC) + _AFTER_DUE
        if after > self._state.clock.now():
            self._state.clock.move(after)

    async def group(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        people = body.values.get("people")
        if not isinstance(people, list) or not all(type(person) is int for person in people):
            raise ActionError('"people" must be a list of integers')
        known = [known_person(self._state, person).id for person in people]
        chat = user_actions.make_group(self._state, body.text("title"), known)
        return web.json_response({"chat": chat_json(chat)})

    async def channel(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        person = known_person(self._state, body.integer("person"))
        chat = user_actions.make_channel(self._state, body.text("title"), person.id)
        return web.json_response({"chat": chat_json(chat)})

    async def upgrade(self, request: web.Request) -> web.Response:
        chat, body = known_chat(self._state, request.match_info["chat"]), await Body.read(request)
        person = known_person(self._state, body.integer("person"))
        number = user_actions.upgrade(self._state, chat, person.id)
        return web.json_response({"migrated_to": number})

    async def reset(self, request: web.Request) -> web.Response:
        await Body.read(request)
        self._state.reset()
        return web.json_response({"last_event": self._state.events.last})


async def _answered(answer: asyncio.Future[dict[str, Any]], body: Body) -> dict[str, Any]:
    """Wait for the bot's answer, and return it with `answered` true, or `answered` false."""
    wait = min(max(body.real("wait", 10.0), 0.0), _MAX_WAIT_SECONDS)
    try:
        async with asyncio.timeout(wait):
            given = await asyncio.shield(answer)
    except TimeoutError:
        return {"answered": False}
    return {"answered": True, **given}

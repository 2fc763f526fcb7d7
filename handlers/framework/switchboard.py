"""The switchboard: finds the handler of a request and checks who may use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from content.intents import Command, recognize
from content.model import Pack, Part
from handlers.framework.buttons import ButtonData, ButtonTable, OutOfDate
from handlers.framework.offers import is_offered
from handlers.framework.permissions import (
    administrators_only,
    may_change_settings,
    member_of,
    out_of_date,
)
from handlers.framework.places import Go, Place, payload_place
from handlers.framework.reply import Notice, Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import (
    COLLECTION_SCREEN,
    Answer,
    Fallbacks,
    Handler,
    MessageHandler,
    PlaceHandler,
    Topic,
    Visit,
)
from storage import chats, dialogs

K = TypeVar("K")
V = TypeVar("V")


class DuplicateHandler(Exception):
    """Two topics have the same command, screen, entry, button, dialog or link."""


def _merged(tables: Iterable[Mapping[K, V]]) -> dict[K, V]:
    merged: dict[K, V] = {}
    for table in tables:
        if both := merged.keys() & table.keys():
            raise DuplicateHandler(", ".join(sorted(map(str, both))))
        merged.update(table)
    return merged


class Switchboard:
    """Calls the handlers of topics."""

    def __init__(self, topics: Sequence[Topic], fallbacks: Fallbacks) -> None:
        """Raises DuplicateHandler."""
        self.commands = _merged(topic.commands for topic in topics)
        self._screens = _merged(topic.screens for topic in topics)
        self._entries = _merged(topic.entries for topic in topics)
        self._buttons = _merged(topic.buttons for topic in topics)
        self._dialogs = _merged(topic.dialogs for topic in topics)
        self._links = _merged(topic.links for topic in topics)
        self._questions = _merged(topic.questions for topic in topics)
        self._pack_commands = [handler for topic in topics for handler in topic.pack_commands]
        self._replies = [handler for topic in topics for handler in topic.replies]
        self._files = [handler for topic in topics for handler in topic.files]
        self._edits = [handler for topic in topics for handler in topic.edits]
        self._late_parts = [handler for topic in topics for handler in topic.late_parts]
        self._table = ButtonTable([Go, *self._buttons])
        self._fallbacks = fallbacks
        self._changes = {
            handler: changes for topic in topics for handler, changes in topic.changes.items()
        }
        # The roles that may use a handler. Handlers for everybody are not in it.
        self._roles = {
            handler: topic.roles
            for topic in topics
            if topic.roles is not None
            for handler in _handlers_of(topic)
        }
        self._offered: dict[frozenset[Part], frozenset[str]] = {}
        # The names of commands for everybody.
        self.public = frozenset(
            name for name, handler in self.commands.items() if handler not in self._roles
        )

    async def start(self, request: Request) -> Answer:
        """Answer `/start`, with a deep link's payload as the request's words."""
        _ = request.reader.gettext
        if not request.words:
            return await self._fallbacks.home(request)
        word, hyphen, rest = request.words.partition("-")
        link = self._links.get(word) if hyphen else None
        if link is not None:
            allowed = await self._allowed(request, link)
            if allowed is not None:
                return await link(allowed, rest)
        place = payload_place(request.words)
        handler = None if place is None else self._handler_of(request, place)
        if place is not None and handler is not None:
            allowed = await self._allowed(request, handler)
            if allowed is not None:
                return await self._visit(allowed, handler, Visit(place))
        home = await self._fallbacks.home(request)
        if request.words in ("start", "inline"):
            return home
        gone = Paragraph(_("That link does not lead to anything in this bot. You can start here:"))
        return Reply((gone, *home.blocks), home.buttons, brief=(gone,))

    async def command(self, request: Request, name: str) -> Answer:
        """Answer a command, named without its slash."""
        if name == "start":
            return await self.start(request)
        handler = self.commands.get(name)
        if handler is not None and not is_offered(request.pack, name):
            return await self._fallbacks.not_offered(request)
        if handler is not None:
            # The team's commands are for private chats, where nobody else reads the answer.
            allowed = await self._allowed(request, handler, in_private=True)
            if allowed is not None:
                if await self._is_forbidden(request, handler):
                    payload = name if name in self._screens else "settings"
                    refusal = Paragraph(administrators_only(request.reader))
                    return Reply((refusal,), payload=payload)
                return self._with_lookup_name(allowed, name, await handler(allowed))
        for of_pack in self._pack_commands:
            answer = await of_pack(request, name)
            if answer is not None:
                return self._with_lookup_name(request, name, answer)
        return await self._fallbacks.unknown_command(request, name)

    async def reply(self, request: Request) -> Answer | None:
        """Answer a reply to one of the bot's messages, or return None if no topic takes it.

        Call it before `message`: the message replied to tells better what is meant than a dialog.
        """
        return await self._first(self._replies, request)

    async def message(self, request: Request, addressed: bool) -> Answer | None:
        """Answer a message that is not a command: for an open dialog, a file, or words to search
        for. Return None if the bot should not answer."""
        incoming = request.incoming
        answer = await self.dialog(request)
        if answer is not None:
            return answer
        if not addressed:
            return None
        if request.words:
            return await self._question(request) or await self.command(request, "search")
        if incoming is not None and incoming.attachment is not None and request.in_private:
            answer = await self._first(self._files, request)
            if answer is not None:
                return answer
        return await self._fallbacks.only_text(request)

    async def dialog(self, request: Request) -> Answer | None:
        """Answer a message for an open dialog, or return None if there is none."""
        if request.in_private and request.may_have_dialog:
            return await self._dialog(request)
        return None

    async def edit(self, request: Request) -> Answer | None:
        """Answer an edited message that was passed on, or return None if no topic knows it."""
        return await self._first(self._edits, request)

    async def edited_last(self, request: Request, command: str | None) -> Answer:
        """Answer the edited last message of a private chat: words are searched for again, but
        nothing that may already have been done is done twice."""
        async with request.services.database.transaction() as connection:
            dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        if command is not None or (dialog is not None and dialog.name != dialogs.TAKEN):
            return self._fallbacks.not_read_again(request)
        return await self._question(request) or await self.command(request, "search")

    async def late_part(self, request: Request) -> Answer | None:
        """Answer the part of an album that comes after the others were answered: with nothing,
        unless a topic takes it."""
        return await self._first(self._late_parts, request)

    async def _question(self, request: Request) -> Answer | None:
        """Answer words that ask something of the bot; None if they are to be searched for."""
        asked = recognize(request.words, request.reader.zone, request.reader.today)
        if isinstance(asked, Command):
            if asked.name not in self.public_in(request.pack):
                return None
            # Privacy is what this bot keeps of a person, and a right in a declaration.
            if asked.name != "help" and request.in_use.search.is_title(request.words):
                return None
            return await self.command(replace(request, words=""), asked.name)
        handler = None if asked is None else self._questions.get(type(asked))
        return None if handler is None else await handler(request, asked)

    async def _dialog(self, request: Request) -> Answer | None:
        async with request.services.database.transaction() as connection:
            dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        handler = None if dialog is None else self._dialogs.get(dialog.name)
        if dialog is None or handler is None:
            return None
        allowed = await self._allowed(request, handler)
        return None if allowed is None else await handler(allowed, dialog.state)

    async def _first(self, handlers: Sequence[MessageHandler], request: Request) -> Answer | None:
        """Return the first answer of a handler that takes the message."""
        for handler in handlers:
            allowed = await self._allowed(request, handler)
            answer = None if allowed is None else await handler(allowed)
            if answer is not None:
                return answer
        return None

    async def _allowed(
        self, request: Request, handler: object, in_private: bool = False
    ) -> Request | None:
        """Return the request, with the asking member if the handler is for the team, or None if
        this person may not use the handler."""
        roles = self._roles.get(handler)
        if roles is None:
            return request
        if in_private and not request.in_private:
            return None
        member = await member_of(request)
        if member is None or member.role not in roles:
            return None
        return replace(request, member=member)

    async def button(self, request: Request, data: str) -> Answer:
        """Answer a button by its callback data, which may be forged."""
        try:
            button = self._table.parse(data)
        except OutOfDate:
            return out_of_date(request.reader)
        if isinstance(button, Go):
            return await self._go(request, button)
        handler = self._buttons[type(button)]
        allowed = await self._allowed(request, handler)
        if allowed is None:
            return out_of_date(request.reader)
        if await self._is_forbidden(request, handler):
            return Notice(administrators_only(request.reader))
        return await handler(allowed, button)

    async def _go(self, request: Request, button: Go) -> Answer:
        place = Place.parse(button.place)
        handler = None if place is None else self._handler_of(request, place)
        if place is None or handler is None:
            return out_of_date(request.reader)
        back = Place.parse(button.back)
        known = back is not None and self._handler_of(request, back) is not None
        allowed = await self._allowed(request, handler)
        if allowed is None:
            return out_of_date(request.reader)
        return await self._visit(allowed, handler, Visit(place, button.back if known else ""))

    async def _visit(self, request: Request, handler: PlaceHandler, visit: Visit) -> Answer:
        if not is_offered(request.pack, visit.place.id):
            return await self._fallbacks.not_offered(request)
        return self._with_lookup_name(request, str(visit.place), await handler(request, visit))

    async def _is_forbidden(self, request: Request, handler: Handler) -> bool:
        """Return whether a handler would change a group's settings for somebody who may not. Where
        they may, what no subscription decides goes to their topic of a forum from now on."""
        changes = self._changes.get(handler)
        if changes is None or not changes(request):
            return False
        if not await may_change_settings(request):
            return True
        if request.chat_kind == "group":
            async with request.services.database.write_transaction() as connection:
                await chats.set_topic(connection, request.chat_id, request.topic_id)
        return False

    def _with_lookup_name(self, request: Request, asked: str, answer: Answer) -> Answer:
        """Return the answer with the name under which the lookup is counted. The team's own screens
        are neither counted nor cached."""
        if not isinstance(answer, Reply):
            return answer
        if request.member is not None:
            return replace(answer, cacheable=False)
        name = self._lookup_name(request, asked, answer)
        return answer if name is None else replace(answer, looked_up=name)

    def _lookup_name(self, request: Request, asked: str, reply: Reply) -> str | None:
        """Return the id of the entry shown, else of the screen; None for searches and settings."""
        entries = request.pack.kind_of
        name = reply.payload if reply.payload in entries else asked.partition(".")[0]
        counted = name in entries or (name in self._screens and name != "search")
        return name if counted else None

    def _handler_of(self, request: Request, place: Place) -> PlaceHandler | None:
        kind = request.pack.kind_of.get(place.id)
        if kind is not None:
            return self._entries.get(kind)
        if request.pack.collection(place.id) is not None:
            return self._screens.get(COLLECTION_SCREEN)
        return self._screens.get(place.id) if place.id != COLLECTION_SCREEN else None

    def public_in(self, pack: Pack) -> frozenset[str]:
        """Return the names of commands for everybody that a pack has something for, with those of
        its collections."""
        # Needed for each message: what a pack has hardly ever changes.
        names = self._offered.get(pack.parts)
        if names is None:
            names = frozenset(name for name in self.public if is_offered(pack, name))
            self._offered = {pack.parts: names}
        return names | pack.commands.keys() if pack.commands else names

    def is_taken(self, name: str) -> bool:
        """Return whether a command, a screen or a link of the program has this name."""
        return (
            name in self.commands or name in self._screens or name.partition("-")[0] in self._links
        )

    def parse(self, data: str) -> ButtonData:
        """Return the button that packed `data`. Raises OutOfDate."""
        return self._table.parse(data)


def _handlers_of(topic: Topic) -> list[object]:
    """Return all handlers of a topic."""
    return [
        *topic.commands.values(),
        *topic.screens.values(),
        *topic.entries.values(),
        *topic.buttons.values(),
        *topic.dialogs.values(),
        *topic.links.values(),
        *topic.questions.values(),
        *topic.replies,
        *topic.files,
        *topic.edits,
        *topic.late_parts,
    ]

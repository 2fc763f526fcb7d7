"""Connects what was asked with the topic that answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from content.model import Pack
from handlers.documents.passages import out_of_date
from handlers.framework.buttons import ButtonData, ButtonTable, OutOfDate
from handlers.framework.lru_cache import Recent
from handlers.framework.permissions import member_of
from handlers.framework.places import Go, Place
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, MessageHandler, PlaceHandler, Topic, Visit
from handlers.me import start
from storage import dialogs

# Steady answers at hand: every screen of a pack in a language or two.
_MOST_STEADY = 2000
# Longer words are asked once.
_LONGEST_ASKED = 40


class Switchboard:
    """Looks handlers up by command, place or button, in one step whatever their number."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.commands = {name: each for topic in topics for name, each in topic.commands.items()}
        self._screens = {name: each for topic in topics for name, each in topic.screens.items()}
        self._entries = {kind: each for topic in topics for kind, each in topic.entries.items()}
        self._buttons = {kind: each for topic in topics for kind, each in topic.buttons.items()}
        self._dialogs = {name: each for topic in topics for name, each in topic.dialogs.items()}
        self._links = {word: each for topic in topics for word, each in topic.links.items()}
        self._replies = [each for topic in topics for each in topic.replies]
        self._files = [each for topic in topics for each in topic.files]
        self._table = ButtonTable([Go, *self._buttons])
        # What only the team may do, by handler.
        self._roles = {
            handler: topic.roles
            for topic in topics
            if topic.roles is not None
            for handler in _handlers_of(topic)
        }
        self._steady: Recent[tuple[str, ...], Reply] = Recent(_MOST_STEADY)
        self._pack: Pack | None = None
        # The commands that are there for everybody.
        self.public = frozenset(
            name for name, handler in self.commands.items() if handler not in self._roles
        )

    async def start(self, request: Request) -> Answer:
        """`/start`, alone or with the payload of a link."""
        _ = request.reader.gettext
        if not request.words:
            return start.home_view(request.reader, request.pack)
        word, hyphen, rest = request.words.partition("-")
        link = self._links.get(word) if hyphen else None
        if link is not None:
            allowed = await self._allowed(request, link)
            if allowed is not None:
                return await link(allowed, rest)
        place = start.payload_place(request.words)
        handler = None if place is None else self._handler_of(request, place)
        if place is not None and handler is not None:
            allowed = await self._allowed(request, handler)
            if allowed is not None:
                return await self._visit(allowed, handler, Visit(place))
        home = start.home_view(request.reader, request.pack)
        if request.words in ("start", "inline"):
            return home
        gone = Paragraph(_("That link leads to nothing in this bot. Here is where you can begin:"))
        return Reply((gone, *home.blocks), home.buttons, brief=(gone,))

    async def command(self, request: Request, name: str) -> Answer:
        """A command without its slash. Unknown ones are answered with what there is."""
        if name == "start":
            return await self.start(request)
        handler = self.commands.get(name)
        if handler is not None:
            # The team's commands are for private chats, where nobody reads along.
            allowed = await self._allowed(request, handler, in_private=True)
            if allowed is not None:
                return await self._steadily(allowed, (name, request.words), handler)
        return start.unknown_view(request.reader, name)

    async def reply(self, request: Request) -> Answer | None:
        """A message that answers one of ours and is no command. What it answers says most of
        what is meant, so this goes before dialogs. None where it may be anything else."""
        return await self._first(self._replies, request)

    async def message(self, request: Request, addressed: bool) -> Answer | None:
        """A message that is no command: what a dialog asked for, a file, or words to search for.
        None where silence is right."""
        incoming = request.incoming
        if request.in_private and request.may_be_asked:
            answer = await self._dialog(request)
            if answer is not None:
                return answer
        if not addressed:
            return None
        if request.words:
            return await self.command(request, "search")
        if incoming is not None and incoming.attachment is not None and request.in_private:
            answer = await self._first(self._files, request)
            if answer is not None:
                return answer
        return start.only_text_view(request.reader)

    async def _dialog(self, request: Request) -> Answer | None:
        async with request.services.database.transaction() as connection:
            dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        handler = None if dialog is None else self._dialogs.get(dialog.name)
        if dialog is None or handler is None:
            return None
        allowed = await self._allowed(request, handler)
        return None if allowed is None else await handler(allowed, dialog.state)

    async def _first(self, handlers: Sequence[MessageHandler], request: Request) -> Answer | None:
        for each in handlers:
            allowed = await self._allowed(request, each)
            answer = None if allowed is None else await each(allowed)
            if answer is not None:
                return answer
        return None

    async def _allowed(
        self, request: Request, handler: object, in_private: bool = False
    ) -> Request | None:
        """The request, with who asks where the handler is for the team; None where it is not for
        this person."""
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
        """A button's callback data, whoever wrote it. What no button of ours wrote is refused."""
        try:
            button = self._table.parse(data)
        except OutOfDate:
            return out_of_date(request.reader)
        if isinstance(button, Go):
            return await self._go(request, button)
        handler = self._buttons[type(button)]
        allowed = await self._allowed(request, handler)
        return out_of_date(request.reader) if allowed is None else await handler(allowed, button)

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
        asked = (str(visit.place), visit.back, "")
        return await self._steadily(request, asked, lambda request: handler(request, visit))

    async def _steadily(
        self,
        request: Request,
        asked: tuple[str, ...],
        answer: Callable[[Request], Awaitable[Answer]],
    ) -> Answer:
        """The answer, made anew unless it is steady and was given before. What only the team may
        see is always made anew."""
        pack = request.pack
        if pack is not self._pack:
            self._steady.clear()
            self._pack = pack
        key = (request.reader.language, request.chat_kind, *asked)
        found = self._steady.find(key)
        if found is not None:
            self._count(request, asked[0], found)
            return found
        made = await answer(request)
        if isinstance(made, Reply) and request.member is None:
            self._count(request, asked[0], made)
        fits = len(asked[1]) <= _LONGEST_ASKED and pack is self._pack
        if isinstance(made, Reply) and made.steady and request.member is None and fits:
            self._steady.keep(key, made)
        return made

    def _count(self, request: Request, asked: str, shown: Reply) -> None:
        """What was looked up: the entry that was shown, else the screen. Searches and settings
        are none."""
        entries = request.pack.kind_of
        name = shown.payload if shown.payload in entries else asked.partition(".")[0]
        if name in entries or (name in self._screens and name != "search"):
            request.services.counts.note("looked-up", name)

    def _handler_of(self, request: Request, place: Place) -> PlaceHandler | None:
        kind = request.pack.kind_of.get(place.id)
        if kind is not None:
            return self._entries.get(kind)
        return self._screens.get(place.id)

    def parse(self, data: str) -> ButtonData:
        """The button that wrote `data`. Raises OutOfDate."""
        return self._table.parse(data)


def _handlers_of(topic: Topic) -> list[object]:
    """All that a topic answers with."""
    return [
        *topic.commands.values(),
        *topic.screens.values(),
        *topic.entries.values(),
        *topic.buttons.values(),
        *topic.dialogs.values(),
        *topic.links.values(),
        *topic.replies,
        *topic.files,
    ]

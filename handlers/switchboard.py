"""Connects what was asked with the topic that answers it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import start
from handlers.buttons import ButtonData, ButtonTable, OutOfDate
from handlers.passages import out_of_date
from handlers.places import Go, Place
from handlers.reply import Paragraph, Reply
from handlers.request import Request
from handlers.topic import Answer, PlaceHandler, Topic, Visit


class Switchboard:
    """Looks handlers up by command, place or button, in one step whatever their number."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.commands = {name: each for topic in topics for name, each in topic.commands.items()}
        self._screens = {name: each for topic in topics for name, each in topic.screens.items()}
        self._entries = {kind: each for topic in topics for kind, each in topic.entries.items()}
        self._buttons = {kind: each for topic in topics for kind, each in topic.buttons.items()}
        self._table = ButtonTable([Go, *self._buttons])

    async def start(self, request: Request) -> Answer:
        """`/start`, alone or with the payload of a link."""
        _ = request.reader.gettext
        if not request.words:
            return start.home_view(request.reader, request.pack)
        place = start.payload_place(request.words)
        handler = None if place is None else self._handler_of(request, place)
        if place is not None and handler is not None:
            return await handler(request, Visit(place))
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
        if handler is None:
            return start.unknown_view(request.reader, name)
        return await handler(request)

    async def button(self, request: Request, data: str) -> Answer:
        """A button's callback data, whoever wrote it. What no button of ours wrote is refused."""
        try:
            button = self._table.parse(data)
        except OutOfDate:
            return out_of_date(request.reader)
        if isinstance(button, Go):
            return await self._go(request, button)
        return await self._buttons[type(button)](request, button)

    async def _go(self, request: Request, button: Go) -> Answer:
        place = Place.parse(button.place)
        handler = None if place is None else self._handler_of(request, place)
        if place is None or handler is None:
            return out_of_date(request.reader)
        back = Place.parse(button.back)
        known = back is not None and self._handler_of(request, back) is not None
        return await handler(request, Visit(place, button.back if known else ""))

    def _handler_of(self, request: Request, place: Place) -> PlaceHandler | None:
        kind = request.pack.kind_of.get(place.id)
        if kind is not None:
            return self._entries.get(kind)
        return self._screens.get(place.id)

    def parse(self, data: str) -> ButtonData:
        """The button that wrote `data`. Raises OutOfDate."""
        return self._table.parse(data)

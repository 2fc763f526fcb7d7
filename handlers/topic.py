"""A topic: one subject a delegate knows, with its commands, places and buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from content.model import EntryKind
from handlers.buttons import ButtonData
from handlers.places import Place
from handlers.reply import Notice, Reply
from handlers.request import Request

Answer = Reply | Notice


@dataclass(frozen=True)
class Visit:
    """Someone goes to a place; `back` is the place they came from, if the button knows."""

    place: Place
    back: str = ""


CommandHandler = Callable[[Request], Awaitable[Answer]]
PlaceHandler = Callable[[Request, Visit], Awaitable[Answer]]
ButtonHandler = Callable[[Request, Any], Awaitable[Answer]]


@dataclass(frozen=True)
class Topic:
    """`commands` by name without slash; `screens` by place; `entries` by the kind of entry they
    show; `buttons` by the class of their data, for what is more than going somewhere."""

    name: str
    commands: Mapping[str, CommandHandler] = field(default_factory=dict)
    screens: Mapping[str, PlaceHandler] = field(default_factory=dict)
    entries: Mapping[EntryKind, PlaceHandler] = field(default_factory=dict)
    buttons: Mapping[type[ButtonData], ButtonHandler] = field(default_factory=dict)

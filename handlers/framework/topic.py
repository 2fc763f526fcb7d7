"""A topic: one subject a delegate knows, with its commands, places and buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from content.model import EntryKind, Pack
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place
from handlers.framework.reader import Reader
from handlers.framework.reply import Notice, Reply
from handlers.framework.request import Request
from storage.team_members import Role

Answer = Reply | Notice


@dataclass(frozen=True)
class Visit:
    """Someone goes to a place; `back` is the place they came from, if the button knows."""

    place: Place
    back: str = ""


CommandHandler = Callable[[Request], Awaitable[Answer]]
PlaceHandler = Callable[[Request, Visit], Awaitable[Answer]]
ButtonHandler = Callable[[Request, Any], Awaitable[Answer]]
# Given the state that the dialog left; what it wants to keep it writes itself (storage.dialogs).
# None where it waits for nothing any more.
DialogHandler = Callable[[Request, str], Awaitable[Answer | None]]
# Given what follows the link's first word.
LinkHandler = Callable[[Request, str], Awaitable[Answer]]
# None where the message is for somebody else.
MessageHandler = Callable[[Request], Awaitable[Answer | None]]


Handler = (
    CommandHandler | PlaceHandler | ButtonHandler | DialogHandler | LinkHandler | MessageHandler
)


def always(request: Request) -> bool:
    return True


def with_words(request: Request) -> bool:
    """For commands that show a setting when they stand alone, and change it with words."""
    return bool(request.words.strip())


@dataclass(frozen=True)
class Fallbacks:
    """What is answered where no topic is meant."""

    home: Callable[[Reader, Pack], Reply]
    unknown_command: Callable[[Reader, str], Reply]
    only_text: Callable[[Reader], Reply]


@dataclass(frozen=True)
class Topic:
    """`commands` by name without slash; `screens` by place; `entries` by the kind of entry they
    show; `buttons` by the class of their data, for what is more than going somewhere; `dialogs` by
    the name under which the next message was asked for; `links` by the word before the first
    hyphen of a start payload. `replies` are asked in order, before all else, about a message that
    answers one of the bot's; `files` about a file sent in private.

    `changes` are the handlers that change the chat's settings, with the requests for which they
    do (`always`, `with_words` or a function of the topic's own): in a group only administrators
    may. Where `roles` are named, the whole topic is for members with one of these roles, and does
    not exist for anybody else."""

    name: str
    commands: Mapping[str, CommandHandler] = field(default_factory=dict)
    screens: Mapping[str, PlaceHandler] = field(default_factory=dict)
    entries: Mapping[EntryKind, PlaceHandler] = field(default_factory=dict)
    buttons: Mapping[type[ButtonData], ButtonHandler] = field(default_factory=dict)
    dialogs: Mapping[str, DialogHandler] = field(default_factory=dict)
    links: Mapping[str, LinkHandler] = field(default_factory=dict)
    replies: Sequence[MessageHandler] = ()
    files: Sequence[MessageHandler] = ()
    changes: Mapping[Handler, Callable[[Request], bool]] = field(default_factory=dict)
    roles: frozenset[Role] | None = None

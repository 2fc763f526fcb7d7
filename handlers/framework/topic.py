"""Topics: the commands, screens, buttons and dialogs of one subject."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from content.intents import Intent
from content.model import EntryKind
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place
from handlers.framework.reply import Notice, Reply
from handlers.framework.request import Request
from storage.team_members import Role

Answer = Reply | Notice


@dataclass(frozen=True)
class Visit:
    """Going to a place. `back` is the place that its Back button opens; empty means its parent."""

    place: Place
    back: str = ""


CommandHandler = Callable[[Request], Awaitable[Answer]]
PlaceHandler = Callable[[Request, Visit], Awaitable[Answer]]
ButtonHandler = Callable[[Request, Any], Awaitable[Answer]]
# Gets the dialog's stored state, and changes it in storage.dialogs itself. Returns None if the
# message does not belong to the dialog.
DialogHandler = Callable[[Request, str], Awaitable[Answer | None]]
# Gets what follows the first hyphen of the start payload.
LinkHandler = Callable[[Request, str], Awaitable[Answer]]
# Gets what a text asks of the bot. Returns None if it is to be searched for all the same.
QuestionHandler = Callable[[Request, Any], Awaitable[Answer | None]]
# Returns None if the message does not belong to the topic.
MessageHandler = Callable[[Request], Awaitable[Answer | None]]

# Gets the name of a command that no topic has, but perhaps the pack. Returns None if it is not one.
PackCommandHandler = Callable[[Request, str], Awaitable[Answer | None]]

Handler = (
    CommandHandler | PlaceHandler | ButtonHandler | DialogHandler | LinkHandler | MessageHandler
)


# The screen that shows the collections of the pack, whose own ids are their places.
COLLECTION_SCREEN = "collection"


def always(request: Request) -> bool:
    return True


def with_words(request: Request) -> bool:
    """For commands that show a setting without words and change it with words."""
    return bool(request.words.strip())


@dataclass(frozen=True)
class Fallbacks:
    """The answers to what belongs to no topic."""

    home: Callable[[Request], Awaitable[Reply]]
    unknown_command: Callable[[Request, str], Awaitable[Reply]]
    # A command or a screen for what the pack does not have.
    not_offered: Callable[[Request], Awaitable[Reply]]
    only_text: Callable[[Request], Awaitable[Reply]]
    # An edited command, or an edited answer to what the bot asked.
    not_read_again: Callable[[Request], Reply]


@dataclass(frozen=True)
class Topic:
    """The handlers of one subject.

    `commands` are keyed by name without slash; `screens` by the place's id; `entries` by the kind
    of entry they show; `buttons` by the class of their data (Go needs no handler); `dialogs` by
    name; `links` by the word before the first hyphen of a start payload. `replies` are tried in
    order, before anything else, for a reply to one of the bot's messages; `files` for a file sent
    in a private chat; `edits` for an edited message, and `late_parts` for the part of an album that
    comes after the others were answered. `questions` are keyed by what a text asks of the bot: see
    content.intents. `pack_commands` are tried for a command that no topic has.

    `changes` are the handlers that change the chat's settings, each with a function that tells for
    which requests it does (`always`, `with_words` or the topic's own): in a group, only
    administrators may. If there are `roles`, only members with one of them can use the topic; for
    everybody else it does not exist. `handlers.framework.offers` tells which commands and screens
    a pack has something for."""

    name: str
    commands: Mapping[str, CommandHandler] = field(default_factory=dict)
    screens: Mapping[str, PlaceHandler] = field(default_factory=dict)
    entries: Mapping[EntryKind, PlaceHandler] = field(default_factory=dict)
    buttons: Mapping[type[ButtonData], ButtonHandler] = field(default_factory=dict)
    dialogs: Mapping[str, DialogHandler] = field(default_factory=dict)
    links: Mapping[str, LinkHandler] = field(default_factory=dict)
    questions: Mapping[type[Intent], QuestionHandler] = field(default_factory=dict)
    pack_commands: Sequence[PackCommandHandler] = ()
    replies: Sequence[MessageHandler] = ()
    files: Sequence[MessageHandler] = ()
    edits: Sequence[MessageHandler] = ()
    late_parts: Sequence[MessageHandler] = ()
    changes: Mapping[Handler, Callable[[Request], bool]] = field(default_factory=dict)
    roles: frozenset[Role] | None = None

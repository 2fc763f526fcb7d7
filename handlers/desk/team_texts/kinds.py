"""What texts in several languages belong to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.framework.request import Request
from handlers.framework.topic import Answer
from storage.team_texts import Kind


@dataclass(frozen=True)
class Owner:
    """What a text belongs to: its title, and the place of its screen. `seen_by` says who will see
    the text, empty if that needs no sentence."""

    title: str
    place: str
    seen_by: str = ""


@dataclass(frozen=True)
class TextKind:
    """A kind of text. `find` returns its owner, or None for one that is not there (any more).
    `show` is the owner's screen, with a notice. `after_change` is called after the transaction.
    `act` is the act in the audit log, about `subject` with the owner's id after it. The lines of a
    text that is to be `one_line` are joined."""

    kind: Kind
    max_characters: int
    act: str
    subject: str
    find: Callable[[Request, AsyncConnection, str], Awaitable[Owner | None]]
    show: Callable[[Request, str, str], Awaitable[Answer]]
    after_change: Callable[[Request], Awaitable[None]] | None = None
    one_line: bool = False

"""The buttons of announcements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-announce"


def place_of(number: int, *parts: str) -> str:
    """The screen of one announcement, or a part of it."""
    return f"{PLACE}.{'-'.join([str(number), *parts])}"


@dataclass(frozen=True)
class Write(ButtonData):
    """Ask for its words in a language."""

    tag: ClassVar[str] = "an1"
    number: int
    language: str


@dataclass(frozen=True)
class Aim(ButtonData):
    """Send it to these; `what` and `value` as in storage.announcements."""

    tag: ClassVar[str] = "an2"
    number: int
    what: str
    value: str


@dataclass(frozen=True)
class Drop(ButtonData):
    """Take one language out of it."""

    tag: ClassVar[str] = "an3"
    number: int
    language: str


@dataclass(frozen=True)
class Otherwise(ButtonData):
    """Whoever reads another language gets this one."""

    tag: ClassVar[str] = "an4"
    number: int
    language: str


@dataclass(frozen=True)
class AskWhen(ButtonData):
    """Ask when it is to begin."""

    tag: ClassVar[str] = "an5"
    number: int


@dataclass(frozen=True)
class Schedule(ButtonData):
    """Begin at an instant, in minutes since 1970 (UTC)."""

    tag: ClassVar[str] = "an6"
    number: int
    minute: int


@dataclass(frozen=True)
class Steer(ButtonData):
    """What is wanted of it: send, unschedule, discard, pause, resume, stop, correct, withdraw.
    `edition` is the one it had then, so that an old button does nothing to a newer one."""

    tag: ClassVar[str] = "an7"
    number: int
    wanted: str
    edition: int

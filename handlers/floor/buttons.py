"""The buttons of the floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData


@dataclass(frozen=True)
class Podium(ButtonData):
    """An act of the chair or the clerk. `control` is the session's when the button was made: with
    another one it is out of date. `turn` is 0 where the act concerns none, and `value` is a number
    of seconds, an index or an act's id."""

    tag: ClassVar[str] = "fp1"
    act: str
    session: int
    control: int
    turn: int = 0
    value: int = 0


@dataclass(frozen=True)
class Follow(ButtonData):
    """Keep a message of a group up to date with a session, or stop it if `on` is 0."""

    tag: ClassVar[str] = "fp2"
    session: int
    on: int


@dataclass(frozen=True)
class Screen(ButtonData):
    """Change the room's screen. `what` is mode, language or address; `value` is a mode, the code of
    a language, or what tells the address that is replaced from others."""

    tag: ClassVar[str] = "fp3"
    session: int
    what: str
    value: str


@dataclass(frozen=True)
class Laptop(ButtonData):
    """Make a link that opens the clerk's page in a browser."""

    tag: ClassVar[str] = "fp4"
    session: int

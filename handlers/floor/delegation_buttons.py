"""The buttons of whoever speaks for a delegation, or asks to, and of the clerks who decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData


@dataclass(frozen=True)
class StopSpeaking(ButtonData):
    """Speak for a delegation no longer."""

    tag: ClassVar[str] = "fd1"
    delegation: int


@dataclass(frozen=True)
class AskClerk(ButtonData):
    """Ask the clerks of a session to speak for a delegation."""

    tag: ClassVar[str] = "fd2"
    session: int


@dataclass(frozen=True)
class ShowRequest(ButtonData):
    """Show a request to speak for a delegation."""

    tag: ClassVar[str] = "fd3"
    request: int


@dataclass(frozen=True)
class ChooseDelegation(ButtonData):
    """Choose the delegation for which somebody may speak."""

    tag: ClassVar[str] = "fd4"
    request: int


@dataclass(frozen=True)
class LetSpeak(ButtonData):
    """Let whoever asked speak for a delegation."""

    tag: ClassVar[str] = "fd5"
    request: int
    delegation: int


@dataclass(frozen=True)
class RefuseSpeaking(ButtonData):
    tag: ClassVar[str] = "fd6"
    request: int


@dataclass(frozen=True)
class FindDelegation(ButtonData):
    """Ask for the name of the delegation for which somebody may speak."""

    tag: ClassVar[str] = "fd7"
    request: int

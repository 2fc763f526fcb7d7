"""The buttons for the text of a statement, a written statement, and the language of a speech."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

# Beside the official languages of the United Nations.
OTHER_LANGUAGE = "other"
SPEECH_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es", OTHER_LANGUAGE)


@dataclass(frozen=True)
class SendText(ButtonData):
    """Send the text of one's own turn."""

    tag: ClassVar[str] = "fw1"
    turn: int


@dataclass(frozen=True)
class InWriting(ButtonData):
    """Send a written statement for a delegation; 0 if it is not chosen yet."""

    tag: ClassVar[str] = "fw2"
    session: int
    delegation: int


@dataclass(frozen=True)
class SpeechLanguage(ButtonData):
    """Say in which language one will speak; empty if it is not chosen yet."""

    tag: ClassVar[str] = "fw3"
    turn: int
    language: str

"""The buttons of texts in several languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData


@dataclass(frozen=True)
class WriteText(ButtonData):
    """Ask for the text in a language; `kind` and `owner` as in storage.team_texts."""

    tag: ClassVar[str] = "tt1"
    kind: str
    owner: str
    language: str


@dataclass(frozen=True)
class RemoveText(ButtonData):
    """Remove the text in a language."""

    tag: ClassVar[str] = "tt2"
    kind: str
    owner: str
    language: str

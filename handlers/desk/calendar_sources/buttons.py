"""The buttons of the addresses that the calendar is fetched from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-addresses"


def source_place(source_id: str) -> str:
    return f"{PLACE}.{source_id}"


@dataclass(frozen=True)
class SeeChanges(ButtonData):
    """Show what an address would change. `mark` is of the version that the button was shown for;
    if another one waits now, that is said."""

    tag: ClassVar[str] = "cs1"
    source_id: str
    mark: str


@dataclass(frozen=True)
class FetchNow(ButtonData):
    tag: ClassVar[str] = "cs2"
    source_id: str


@dataclass(frozen=True)
class SetMode(ButtonData):
    """`mode` is preview or automatic."""

    tag: ClassVar[str] = "cs3"
    source_id: str
    mode: str

"""The buttons of the delegations at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-delegations"


@dataclass(frozen=True)
class NewCode(ButtonData):
    """Give a delegation another code; it has the one with this hash until then."""

    tag: ClassVar[str] = "dg1"
    delegation: int
    code_hash: str


@dataclass(frozen=True)
class RemoveDelegation(ButtonData):
    """Take a delegation off the list."""

    tag: ClassVar[str] = "dg2"
    delegation: int


@dataclass(frozen=True)
class AskForDelegations(ButtonData):
    """Ask for words to search for, or for a file: `what` is search or file."""

    tag: ClassVar[str] = "dg3"
    what: str


@dataclass(frozen=True)
class ImportDelegations(ButtonData):
    """Import the file that was shown, and no other; `remove` is 1 to remove what it lacks."""

    tag: ClassVar[str] = "dg4"
    fingerprint: str
    remove: int


@dataclass(frozen=True)
class ExportDelegations(ButtonData):
    """Send the delegations with their codes: `form` is csv or pdf."""

    tag: ClassVar[str] = "dg5"
    form: str

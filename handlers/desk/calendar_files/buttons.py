"""The buttons of calendar files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-exchange"
PREVIEW_PLACE = f"{PLACE}.preview"
_MARK_CHARACTERS = 6


@dataclass(frozen=True)
class ExportCalendar(ButtonData):
    """`form` is ics or csv."""

    tag: ClassVar[str] = "ce1"
    form: str


@dataclass(frozen=True)
class ChooseForImport(ButtonData):
    """Choose what a file leaves open. `what` is letters (whether they are right), order
    (of day and month), kind, region, gone (the meetings that the file does not have) or older
    (versions than those of the calendar). `value` is right or a codec for letters,
    day or month for order, cancel or leave for gone, take or leave for older, otherwise an id."""

    tag: ClassVar[str] = "ce2"
    file_hash: str
    what: str
    value: str


@dataclass(frozen=True)
class ChooseFileZone(ButtonData):
    """Read a name of the file as a time zone; `name` is its mark, `zone` an IANA name, or empty to
    leave out what is written in it."""

    tag: ClassVar[str] = "ce5"
    file_hash: str
    name: str
    zone: str


def name_mark(name: str) -> str:
    """A short hash of a name that a file has for a time zone."""
    return hashlib.sha256(name.encode()).hexdigest()[:_MARK_CHARACTERS]


@dataclass(frozen=True)
class ConfirmImport(ButtonData):
    """Carry out the plan with this fingerprint, and no other."""

    tag: ClassVar[str] = "ce3"
    file_hash: str
    fingerprint: str


@dataclass(frozen=True)
class DropImport(ButtonData):
    tag: ClassVar[str] = "ce4"
    file_hash: str

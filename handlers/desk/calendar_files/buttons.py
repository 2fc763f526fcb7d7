"""The buttons of calendar files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-exchange"
PREVIEW_PLACE = f"{PLACE}.preview"


@dataclass(frozen=True)
class ExportCalendar(ButtonData):
    """`form` is ics or csv."""

    tag: ClassVar[str] = "ce1"
    form: str


@dataclass(frozen=True)
class ChooseForImport(ButtonData):
    """Choose what a file leaves open. `what` is letters (whether they are right), order
    (of day and month), kind, region, gone (the meetings that the file does not have) or older
    (versions than those of the calendar). `value` is right for letters, day or month for order,
    cancel or leave for gone, take or leave for older, otherwise an id."""

    tag: ClassVar[str] = "ce2"
    file_hash: str
    what: str
    value: str


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

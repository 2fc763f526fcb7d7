"""The buttons of calendar files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData

PLACE = "desk-exchange"
PREVIEW = f"{PLACE}.preview"


@dataclass(frozen=True)
class ExportCalendar(ButtonData):
    """`form` is ics or csv."""

    tag: ClassVar[str] = "ce1"
    form: str


@dataclass(frozen=True)
class ChooseForImport(ButtonData):
    """What a file leaves open: `what` is order (day, month), kind, region or gone (cancel, leave);
    `mark` is the file's."""

    tag: ClassVar[str] = "ce2"
    mark: str
    what: str
    value: str


@dataclass(frozen=True)
class ConfirmImport(ButtonData):
    """Do what was shown: `plan` tells it from anything else."""

    tag: ClassVar[str] = "ce3"
    mark: str
    plan: str


@dataclass(frozen=True)
class DropImport(ButtonData):
    tag: ClassVar[str] = "ce4"
    mark: str

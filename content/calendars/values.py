"""What is read from a calendar's file: entries, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

# An event has some hundred meetings of some hundred bytes each; what is larger is something else.
MOST_BYTES = 1_000_000
MOST_ENTRIES = 500
MOST_COLUMNS = 60
# Of a cell or a property that is read; a pack's longest line has 300.
MOST_CHARACTERS = 2_000
# A calendar, an entry in it, an alarm in that; nothing is deeper.
MOST_NESTED = 4
# What a message shows.
MOST_COMPLAINTS = 8
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Complaint(Value):
    """What is wrong, as a code that a view has a sentence for. `line` counts from 1; 0 where it is
    about the file as a whole. `words` are the file's own, shortened."""

    code: str
    line: int = 0
    words: str = ""
    number: int = 0


class Entry(Value):
    """A meeting that a file speaks of.

    `start` and `end` are ISO days, or days with an hour: at the venue, in `zone` where the file
    names one; with a Z they are instants, which `zone` says where to show. `ends` is False where
    the file says nothing of an end. `said` are cells of our own columns, as they were written.
    """

    line: int
    title: str
    start: str
    end: str | None = None
    ends: bool = True
    zone: str | None = None
    uid: str = ""
    id: str = ""
    sequence: int = 0
    cancelled: bool = False
    location: str = ""
    link: str = ""
    said: Mapping[str, str] = {}


class Read(Value):
    """A file that was read. Where `day_first` cannot be told, `entries` take the first number of
    a date for the day and `otherwise` for the month, and somebody has to say which it is."""

    form: Literal["ics", "csv"]
    encoding: str = ""
    entries: tuple[Entry, ...] = ()
    otherwise: tuple[Entry, ...] = ()
    day_first: bool | None = None
    # A date that is two, as it was written.
    ambiguous: str = ""
    # What the file has and nothing is taken from.
    unread: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    more_complaints: int = 0


class Complaints:
    """Collects what is wrong: the first few, and how many more."""

    def __init__(self) -> None:
        self._kept: list[Complaint] = []
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, code: str, line: int = 0, words: str = "", number: int = 0) -> None:
        self._count += 1
        if len(self._kept) < MOST_COMPLAINTS:
            self._kept.append(Complaint(code=code, line=line, words=shown(words), number=number))

    @property
    def first(self) -> tuple[Complaint, ...]:
        return tuple(self._kept)

    @property
    def more(self) -> int:
        return self._count - len(self._kept)


class Unreadable(ValueError):
    """Something that ends the reading at once."""

    def __init__(self, code: str, line: int = 0, words: str = "", number: int = 0) -> None:
        super().__init__(code)
        self.complaint = Complaint(code=code, line=line, words=shown(words), number=number)


def shown(words: str) -> str:
    """A file's words within a sentence of ours."""
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def moment(text: str) -> date | datetime:
    """A day, or a day with its hour; aware where it is an instant."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def written(value: date | datetime) -> str:
    """The reverse of `moment`, to the minute."""
    if not isinstance(value, datetime):
        return value.isoformat()
    said = value.replace(tzinfo=None).isoformat(timespec="minutes")
    return said if value.tzinfo is None else f"{said}Z"

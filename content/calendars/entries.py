"""What reading a calendar file gives: entries, or complaints that say what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

# An event has some hundred meetings of some hundred bytes each; what is larger is something else.
MAX_BYTES = 3_000_000
MAX_ENTRIES = 500
MAX_COLUMNS = 60
# Of a table's cell, in characters; a pack's longest line has 300.
MAX_CELL_CHARACTERS = 2_000
MAX_TITLE_CHARACTERS = 120
MAX_DESCRIPTION_CHARACTERS = 3_500
MAX_PEOPLE = 60  # of a meeting
MAX_ASKED_ZONES = 6  # time zones that a person is asked about
MAX_UID_CHARACTERS = 500
MAX_LOCATION_CHARACTERS = 300
# More than that does not fit into one message.
MAX_COMPLAINTS = 8
LONGEST_MEETING = timedelta(days=366)
# Both excluded: time zone rules say nothing of what lies further off.
FIRST_YEAR, LAST_YEAR = 1900, 2199


# schedule is schedule.json or schedule.xml of pretalx and frab, indico is Indico's JSON.
Form = Literal["ics", "csv", "xlsx", "schedule", "indico"]


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Complaint(Value):
    """A fault of a file. `code` names the sentence that a view shows; `line` counts from 1 and is
    0 if the fault concerns the file as a whole; `words` quote the file, shortened. For files that
    people do not read by lines, such as schedule.json, `entry` is the title of the meeting at fault
    unless `words` are."""

    code: str
    line: int = 0
    words: str = ""
    number: int = 0
    entry: str = ""


class Entry(Value):
    """A meeting as a file describes it.

    `start` and `end` are ISO 8601 dates or times to the minute. A time without a Z is local to
    `zone`, or to the venue if `zone` is None; a time with a Z is an instant in UTC, and `zone` is
    where to show it. `end` includes the last day. `ends` is False if the file gives no end.
    `stamp` is when this version was written, in UTC; empty if the file does not say.
    `written_title` is the title with the words that cancel the meeting, empty if it has none. A
    cancellation may have only a UID: then `title`, `start` or both are empty.
    `own_cells` is what the file says beside these, as the cells of our own table would have it; an
    empty cell means that the meeting has none. An occurrence of an event that repeats has that
    event's UID in `series`, and in `occurrence` when it begins by the rule. `following` says that
    a cancellation is also of all later occurrences.
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
    stamp: str = ""
    cancelled: bool = False
    written_title: str = ""
    location: str = ""
    link: str = ""
    own_cells: Mapping[str, str] = {}
    series: str = ""
    occurrence: str = ""
    following: bool = False


class Letters(Value):
    """A way to read the letters of a file: the codec, and a title or place as it is then."""

    codec: str
    sample: str


class Options(Value):
    """What is known beside the content of a file. `zones` are IANA zones by what a file calls them,
    `codec` is how its letters are encoded; a person chose both. From `first_day` to `last_day`,
    meetings are taken that repeat without end."""

    zones: Mapping[str, str] = {}
    codec: str = ""
    first_day: date | None = None
    last_day: date | None = None


class Read(Value):
    """A file that was read.

    `day_first` says whether dates such as 3/4/2013 begin with the day. If it is None, the file
    does not tell: `entries` take the first number for the day, `otherwise` for the month, and a
    person has to be asked; `ambiguous` is such a date as it was written. `unread` names the
    columns or components that nothing is taken from. `undated` counts talks without a time.

    `complaints` say why nothing could be read; then there are no entries. `skipped` say which
    entries could not be read beside those that could; `more_skipped` is how many are not named.
    `uncertain_letters` are titles and places whose letters a person has to confirm, since the
    file does not say how they are encoded. `shortened` names titles and places that were too
    long. `clocks` is the zone of hours without one, if the file names it. `is_invitation` says
    that the file is about single meetings of a calendar and not all of it.

    `unknown_zones` are names of time zones that a person has to be asked about; what is written in
    them is among the `skipped` or the `complaints`. `own_zones` are those that are read by the
    file's own rules. `endless` are titles of meetings that repeat without end, of which those until
    `last_day` are taken. `readings` are further ways to read uncertain letters.
    """

    form: Form
    encoding: str = ""
    entries: tuple[Entry, ...] = ()
    otherwise: tuple[Entry, ...] = ()
    day_first: bool | None = None
    ambiguous: str = ""
    unread: tuple[str, ...] = ()
    undated: int = 0
    complaints: tuple[Complaint, ...] = ()
    more_complaints: int = 0
    skipped: tuple[Complaint, ...] = ()
    more_skipped: int = 0
    uncertain_letters: tuple[str, ...] = ()
    shortened: tuple[Complaint, ...] = ()
    clocks: str | None = None
    is_invitation: bool = False
    unknown_zones: tuple[str, ...] = ()
    own_zones: tuple[str, ...] = ()
    endless: tuple[str, ...] = ()
    last_day: date | None = None
    readings: tuple[Letters, ...] = ()


class Unreadable(ValueError):
    """Raised for an entry, or a whole file, that cannot be read."""

    def __init__(self, code: str, line: int = 0, words: str = "", number: int = 0) -> None:
        super().__init__(code)
        self.words = words
        self.complaint = Complaint(code=code, line=line, words=shortened(words), number=number)


class Complaints:
    """Collects complaints: keeps the first MAX_COMPLAINTS and counts the others."""

    def __init__(self) -> None:
        self._first: list[Complaint] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, code: str, line: int = 0, words: str = "", number: int = 0) -> None:
        self._take(Complaint(code=code, line=line, words=shortened(words), number=number))

    def catch(self, error: Unreadable, entry: str | None = None) -> None:
        """Add the complaint that an error carries. `entry` names the meeting instead of a line."""
        complaint = error.complaint
        if entry is not None:
            title = shortened(entry)
            title = "" if title == complaint.words else title
            complaint = complaint.model_copy(update={"line": 0, "entry": title})
        self._take(complaint)

    def _take(self, complaint: Complaint) -> None:
        self._count += 1
        if len(self._first) < MAX_COMPLAINTS:
            self._first.append(complaint)

    @property
    def first(self) -> tuple[Complaint, ...]:
        return tuple(self._first)

    @property
    def more(self) -> int:
        """How many complaints there are beyond the first ones."""
        return self._count - len(self._first)


def shortened(words: str) -> str:
    """A file's words on one line of at most 60 characters."""
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def parse_moment(text: str) -> date | datetime:
    """Parse the `start` or `end` of an Entry; the result is aware if the text ends with Z."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def format_moment(value: date | datetime) -> str:
    """Format a date, or a time to the minute, for an Entry. An aware time must be in UTC."""
    if not isinstance(value, datetime):
        return value.isoformat()
    text = value.replace(tzinfo=None).isoformat(timespec="minutes")
    return text if value.tzinfo is None else f"{text}Z"

"""What a pack is made of. Every value is checked on its way in; nothing here reads a file."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from content.values import (
    Day,
    Id,
    Instant,
    Line,
    MeetingId,
    Moment,
    Text,
    Title,
    WebAddress,
    Words,
    Zone,
)


class Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Document(Value):
    """A document that passages are quoted from; `file` is its text inside the pack."""

    id: Id
    title: Title
    short: Title
    author: Title
    date: Title | None = None
    symbol: Title | None = None
    file: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    link: WebAddress | None = None
    # Marks that text extraction glued to words ("HLD.2"), as they stand in the file.
    footnote_marks: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    # Text that interrupts a passage at a page border, such as a footnote's own lines.
    interruptions: Annotated[tuple[Text, ...], Field(max_length=200)] = ()


class Citation(Value):
    """Where in its document a passage stands. `number` counts within the section."""

    document: Id
    section: str | None = Field(default=None, max_length=20)
    unit: Literal["paragraph", "recommendation", "point", "call", "box", "footnote"] = "paragraph"
    number: int | None = Field(default=None, ge=1, le=999)


class Passage(Value):
    """A quotable text. `text` is the document's own words; all else is ours."""

    id: Id
    title: Title
    text: Text
    citation: Citation
    words: Words = ()
    note: Line | None = None
    symbol: Title | None = None

    @property
    def sha256(self) -> str:
        """Hex digits of the SHA-256 of the text in NFC, as UTF-8."""
        text = unicodedata.normalize("NFC", self.text)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def hash(self) -> str:
        """The first 12 digits, which stand under a quotation."""
        return self.sha256[:12]


class Section(Value):
    """Passages that are read one after another under one title."""

    id: Id
    title: Title
    passages: Annotated[tuple[Passage, ...], Field(min_length=1)]


class Roundtable(Value):
    """One roundtable: `title` is our short one, `theme` its full text; the theme's id is `rtN`."""

    number: int = Field(ge=1, le=99)
    title: Title
    theme: Passage

    @property
    def id(self) -> str:
        return self.theme.id


class Area(Value):
    """An area of recommendation. `call` (id `area-N`) is what it asks for as a whole."""

    number: int = Field(ge=1, le=99)
    title: Title
    heading: Title  # as printed in the document
    call: Passage
    recommendations: Annotated[tuple[Passage, ...], Field(min_length=1, max_length=99)]
    box: Passage | None = None

    @property
    def id(self) -> str:
        return self.call.id


class Term(Value):
    """An acronym or a body. `meaning` is our own summary; `see` names passages that explain it."""

    id: Id
    term: Title
    expansion: Title
    meaning: Line | None = None
    source: Line | None = None
    also: tuple[Title, ...] = ()
    words: Words = ()
    see: tuple[str, ...] = ()


class Process(Value):
    """A regional consultative process (RCP)."""

    id: Id
    name: Title
    short: Title | None = None
    also: Title | None = None
    about: Line | None = None
    region: Title | None = None
    source: Line
    words: Words = ()
    note: Line | None = None


# What happens at a deadline: papers are due, a list of speakers opens or closes.
Deadline = Literal["due", "opens", "closes"]


class Meeting(Value):
    """A meeting, in the venue's own time. A start without an hour is a meeting of days.

    A deadline is a meeting of one moment, or of one day, that needs no place."""

    id: MeetingId
    title: Title
    theme: Line | None = None
    kind: Id
    deadline: Deadline | None = None  # follows from its kind
    region: Id
    venue: Title | None = None
    city: Title | None = None  # only a deadline may do without
    country: Title | None = None
    time_zone: Zone
    start: Moment
    end: Moment | None = None
    organisers: tuple[Title, ...] = ()
    document: Title | None = None
    roundtables: tuple[int, ...] = ()  # named by the meeting's own source
    prepares: MeetingId | None = None  # the meeting that it prepares
    cancelled: bool = False
    source: Line
    note: Line | None = None
    words: Words = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def first_day(self) -> date:
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def last_day(self) -> date:
        end = self.start if self.end is None or self.deadline else self.end
        return end.date() if isinstance(end, datetime) else end

    @property
    def begins(self) -> datetime | None:
        """Its first instant in UTC, or None where no hour is known."""
        if not isinstance(self.start, datetime):
            return None
        return self.start.replace(tzinfo=self.zone).astimezone(UTC)

    @property
    def opens(self) -> datetime:
        """The instant (UTC) from which it counts as on: its hour, or its first day's midnight."""
        first = datetime.combine(self.first_day, time(), self.zone)
        return self.begins or first.astimezone(UTC)

    @property
    def closes(self) -> datetime:
        """The instant (UTC) from which it is over: its end's hour, or its last day's midnight.
        A deadline with an hour is over in that moment."""
        if self.deadline and self.begins is not None:
            return self.begins
        if isinstance(self.end, datetime) and not self.deadline:
            return self.end.replace(tzinfo=self.zone).astimezone(UTC)
        day_after = datetime.combine(self.last_day + timedelta(days=1), time(), self.zone)
        return day_after.astimezone(UTC)

    @model_validator(mode="after")
    def _in_order(self) -> Meeting:
        if self.deadline:
            return self
        if self.last_day < self.first_day or self.closes <= self.opens:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self


class Link(Value):
    """Two entries that bear on each other, and why. Without a source it is the editors' choice."""

    between: tuple[str, str]
    why: Line
    source: Line | None = None


class Event(Value):
    """What the pack is about, in the venue's time zone."""

    name: Title
    short: Title
    slogan: Title | None = None
    place: Title
    time_zone: Zone
    start: Day
    end: Day
    meeting: MeetingId | None = None
    source: Line
    # Where a rehearsal's clock begins.
    rehearsal: Instant | None = None
    later: Line | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @model_validator(mode="after")
    def _in_order(self) -> Event:
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self


Entry = Passage | Term | Process | Meeting
EntryKind = Literal[
    "roundtable", "area", "recommendation", "box", "mandate", "position", "background",
    "term", "process", "meeting",
]  # fmt: skip


@dataclass(frozen=True)
class Related:
    """The other end of a link, with the link's reason and source (None: the editors' choice)."""

    id: str
    why: str
    source: str | None


def _with_deadline(meeting: Any, words: dict[Any, Any]) -> Any:
    """A meeting as it was written, or as it is kept, with the deadline that its kind makes it."""
    if isinstance(meeting, Meeting):
        word = words.get(meeting.kind)
        same = meeting.deadline == word
        return meeting if same else meeting.model_copy(update={"deadline": word})
    if isinstance(meeting, dict) and isinstance(meeting.get("kind"), str):
        word = words.get(meeting["kind"])
        if word in get_args(Deadline) and "deadline" not in meeting:
            return {**meeting, "deadline": word}
    return meeting


class Pack(Value):
    """All that one event's bot knows."""

    id: Id
    version: Title
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "en"
    event: Event
    documents: Annotated[tuple[Document, ...], Field(min_length=1)]
    kinds: Mapping[Id, Title] = {}
    deadlines: Mapping[Id, Deadline] = {}  # the kinds that are deadlines, and what happens then
    regions: Mapping[Id, Title] = {}
    roundtables: tuple[Roundtable, ...] = ()
    areas: tuple[Area, ...] = ()
    mandate: tuple[Section, ...] = ()
    position: Section | None = None
    background: Section | None = None
    glossary: tuple[Term, ...] = ()
    processes: tuple[Process, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    links: tuple[Link, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _deadlines_follow_from_kinds(cls, content: Any) -> Any:
        if not isinstance(content, Mapping) or not isinstance(
            content.get("meetings"), list | tuple
        ):
            return content
        told = content.get("deadlines")
        words = dict(told) if isinstance(told, Mapping) else {}
        meetings = [_with_deadline(each, words) for each in content["meetings"]]
        return {**content, "meetings": meetings}

    def _all(self) -> Iterator[tuple[EntryKind, Entry]]:
        for roundtable in self.roundtables:
            yield "roundtable", roundtable.theme
        for area in self.areas:
            yield "area", area.call
            for recommendation in area.recommendations:
                yield "recommendation", recommendation
            if area.box:
                yield "box", area.box
        for section in self.mandate:
            for passage in section.passages:
                yield "mandate", passage
        if self.position:
            for passage in self.position.passages:
                yield "position", passage
        if self.background:
            for passage in self.background.passages:
                yield "background", passage
        for term in self.glossary:
            yield "term", term
        for process in self.processes:
            yield "process", process
        for meeting in self.meetings:
            yield "meeting", meeting

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Everything with an id, in reading order. Meetings go by `meeting-<id>`."""
        return {
            f"meeting-{entry.id}" if kind == "meeting" else entry.id: entry
            for kind, entry in self._all()
        }

    @cached_property
    def kind_of(self) -> dict[str, EntryKind]:
        """The kind of every entry, by the same ids as `entries`."""
        return {
            f"meeting-{entry.id}" if kind == "meeting" else entry.id: kind
            for kind, entry in self._all()
        }

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """Every quotable text, in reading order."""
        return {key: entry for key, entry in self.entries.items() if isinstance(entry, Passage)}

    @cached_property
    def _related(self) -> dict[str, tuple[Related, ...]]:
        found: dict[str, list[Related]] = {}
        for link in self.links:
            here, there = link.between
            found.setdefault(here, []).append(Related(there, link.why, link.source))
            found.setdefault(there, []).append(Related(here, link.why, link.source))
        order = {key: place for place, key in enumerate(self.entries)}
        return {
            key: tuple(sorted(others, key=lambda other: order.get(other.id, len(order))))
            for key, others in found.items()
        }

    def related(self, entry_id: str, *kinds: EntryKind) -> tuple[Related, ...]:
        """What bears on an entry, in reading order; only of these kinds, if any are named."""
        return tuple(
            other
            for other in self._related.get(entry_id, ())
            if not kinds or self.kind_of.get(other.id) in kinds
        )

    def document(self, document_id: str) -> Document:
        """The document by its id. Raises KeyError: the loader has resolved every citation."""
        return self._documents[document_id]

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    def roundtable(self, number: int) -> Roundtable | None:
        return next((each for each in self.roundtables if each.number == number), None)

    def area(self, number: int) -> Area | None:
        return next((each for each in self.areas if each.number == number), None)

    def meeting(self, meeting_id: str) -> Meeting | None:
        return next((each for each in self.meetings if each.id == meeting_id), None)

    @cached_property
    def hash(self) -> str:
        """First 12 hex digits of the SHA-256 of the whole pack as loaded."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

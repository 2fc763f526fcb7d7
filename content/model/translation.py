"""A pack's own words in another language: titles, notes and search words, never quoted text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from content.model.delegations import DelegationId
from content.model.field_types import Description, Id, Line, Title, Value, Words


class EventWords(Value):
    """What is said of the event."""

    name: Title | None = None
    short: Title | None = None
    slogan: Title | None = None
    place: Title | None = None
    later: Line | None = None


class DocumentWords(Value):
    """The names of a document."""

    title: Title | None = None
    short: Title | None = None
    author: Title | None = None
    words: Words = ()


class EntryWords(Value):
    """The words of one entry. Which fields it may have depends on its kind: see `ENTRY_FIELDS`."""

    title: Title | None = None
    note: Line | None = None
    words: Words = ()
    term: Title | None = None  # of a term
    expansion: Title | None = None
    meaning: Line | None = None
    # A term has several other names, a process one.
    also: Annotated[tuple[Title, ...], Field(max_length=60)] | Title | None = None
    name: Title | None = None  # of a process
    short: Title | None = None
    about: Line | None = None
    region: Title | None = None
    theme: Line | None = None  # of a meeting
    room: Title | None = None  # where it is not one of `rooms`; so for the track
    track: Title | None = None
    venue: Title | None = None
    city: Title | None = None
    country: Title | None = None
    document: Title | None = None
    organisers: tuple[Title, ...] = ()
    description: Description | None = None
    reminder_line: Line | None = None
    text: Description | None = None  # of a page


class LinkWords(Value):
    """The reason of a link. `between` names its two entries, in either order."""

    between: tuple[str, str]
    why: Line


class Translation(Value):
    """All words of a pack in one language; what is not given stays in the pack's own language."""

    event: EventWords = EventWords()
    documents: Mapping[Id, DocumentWords] = {}
    kinds: Mapping[Id, Title] = {}
    regions: Mapping[Id, Title] = {}
    rooms: Mapping[Id, Title] = {}
    tracks: Mapping[Id, Title] = {}
    sections: Mapping[Id, Title] = {}  # also of collections
    delegations: Mapping[DelegationId, Title] = {}
    people: Mapping[Title, Title] = {}  # by the names and affiliations of people
    cited: Mapping[Line, Line] = {}  # by the `section` of citations: "B, Resolution 1244"
    items: Mapping[Id, Title] = {}  # "Article {number}", by collection
    entries: Mapping[str, EntryWords] = {}
    links: tuple[LinkWords, ...] = ()
    attached: Mapping[Title, Title] = {}  # documents of meetings and pages, by their titles
    sources: Mapping[Line, Line] = {}  # by the `source` of entries and links


PASSAGE_FIELDS = ("title", "note", "words")
ROUNDTABLE_FIELDS = ("title", "note", "words")  # of one without a theme
TERM_FIELDS = ("term", "expansion", "meaning", "also", "words")
PROCESS_FIELDS = ("name", "short", "also", "about", "region", "note", "words")
PAGE_FIELDS = ("title", "text", "words")
MEETING_FIELDS = (
    "title", "theme", "room", "track", "venue", "city", "country", "document", "organisers",
    "description", "note", "reminder_line", "words",
)  # fmt: skip

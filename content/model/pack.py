"""A pack: all entries of one event, and the links between them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, Literal, Self

from pydantic import PrivateAttr, model_validator

from content.model.contents import Part, parts_of
from content.model.delegations import Delegation
from content.model.documents import Area, Collection, Document, Passage, Roundtable, Section
from content.model.field_types import Id, LanguageCode, Line, Title, Value
from content.model.files import PackFile
from content.model.floor import FloorRules
from content.model.item_status import ItemStatus, ItemStatuses
from content.model.lead_times import LeadTimes
from content.model.localized import MeetingTranslator, change_passages, localize
from content.model.meeting import Deadline, Event, Meeting
from content.model.meeting_names import complete_meeting
from content.model.pages import Page
from content.model.terms import Process, Term
from content.model.timeline import Timeline
from content.model.translation import Translation

Entry = Passage | Roundtable | Term | Process | Meeting | Page
EntryKind = Literal[
    "roundtable", "area", "recommendation", "box", "mandate", "position", "background",
    "item", "term", "process", "meeting", "page",
]  # fmt: skip


class Link(Value):
    """A link between two entries, by id, and its reason. One without a source is the editors'."""

    between: tuple[str, str]
    why: Line
    source: Line | None = None


@dataclass(frozen=True)
class Related:
    """The other end of a link, with the link's reason and source."""

    id: str
    why: str
    source: str | None


def _renamed(names: Mapping[str, str], translated: Mapping[str, str]) -> dict[str, str]:
    """The translated names by the names that they translate."""
    return {names[id]: name for id, name in translated.items() if id in names}


def _entry_id(kind: EntryKind, entry: Entry) -> str:
    if isinstance(entry, Page):
        return entry.entry_id
    return f"meeting-{entry.id}" if kind == "meeting" else entry.id


class Pack(Value):
    """All content of the bot for one event."""

    _LEFT_OUT_IF_DEFAULT = (
        "rooms",
        "tracks",
        "collections",
        "pages",
        "floor",
        "lead_times",
        "delegations",
    )

    id: Id
    version: Title
    language: LanguageCode = "en"
    event: Event
    documents: tuple[Document, ...] = ()
    kinds: Mapping[Id, Title] = {}
    deadlines: Mapping[Id, Deadline] = {}  # by kind of meeting
    # By kind of meeting, for those who chose none of their own.
    lead_times: Mapping[Id, LeadTimes] = {}
    regions: Mapping[Id, Title] = {}
    rooms: Mapping[Id, Title] = {}
    tracks: Mapping[Id, Title] = {}
    roundtables: tuple[Roundtable, ...] = ()
    areas: tuple[Area, ...] = ()
    mandate: tuple[Section, ...] = ()
    position: Section | None = None
    background: Section | None = None
    collections: tuple[Collection, ...] = ()
    glossary: tuple[Term, ...] = ()
    processes: tuple[Process, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    pages: tuple[Page, ...] = ()
    links: tuple[Link, ...] = ()
    floor: FloorRules = FloorRules()  # of the meetings that have a list of speakers
    delegations: tuple[Delegation, ...] = ()  # who can ask for the floor
    translations: Mapping[str, Translation] = {}  # by language

    # The files that people can open, by path.
    _files: Mapping[str, PackFile] = PrivateAttr(default_factory=dict)
    # Of a pack in another language: the pack as it was written.
    _original: Pack | None = PrivateAttr(default=None)
    # Of a pack with meetings of the database: the meetings as its files have them.
    _written_meetings: tuple[Meeting, ...] | None = PrivateAttr(default=None)
    # Lines for reminders that were written at the desk, by meeting and language.
    _reminder_lines: Mapping[str, Mapping[str, str]] = PrivateAttr(default_factory=dict)
    # Of a pack with statuses of the database: the collections as its files have them.
    _written_collections: tuple[Collection, ...] | None = PrivateAttr(default=None)
    _translate_meeting: MeetingTranslator | None = PrivateAttr(default=None)
    _shown_language: str | None = PrivateAttr(default=None)  # of a copy of `in_language`

    @model_validator(mode="before")
    @classmethod
    def _complete_meetings(cls, content: Any) -> Any:
        if not isinstance(content, Mapping) or not isinstance(
            content.get("meetings"), list | tuple
        ):
            return content
        meetings = [complete_meeting(meeting, content) for meeting in content["meetings"]]
        return {**content, "meetings": meetings}

    def _entries(self) -> Iterator[tuple[EntryKind, Entry]]:
        for roundtable in self.roundtables:
            yield "roundtable", roundtable.theme or roundtable
        for area in self.areas:
            yield "area", area.call
            for recommendation in area.recommendations:
                yield "recommendation", recommendation
            if area.box:
                yield "box", area.box
        for section in self.mandate:
            for passage in section.passages:
                yield "mandate", passage
        for passage in self.position.passages if self.position else ():
            yield "position", passage
        for passage in self.background.passages if self.background else ():
            yield "background", passage
        for collection in self.collections:
            for passage in collection.passages:
                yield "item", passage
        for term in self.glossary:
            yield "term", term
        for process in self.processes:
            yield "process", process
        for meeting in self.meetings:
            yield "meeting", meeting
        for page in self.pages:
            yield "page", page

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every entry by its id, in reading order. The id of a meeting is `meeting-<id>`, that of
        a page `page-<id>`."""
        return {_entry_id(kind, entry): entry for kind, entry in self._entries()}

    @cached_property
    def kind_of(self) -> dict[str, EntryKind]:
        """The kind of every entry, by the ids of `entries`."""
        return {_entry_id(kind, entry): kind for kind, entry in self._entries()}

    @cached_property
    def parts(self) -> frozenset[Part]:
        """The parts that are not empty."""
        return parts_of(self)

    @cached_property
    def main_city(self) -> str | None:
        """The city of at least half of the meetings that have one: naming a meeting by it would
        not tell which one is meant."""
        cities = Counter(meeting.city for meeting in self.meetings if meeting.city)
        city, number = max(cities.items(), key=itemgetter(1), default=(None, 0))
        return city if 2 * number >= cities.total() else None

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """Every passage by its id, in reading order."""
        return {key: entry for key, entry in self.entries.items() if isinstance(entry, Passage)}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The mandate's sections, the position, the background and the collections."""
        others = (self.position, self.background, *self.collections)
        return (*self.mandate, *(section for section in others if section is not None))

    def floor_rules(self, meeting: Meeting) -> FloorRules:
        """The rules of a meeting's list of speakers: the pack's, with those of the meeting."""
        own = meeting.floor if isinstance(meeting.floor, FloorRules) else FloorRules()
        rules = self.floor.model_dump(exclude_unset=True) | own.model_dump(exclude_unset=True)
        limits = {**self.floor.limits, **own.limits}
        return FloorRules.model_validate(rules).model_copy(update={"limits": limits})

    def delegation_names(self, delegation: Delegation) -> dict[str, str]:
        """Return the names of a delegation by language, the pack's own first."""
        own = {} if delegation.name is None else {self.language: delegation.name}
        translated = {
            language: words.delegations[delegation.id]
            for language, words in self.translations.items()
            if delegation.id in words.delegations
        }
        return own | translated | dict(delegation.names)

    def collection(self, collection_id: str) -> Collection | None:
        return self._collections.get(collection_id)

    @cached_property
    def commands(self) -> Mapping[str, Collection]:
        """The collections that have a command, by its name."""
        return {item.command: item for item in self.collections if item.command}

    @cached_property
    def _collections(self) -> dict[str, Collection]:
        return {collection.id: collection for collection in self.collections}

    def section_of(self, passage_id: str) -> Section:
        """The section of a passage. Raises KeyError for one that is in no section."""
        return self._section_of[passage_id]

    @cached_property
    def _section_of(self) -> dict[str, Section]:
        return {
            passage.id: section
            for section in reversed(self.sections)
            for passage in section.passages
        }

    def neighbours(self, passage_id: str) -> tuple[str | None, str | None]:
        """The ids of the passages before and after one, among the roundtables' themes, the
        recommendations of all areas, their boxes, or the passages of its section."""
        return self._neighbours.get(passage_id, (None, None))

    @cached_property
    def _neighbours(self) -> dict[str, tuple[str | None, str | None]]:
        lists = (
            [roundtable.id for roundtable in self.roundtables],
            [passage.id for area in self.areas for passage in area.recommendations],
            [area.box.id for area in self.areas if area.box],
            *([passage.id for passage in section.passages] for section in self.sections),
        )
        return {
            passage_id: (before, after)
            for ids in lists
            for passage_id, before, after in zip(
                ids, (None, *ids[:-1]), (*ids[1:], None), strict=False
            )
        }

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
        """The entries linked to an entry, in reading order; only `kinds`, if any are given."""
        return tuple(
            other
            for other in self._related.get(entry_id, ())
            if not kinds or self.kind_of.get(other.id) in kinds
        )

    def document(self, document_id: str) -> Document:
        """The document with this id. Raises KeyError; the citations of a loaded pack resolve."""
        return self._documents[document_id]

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    def roundtable(self, number: int) -> Roundtable | None:
        return self._roundtables.get(number)

    def area(self, number: int) -> Area | None:
        return self._areas.get(number)

    def meeting(self, meeting_id: str) -> Meeting | None:
        return self._meetings.get(meeting_id)

    @cached_property
    def _roundtables(self) -> dict[int, Roundtable]:
        return {item.number: item for item in reversed(self.roundtables)}

    @cached_property
    def _areas(self) -> dict[int, Area]:
        return {item.number: item for item in reversed(self.areas)}

    @cached_property
    def _meetings(self) -> dict[str, Meeting]:
        return {item.id: item for item in reversed(self.meetings)}

    @cached_property
    def timeline(self) -> Timeline:
        """The meetings in the order in which they open."""
        return Timeline(self.meetings)

    @cached_property
    def hash(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of the pack's content, with the files that
        people can open, the same in every language. Defaults are left out, so that a new field does
        not change it."""
        if self._original is not None:
            return self._original.hash
        if self._written_collections is not None:
            return self.with_statuses({}).hash
        content = self.model_dump_json(exclude_defaults=True)
        content += "".join(f"\n{path} {file.sha256}" for path, file in sorted(self.files.items()))
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @property
    def files(self) -> Mapping[str, PackFile]:
        """The files that people can open, by their paths inside the pack."""
        return self._files

    @cached_property
    def _files_by_id(self) -> dict[str, PackFile]:
        return {file.id: file for file in self._files.values()}

    def file(self, file_id: str) -> PackFile | None:
        """Return the file that a button names: see `PackFile.id`."""
        return self._files_by_id.get(file_id)

    def with_files(self, files: Mapping[str, PackFile]) -> Self:
        copy = self.model_copy()
        copy._files = files
        return copy

    def with_meetings(self, meetings: Iterable[Meeting]) -> Self:
        """Return the pack with other meetings. Those that differ from the pack's own are not
        translated where they do."""
        fields = {name: getattr(self, name) for name in ("deadlines", "rooms", "tracks")}
        changed = tuple(complete_meeting(meeting, fields) for meeting in meetings)
        copy = self.model_copy(update={"meetings": changed})
        if copy._written_meetings is None:
            copy._written_meetings = self.meetings
        return copy

    def with_reminder_lines(self, lines: Mapping[str, Mapping[str, str]]) -> Self:
        """Return the pack with lines for reminders in place of its own, by meeting and language."""
        copy = self.model_copy()
        copy._reminder_lines = lines
        return copy

    def reminder_line(self, meeting: Meeting) -> str | None:
        """Return the secretariat's line for reminders of a meeting of this pack: in the language of
        `in_language`, or else in the pack's own, or in English, or in any."""
        lines = self._reminder_lines.get(meeting.id)
        if not lines:
            known = self.meeting(meeting.id)
            return None if known is None else known.reminder_line
        choices = (self.shown_language, self.language, "en", *sorted(lines))
        return next((lines[language] for language in choices if language in lines), None)

    def with_statuses(self, statuses: ItemStatuses) -> Self:
        """Return the pack with these statuses of items, in place of those in its files. Items that
        are not among them have the status that the files say."""
        written = self._written_collections or self.collections
        changed = tuple(collection.with_statuses(statuses) for collection in written)
        if changed == self.collections:
            return self
        copy = self.model_copy(update={"collections": changed})
        copy._written_collections = None if changed == written else written
        return copy

    def written_status(self, item_id: str) -> ItemStatus | None:
        """Return the status that the pack's files give an item; None if there is no such item."""
        for collection in self._written_collections or self.collections:
            for passage in collection.passages:
                if passage.id == item_id:
                    return passage.item_status
        return None

    def with_passages(self, change: Callable[[Passage], Passage]) -> Self:
        """Return the pack with what `change` makes of each passage."""
        return self.model_copy(update=change_passages(self, change))

    @cached_property
    def text_languages(self) -> tuple[str, ...]:
        """The languages of the documents' texts, the pack's own first."""
        codes = (code for document in self.documents for code in document.files(self.language))
        return tuple(dict.fromkeys((self.language, *codes)))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of its texts and translations, its own first."""
        return tuple(dict.fromkeys((*self.text_languages, *self.translations)))

    def language_of(self, passage: Passage) -> str:
        """The language of a passage's text."""
        return passage.language or self.language

    def in_language(self, language: str) -> Pack:
        """Return the pack with the editors' words and the official texts in this language. What
        is not translated, and texts of which there is none in it, stay as they are. Ids, hash
        and `language` are the same."""
        if self._original is not None:
            return self._original.in_language(language)
        if language == self.language:
            return self
        found = self._in_languages.get(language)
        if found is None:
            found = self._in_languages[language] = self._localized(language)
        return found

    @property
    def shown_language(self) -> str:
        """The language of the editors' words, as far as they are translated: see `in_language`."""
        return self._shown_language or self.language

    @property
    def original(self) -> Pack:
        """The pack as it was written, before `in_language`."""
        return self if self._original is None else self._original

    def translated(self, meeting: Meeting) -> Meeting:
        """Return a meeting of any revision in the language of this pack: see `in_language`."""
        return meeting if self._translate_meeting is None else self._translate_meeting(meeting)

    def is_partly_translated(self, meeting: Meeting) -> bool:
        """Return whether something that is read of a meeting is not in the language of this pack:
        see `in_language`."""
        translate = self._translate_meeting
        return translate is not None and translate.is_partial(meeting)

    @cached_property
    def _in_languages(self) -> dict[str, Pack]:
        return {}

    def _localized(self, language: str) -> Pack:
        # Slow to import, and not needed in the pack's own language.
        from content.zones.venue_names import VenueNames

        written = self.meetings if self._written_meetings is None else self._written_meetings
        translation = self.translations.get(language) or Translation()
        translate = MeetingTranslator(
            {meeting.id: meeting for meeting in written},
            translation,
            VenueNames(self.language, language).name,
            {
                "room": _renamed(self.rooms, translation.rooms),
                "track": _renamed(self.tracks, translation.tracks),
                "source": translation.sources,
            },
        )
        copy = self.model_copy(update=localize(self, language, translation, translate))
        copy._original, copy._translate_meeting = self, translate
        copy._shown_language = language
        return copy

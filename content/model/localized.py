"""Puts a pack's words in another language in place of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from content.model.documents import Area, Collection, Document, Passage, Roundtable, Section
from content.model.field_types import Value
from content.model.files import AttachedDocument
from content.model.item_status import Proposer
from content.model.meeting import Meeting
from content.model.pages import Page
from content.model.programme import Person
from content.model.terms import Process, Term
from content.model.translation import (
    MEETING_FIELDS,
    PAGE_FIELDS,
    PASSAGE_FIELDS,
    PROCESS_FIELDS,
    ROUNDTABLE_FIELDS,
    TERM_FIELDS,
    EntryWords,
    Translation,
)

if TYPE_CHECKING:
    from content.model.pack import Link, Pack

_Value = TypeVar("_Value", bound=Value)
_Section = TypeVar("_Section", bound=Section)
_Person = TypeVar("_Person", Person, Proposer)
_NO_WORDS = EntryWords()
_READ_FIELDS = ("title", "theme", "description", "note")
_EVENT_FIELDS = ("name", "short", "slogan", "place", "later")
_DOCUMENT_FIELDS = ("title", "short", "author", "words")


def translated_titles(
    documents: tuple[AttachedDocument, ...], titles: Mapping[str, str]
) -> tuple[AttachedDocument, ...]:
    """Return documents with their titles in another language; the same tuple if none changes."""
    if not any(document.title in titles for document in documents):
        return documents
    return tuple(
        document.model_copy(update={"title": titles.get(document.title, document.title)})
        for document in documents
    )


class MeetingTranslator:
    """Translates meetings, as long as they say what the pack's own files say.

    A field that was changed at the desk keeps what the desk wrote.
    """

    def __init__(
        self,
        written: Mapping[str, Meeting],
        translation: Translation,
        place_name: Callable[[Meeting, str], str | None],
        names: Mapping[str, Mapping[str, str]],
    ) -> None:
        """`written` are the meetings as the pack's files have them, by id. `place_name` gives the
        `city` or `country` of a meeting in the language, where it is known. `names` has the words
        of each `room`, `track` and `source` in the language, by those in the pack's own."""
        self._written = written
        self._words = translation.entries
        self._people = translation.people
        self._place_name = place_name
        self._names = names
        self._attached = translation.attached

    def __call__(self, meeting: Meeting) -> Meeting:
        update: dict[str, object] = {}
        for field, names in self._names.items():
            name = names.get(getattr(meeting, field))
            if name is not None:
                update[field] = name
        attached = translated_titles(meeting.documents, self._attached)
        if attached is not meeting.documents:
            update["documents"] = attached
        if meeting.people and self._people:
            people = tuple(_named(person, self._people) for person in meeting.people)
            if people != meeting.people:
                update["people"] = people
        written = self._written.get(meeting.id)
        if written is None:
            return meeting.model_copy(update=update) if update else meeting
        words = self._words.get(f"meeting-{meeting.id}", _NO_WORDS)
        for field in MEETING_FIELDS:
            value = getattr(meeting, field)
            if not value or value != getattr(written, field):
                continue
            translated = getattr(words, field) or (
                self._place_name(meeting, field) if field in ("city", "country") else None
            )
            if translated:
                update[field] = translated
        return meeting.model_copy(update=update) if update else meeting

    def is_partial(self, meeting: Meeting) -> bool:
        """Return whether something that is read of a meeting has no translation."""
        words = self._words.get(f"meeting-{meeting.id}", _NO_WORDS)
        return any(getattr(meeting, field) and not getattr(words, field) for field in _READ_FIELDS)


def change_passages(pack: Pack, change: Callable[[Passage], Passage]) -> dict[str, object]:
    """Return the fields of a pack in which `change` changes a passage. What stays is shared."""

    def roundtable(original: Roundtable) -> Roundtable:
        return _replaced(original, theme=original.theme and change(original.theme))

    def area(original: Area) -> Area:
        return _replaced(
            original,
            call=change(original.call),
            recommendations=_each(change, original.recommendations),
            box=original.box and change(original.box),
        )

    def section(original: _Section) -> _Section:
        return _replaced(original, passages=_each(change, original.passages))

    return {
        "roundtables": _each(roundtable, pack.roundtables),
        "areas": _each(area, pack.areas),
        "mandate": _each(section, pack.mandate),
        "position": pack.position and section(pack.position),
        "background": pack.background and section(pack.background),
        "collections": _each(section, pack.collections),
    }


def localize(
    pack: Pack, language: str, translation: Translation, translate: MeetingTranslator
) -> dict[str, object]:
    """Return the fields of a pack that differ in a language: its translation, and the official
    texts in that language. What stays is shared."""
    entries = translation.entries

    def source(written: str | None) -> str | None:
        return translation.sources.get(written or "", written)

    def passage(original: Passage) -> Passage:
        in_language = original.in_language(language)
        filled = _filled(in_language, entries.get(original.id), PASSAGE_FIELDS)
        proposers = _each(lambda person: _named(person, translation.people), filled.proposers)
        filled = _replaced(filled, proposers=proposers)
        section = translation.cited.get(original.citation.section or "")
        if section is None:
            return filled
        return _replaced(filled, citation=_replaced(original.citation, section=section))

    def roundtable(original: Roundtable) -> Roundtable:
        words = entries.get(original.id, _NO_WORDS)
        if original.theme is None:
            filled = _filled(original, words, ROUNDTABLE_FIELDS)
            return _replaced(filled, source=source(original.source))
        theme = passage(original.theme)
        return _replaced(original, theme=theme, title=words.title or original.title)

    def area(original: Area) -> Area:
        words = entries.get(original.id, _NO_WORDS)
        return _replaced(
            original,
            title=words.title or original.title,
            call=passage(original.call),
            recommendations=_each(passage, original.recommendations),
            box=original.box and passage(original.box),
        )

    def collection(original: Collection) -> Collection:
        item = translation.items.get(original.id, original.item)
        return _replaced(section(original), item=item)

    def section(original: _Section) -> _Section:
        title = translation.sections.get(original.id, original.title)
        return _replaced(original, title=title, passages=_each(passage, original.passages))

    def term(original: Term) -> Term:
        filled = _filled(original, entries.get(original.id), TERM_FIELDS)
        changed = _replaced(filled, source=source(original.source))
        own = original.also if changed.term == original.term else (original.term, *original.also)
        if changed.also == own:
            return changed
        # The texts may name it in the pack's own language.
        names = {name.casefold(): name for name in (*changed.also, *own)}
        return changed.model_copy(update={"also": tuple(names.values())})

    def process(original: Process) -> Process:
        filled = _filled(original, entries.get(original.id), PROCESS_FIELDS)
        return _replaced(filled, source=source(original.source))

    def page(original: Page) -> Page:
        filled = _filled(original, entries.get(original.entry_id), PAGE_FIELDS)
        attached = translated_titles(original.documents, translation.attached)
        return _replaced(filled, source=source(original.source), documents=attached)

    def document(original: Document) -> Document:
        return _filled(original, translation.documents.get(original.id), _DOCUMENT_FIELDS)

    reasons = {frozenset(link.between): link.why for link in translation.links}

    def link(original: Link) -> Link:
        why = reasons.get(frozenset(original.between), original.why)
        return _replaced(original, why=why, source=source(original.source))

    return {
        "event": _filled(pack.event, translation.event, _EVENT_FIELDS),
        "documents": _each(document, pack.documents),
        "kinds": {**pack.kinds, **translation.kinds},
        "regions": {**pack.regions, **translation.regions},
        "rooms": {**pack.rooms, **translation.rooms},
        "tracks": {**pack.tracks, **translation.tracks},
        "roundtables": _each(roundtable, pack.roundtables),
        "areas": _each(area, pack.areas),
        "mandate": _each(section, pack.mandate),
        "position": pack.position and section(pack.position),
        "background": pack.background and section(pack.background),
        "collections": _each(collection, pack.collections),
        "glossary": _each(term, pack.glossary),
        "processes": _each(process, pack.processes),
        "meetings": _each(translate, pack.meetings),
        "pages": _each(page, pack.pages),
        "links": _each(link, pack.links),
    }


def _named(person: _Person, words: Mapping[str, str]) -> _Person:
    """A person with the name and affiliation that a translation has for them."""
    affiliation = person.affiliation and words.get(person.affiliation, person.affiliation)
    return _replaced(person, name=words.get(person.name, person.name), affiliation=affiliation)


def _each(change: Callable[[_Value], _Value], values: Iterable[_Value]) -> tuple[_Value, ...]:
    return tuple(change(value) for value in values)


def _filled(original: _Value, words: Value | None, fields: Sequence[str]) -> _Value:
    """A copy of a value with the fields that were translated; the value itself if none were."""
    if words is None:
        return original
    given = {field: getattr(words, field) for field in fields if getattr(words, field)}
    return original.model_copy(update=given) if given else original


def _replaced(original: _Value, **fields: object) -> _Value:
    changed = {name: new for name, new in fields.items() if new is not getattr(original, name)}
    # The tuple is a new object even if none of its values changed.
    changed = {name: new for name, new in changed.items() if new != getattr(original, name)}
    return original.model_copy(update=changed) if changed else original

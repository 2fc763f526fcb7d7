"""Checks translations: that they translate something, and what they leave out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from content.model import (
    Entry,
    Meeting,
    Pack,
    Page,
    Passage,
    Process,
    Roundtable,
    Term,
    Translation,
)
from content.model.item_status import Proposer
from content.model.programme import Person
from content.model.translation import (
    MEETING_FIELDS,
    PAGE_FIELDS,
    PASSAGE_FIELDS,
    PROCESS_FIELDS,
    ROUNDTABLE_FIELDS,
    TERM_FIELDS,
    EntryWords,
)
from content.problems import Finding, FindingList, Path, nearest, printable
from content.zones.venue_names import VenueNames

_MAX_NAMED = 5  # of what a translation leaves out
_EVENT_FIELDS = ("name", "short", "slogan", "place", "later")
_DOCUMENT_FIELDS = ("title", "short", "author", "words")


def check_translations(pack: Pack, findings: FindingList) -> None:
    """Check that every translation is of another language, and all of it of something."""
    for language, translation in pack.translations.items():
        here: Path = ("translations", language)
        if language == pack.language:
            findings.add(here, "this is the pack's own language", "Delete the file.")
            continue
        for field, known in _named_parts(pack).items():
            for name in getattr(translation, field):
                if name not in known:
                    near = nearest(name, known)
                    fix = f"Did you mean {near}?" if near else "Take it out."
                    what = f"the pack has no “{printable(name)}” in its {field}"
                    findings.add((*here, field, name), what, fix)
        for entry_id, words in translation.entries.items():
            if entry_id in pack.entries:
                _check_fields(pack.entries[entry_id], words, (*here, "entries", entry_id), findings)
        _check_links(pack, translation, here, findings)


def translation_warnings(pack: Pack) -> Iterator[Finding]:
    """Say in a line for each translation what it leaves out."""
    for language, translation in pack.translations.items():
        missing = list(_missing(pack, language, translation))
        if not missing:
            continue
        counts = Counter(what for what, _where in missing)
        counted = ", ".join(f"{what} ({number})" for what, number in counts.items())
        named = ", ".join(dict.fromkeys(where for _what, where in missing[:_MAX_NAMED]))
        what = f"{len(missing)} texts are not translated: {counted}; the first are of {named}"
        fix = "Until they are, they are shown in the pack's own language."
        yield Finding(("translations", language), what, fix)


def translated_shares(pack: Pack) -> dict[str, float]:
    """Return the share (0 to 1) of the pack's texts that each translation has."""
    shares = {}
    for language, translation in pack.translations.items():
        texts = sum(1 for _ in _missing(pack, language, Translation()))
        missing = sum(1 for _ in _missing(pack, language, translation))
        shares[language] = 1 - missing / texts if texts else 1.0
    return shares


def _named_parts(pack: Pack) -> dict[str, Collection[str]]:
    return {
        "documents": [document.id for document in pack.documents],
        "kinds": pack.kinds,
        "regions": pack.regions,
        "rooms": pack.rooms,
        "tracks": pack.tracks,
        "sections": [section.id for section in pack.sections],
        "items": [collection.id for collection in pack.collections],
        "delegations": [delegation.id for delegation in pack.delegations],
        "attached": _attached(pack),
        "people": _people(pack),
        "cited": _cited_sections(pack),
        "sources": _sources(pack),
        "entries": pack.entries,
    }


def _attached(pack: Pack) -> list[str]:
    """The titles of the documents of meetings and pages."""
    owners = (entry for entry in pack.entries.values() if isinstance(entry, Meeting | Page))
    titles = (document.title for owner in owners for document in owner.documents)
    return list(dict.fromkeys(titles))


def _sources(pack: Pack) -> set[str]:
    entries = (getattr(entry, "source", None) for entry in pack.entries.values())
    return {source for source in (*entries, *(link.source for link in pack.links)) if source}


def _people(pack: Pack) -> set[str]:
    """The names and affiliations of people."""
    people: list[Person | Proposer] = []
    people += (person for meeting in pack.meetings for person in meeting.people)
    people += (person for passage in pack.passages.values() for person in passage.proposers)
    names = ((person.name, person.affiliation) for person in people)
    return {name for pair in names for name in pair if name}


def _cited_sections(pack: Pack) -> set[str]:
    """The sections of citations, which may have words: "B, Resolution 1244"."""
    return {
        passage.citation.section for passage in pack.passages.values() if passage.citation.section
    }


def _fields_of(entry: Entry) -> tuple[str, ...]:
    match entry:
        case Passage():
            return PASSAGE_FIELDS
        case Roundtable():
            return ROUNDTABLE_FIELDS
        case Term():
            return TERM_FIELDS
        case Process():
            return PROCESS_FIELDS
        case Meeting():
            return MEETING_FIELDS
        case Page():
            return PAGE_FIELDS


def _check_fields(entry: Entry, words: EntryWords, here: Path, findings: FindingList) -> None:
    fields = _fields_of(entry)
    for field in words.model_fields_set:
        if field not in fields:
            what = f"an entry of this kind has no “{field}”"
            findings.add((*here, field), what, f"It can have: {', '.join(fields)}.")
    if isinstance(words.also, str) != isinstance(entry, Process) and words.also:
        one = isinstance(entry, Process)
        fix = "Write one name, without brackets." if one else "Write it as also: [one, another]."
        what = "“also” is a list where one name belongs" if one else "“also” is not a list"
        findings.add((*here, "also"), what, fix)


def _check_links(pack: Pack, translation: Translation, here: Path, findings: FindingList) -> None:
    known = {frozenset(link.between) for link in pack.links}
    seen: set[frozenset[str]] = set()
    for number, link in enumerate(translation.links):
        pair = frozenset(link.between)
        if pair not in known:
            what = f"the pack does not link {' and '.join(map(printable, link.between))}"
            findings.add((*here, "links", number), what, "Name two entries as links.yaml does.")
        elif pair in seen:
            findings.add((*here, "links", number), "this link was translated before", "Keep one.")
        seen.add(pair)


def _is_symbol(text: str) -> bool:
    """Whether a document is named by its symbol ("A/68/190"), the same in every language."""
    return " " not in text and ("/" in text or text.isupper())


def _has_word(section: str) -> bool:
    """Whether the section of a citation has a word: "D.3" is the same in every language."""
    return re.search(r"[^\W\d_]{3}", section) is not None


def _missing(pack: Pack, language: str, translation: Translation) -> Iterator[tuple[str, str]]:
    """What is missing and where, without the cities and countries that CLDR knows."""
    places = VenueNames(pack.language, language)
    for field in _EVENT_FIELDS:
        if getattr(pack.event, field) and not getattr(translation.event, field):
            yield field, "the event"
    for document in pack.documents:
        words = translation.documents.get(document.id)
        for field in _DOCUMENT_FIELDS:
            if getattr(document, field) and not getattr(words, field, None):
                yield field, document.id
    parts = _named_parts(pack)
    parts["cited"] = [section for section in sorted(parts["cited"]) if _has_word(section)]
    for name in ("kinds", "regions", "rooms", "tracks", "sections", "items", "attached", "cited"):
        given = getattr(translation, name)
        yield from ((name, part) for part in parts[name] if part not in given)
    for entry_id, entry in pack.entries.items():
        given = translation.entries.get(entry_id, EntryWords())
        for field in _fields_of(entry):
            written = getattr(entry, field)
            if not written or getattr(given, field) or field in ("also", "short"):
                continue
            if isinstance(entry, Meeting) and field == "document" and _is_symbol(written):
                continue
            if field in ("room", "track") or (field == "term" and isinstance(entry, Term)):
                continue  # rooms and tracks are named in one place, and acronyms stay
            is_place = field in ("city", "country")
            if is_place and isinstance(entry, Meeting) and places.name(entry, field):
                continue
            yield field, entry_id
    reasons = {frozenset(link.between) for link in translation.links}
    for link in pack.links:
        if frozenset(link.between) not in reasons:
            yield "reasons", " – ".join(link.between)

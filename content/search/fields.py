"""The text of each entry that is searched, by column of the index.

The columns are its titles, its search words, its text, a label (kind, place, dates, number) and its
context (titles and search words of the area or section that it is part of).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from content.model import (
    Collection,
    EntryKind,
    Meeting,
    Pack,
    Page,
    Passage,
    Process,
    Roundtable,
    Term,
)
from content.model.item_status import Proposer
from content.model.programme import Person
from content.search.languages import LanguageRules
from content.search.references import reference

# Between names in a line, where a language has a comma of its own.
_COMMAS = {"ar": "، ", "zh": "，"}


@dataclass(frozen=True)
class SearchFields:
    """The text of one entry that is searched."""

    id: str
    kind: EntryKind
    titles: tuple[str, ...]
    words: tuple[str, ...]
    text: str
    label: str
    context: str
    official: bool  # whether what is shown of it is a document's own words
    language: str = ""  # of a document's words
    group: str = ""  # words for what it is one of: its kind, or its collection
    references: tuple[str, ...] = ()  # to this entry
    parents: tuple[str, ...] = ()  # references to what the entry is part of


def search_fields(pack: Pack, rules: LanguageRules) -> Iterator[SearchFields]:
    """The fields of every entry, in reading order. `rules` are those of the pack's words."""
    placements = _placements(pack)
    for key, entry in pack.entries.items():
        kind = pack.kind_of[key]
        label = rules.labels.get(kind, "")
        if isinstance(entry, Passage):
            language = pack.language_of(entry)
            placement = placements.get(key, _Placement())
            passage = _passage(key, kind, entry, language, placement, label)
            if kind == "item":
                passage = _in_collection(passage, pack, entry, rules.months)
            yield passage
        elif isinstance(entry, Roundtable):
            yield _roundtable(key, entry, label)
        elif isinstance(entry, Term):
            yield _term(key, entry, label)
        elif isinstance(entry, Process):
            yield _process(key, entry, label)
        elif isinstance(entry, Page):
            yield _page(key, entry, label)
        else:
            yield _meeting(key, entry, pack, label, rules.months)


def shown_text(pack: Pack, entry_id: str) -> str:
    """The text that stands for an entry in results, in the language of the pack's words."""
    entry = pack.entries[entry_id]
    match entry:
        case Passage():
            return entry.text
        case Roundtable():
            return entry.title
        case Term():
            return f"{entry.expansion}. {entry.meaning}" if entry.meaning else entry.expansion
        case Process():
            parts = [entry.about, entry.region, entry.also]
            return " · ".join(filter(None, parts)) or entry.name
        case Page():
            titles = " · ".join(document.title for document in entry.documents)
            return entry.text or titles or entry.title
        case Meeting():
            comma = _COMMAS.get(pack.shown_language, ", ")
            place = comma.join(filter(None, [entry.room, entry.venue, entry.city, entry.country]))
            parts = [entry.theme, place, comma.join([*entry.organisers, *_people(entry.people)])]
            parts += [entry.track, entry.description]
            return " · ".join(filter(None, parts))


@dataclass(frozen=True)
class _Placement:
    """Where a passage is in the pack."""

    titles: tuple[str, ...] = ()  # above it
    references: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


def _placements(pack: Pack) -> dict[str, _Placement]:
    found: dict[str, _Placement] = {}
    for roundtable in pack.roundtables:
        here = reference("roundtable", roundtable.number)
        found[roundtable.id] = _Placement((roundtable.title,), (here,))
    for area in pack.areas:
        here = reference("area", area.number)
        above = (area.title, area.heading)
        found[area.id] = _Placement(above, (here,))
        for number, recommendation in enumerate(area.recommendations, 1):
            own = (reference("rec", area.number, number),)
            found[recommendation.id] = _Placement((*above, *area.call.words), own, (here,))
        if area.box:
            own = (reference("box", area.number),)
            found[area.box.id] = _Placement((*above, *area.call.words), own, (here,))
    sections = [(section, "") for section in pack.mandate]
    sections += [(pack.position, "position")] if pack.position else []
    sections += [(pack.background, "")] if pack.background else []
    sections += [(collection, "") for collection in pack.collections]
    for section, noun in sections:
        for number, passage in enumerate(section.passages, 1):
            numbered = (reference(noun, number),) if noun else ()
            found[passage.id] = _Placement((section.title,), numbered)
    return found


def _passage(
    key: str,
    kind: EntryKind,
    passage: Passage,
    language: str,
    placement: _Placement,
    name: str,
) -> SearchFields:
    citation = passage.citation
    label = [name, citation.unit, "section", citation.section or "", key]
    if citation.unit == "footnote" and citation.number:
        label.append(f"footnote {citation.number}")
    own_titles = kind in ("roundtable", "area")
    return SearchFields(
        id=key,
        kind=kind,
        titles=(passage.title, passage.symbol or "", *(placement.titles if own_titles else ())),
        words=passage.words,
        text=passage.text,
        label=" ".join(label),
        context=" ".join((*(() if own_titles else placement.titles), passage.note or "")),
        official=True,
        language=language,
        references=(*placement.references, *_own_reference(passage)),
        parents=placement.parents,
    )


def _in_collection(
    fields: SearchFields, pack: Pack, passage: Passage, months: Sequence[str]
) -> SearchFields:
    """The fields of a passage with its name in its collection, such as "Article 12", and with the
    names of its document. By those and by its symbol and its day, the document is found where it
    begins."""
    collection = pack.section_of(passage.id)
    if not isinstance(collection, Collection):
        raise TypeError(f"{passage.id} is in no collection")
    name = collection.name_of(passage) or ""
    item = collection.item.replace("{number}", " ")
    document = pack.document(passage.citation.document)
    names = (document.title, document.short, *document.words)
    fields = replace(
        fields,
        words=(*fields.words, *_people(passage.proposers)),
        label=f"{name} {fields.label}",
        group=f"{item} {collection.title}",
        context=" ".join((fields.context, *names)),
    )
    if passage.id != collection.passages[0].id:
        return fields
    day = () if document.day is None else (_day_words([document.day], months),)
    symbol = (document.symbol,) if document.symbol else ()
    year = (document.date,) if document.date else ()
    return replace(fields, words=(*fields.words, *names, *symbol, *day, *year))


def _own_reference(passage: Passage) -> tuple[str, ...]:
    """The reference to a passage by its document's own numbering: article 12."""
    citation = passage.citation
    if citation.unit != "article" or citation.number is None:
        return ()
    return (reference("art", citation.number),)


def _roundtable(key: str, roundtable: Roundtable, label: str) -> SearchFields:
    """The fields of a roundtable without a theme."""
    return SearchFields(
        id=key,
        kind="roundtable",
        titles=(roundtable.title,),
        words=roundtable.words,
        text="",
        label=label,
        context=roundtable.note or "",
        official=False,
        references=(reference("roundtable", roundtable.number),),
    )


def _term(key: str, term: Term, label: str) -> SearchFields:
    return SearchFields(
        id=key,
        kind="term",
        titles=(term.term, term.expansion),
        words=(*term.also, *term.words),
        text=term.meaning or "",
        label=label,
        context="",
        official=False,
    )


def _process(key: str, process: Process, label: str) -> SearchFields:
    return SearchFields(
        id=key,
        kind="process",
        titles=(process.name, process.short or "", process.also or ""),
        words=process.words,
        text=process.about or "",
        label=" ".join((label, process.region or "")),
        context=process.note or "",
        official=False,
    )


def _page(key: str, page: Page, label: str) -> SearchFields:
    return SearchFields(
        id=key,
        kind="page",
        titles=(page.title,),
        words=(*page.words, *(document.title for document in page.documents)),
        text=page.text or "",
        label=label,
        context="",
        official=False,
    )


def _meeting(
    key: str, meeting: Meeting, pack: Pack, name: str, months: Sequence[str]
) -> SearchFields:
    label = [
        name,
        pack.kinds.get(meeting.kind, meeting.kind),
        pack.regions.get(meeting.region or "", ""),
        meeting.venue or "",
        meeting.room or "",
        meeting.track or "",
        meeting.document or "",
        _days(meeting, months),
    ]
    return SearchFields(
        id=key,
        kind="meeting",
        titles=(meeting.title, meeting.city or "", meeting.country or ""),
        words=(*meeting.words, *meeting.organisers, *_people(meeting.people)),
        text="\n\n".join(filter(None, (meeting.theme, meeting.description))),
        label=" ".join(label),
        context=meeting.note or "",
        official=False,
        parents=tuple(reference("roundtable", number) for number in meeting.roundtables),
    )


def _people(people: Sequence[Person | Proposer]) -> list[str]:
    return [
        f"{person.name} ({person.affiliation})" if person.affiliation else person.name
        for person in people
    ]


def _days(meeting: Meeting, months: Sequence[str]) -> str:
    """The days of a meeting, at most 32, in words: "3 4 october oct 2013"."""
    count = min((meeting.last_day - meeting.first_day).days, 31)
    days = [meeting.first_day + timedelta(days=number) for number in range(count + 1)]
    return _day_words(days, months)


def _day_words(days: Sequence[date], months: Sequence[str]) -> str:
    words = [str(day.day) for day in days]
    words += dict.fromkeys(months[day.month - 1] for day in days)
    words += dict.fromkeys(str(day.year) for day in days)
    return " ".join(words)

"""Names of entries for buttons, headings, lists and citations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from babel import Locale, UnknownLocaleError

from content import characters
from content.model import (
    Citation,
    Collection,
    Meeting,
    Pack,
    Page,
    Passage,
    Process,
    Roundtable,
    Term,
)
from handlers.framework.reader import Reader
from handlers.framework.reply import Facts, Inline, Link, Phrase
from handlers.wording import times

_MAX_TITLE_CHARACTERS = 30
_MAX_LABEL_CHARACTERS = 64  # of a button's label, a phone shows no more
# A web address within a source's text, with or without https://.
_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s()<>]*[^\s()<>.,;:]")


def clipped(text: str, max_characters: int = _MAX_LABEL_CHARACTERS) -> str:
    return characters.clipped(text, max_characters)


def label(reader: Reader, pack: Pack, entry_id: str) -> str:
    """Return an entry's short name for a button: "3.2 Portable social security"."""
    _ = reader.gettext
    entry, kind = pack.entries[entry_id], pack.kind_of[entry_id]
    match entry:
        case Meeting():
            return meeting_label(reader, pack, entry, pack.event.start.year)
        case Process():
            return entry.short or entry.name
        case Term():
            return entry.term
        case Page():
            return clipped(entry.title)
        case Roundtable():
            return _("Roundtable {number} · {title}").format(number=entry.number, title=entry.title)
        case Passage():
            if kind == "roundtable":
                return _("Roundtable {number} · {title}").format(
                    number=roundtable_number(entry_id), title=entry.title
                )
            if kind == "recommendation":
                return f"{recommendation_number(entry_id)} {entry.title}"
            if kind == "area":
                return _("Area {number} · {title}").format(
                    number=entry_id.removeprefix("area-"), title=entry.title
                )
            if kind == "box":
                return _("Example · {title}").format(title=entry.title)
            name = item_name(pack, entry) if kind == "item" else None
            return entry.title if name is None else f"{name} · {entry.title}"


def entry_labels(reader: Reader, pack: Pack, entry_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Return the label and the id of each entry of a list, so that no two labels of meetings are
    alike (see `meeting_labels`)."""
    ids = list(entry_ids)
    entries = [pack.entries[entry_id] for entry_id in ids]
    meetings = [entry for entry in entries if isinstance(entry, Meeting)]
    names = iter(meeting_labels(reader, pack, meetings, pack.event.start.year))
    return [
        (
            next(names) if isinstance(entry, Meeting) else clipped(label(reader, pack, entry_id)),
            entry_id,
        )
        for entry_id, entry in zip(ids, entries, strict=True)
    ]


def meeting_labels(
    reader: Reader, pack: Pack, meetings: Sequence[Meeting], year: int, by_title: bool = False
) -> list[str]:
    """Return the label of each meeting of a list. In a list of one day, those that are named by
    their title have the hour in place of the day, if it is the same for the reader. Those that
    would be named alike are named by their hour and title, and if that is not enough by their day,
    hour, room and title, as far as it fits. With `by_title`, all are named by their title."""
    one_day = len(meetings) > 1 and len({meeting.first_day for meeting in meetings}) == 1
    names = [
        _hour_at_venue_and_title(reader, meeting)
        if one_day
        and (by_title or _is_named_by_title(pack, meeting))
        and _has_readers_hour(reader, meeting)
        else meeting_label(reader, pack, meeting, year, by_title)
        for meeting in meetings
    ]
    for more in (False, True):
        alike = Counter(names)
        names = [
            _hour_and_title(reader, meeting, year if more else None) if alike[name] > 1 else name
            for name, meeting in zip(names, meetings, strict=True)
        ]
    return names


def _has_readers_hour(reader: Reader, meeting: Meeting) -> bool:
    """Return whether a meeting begins at an hour that is the same at the venue and for the
    reader."""
    begins = meeting.begins
    if begins is None:
        return False
    return begins.astimezone(reader.zone).utcoffset() == begins.astimezone(meeting.zone).utcoffset()


def _hour_at_venue_and_title(reader: Reader, meeting: Meeting) -> str:
    # The list above has the same hour with the name of its zone.
    at = times.hour(reader, meeting.start) if isinstance(meeting.start, datetime) else ""
    title = f"{at} · {meeting.title}"
    if meeting.cancelled:
        title = reader.gettext("{name} · cancelled").format(name=title)
    return clipped(title)


def _hour_and_title(reader: Reader, meeting: Meeting, year: int | None) -> str:
    """Return the hour and the title, with a year also the day and the room."""
    _ = reader.gettext
    parts = [meeting.title]
    if year is not None and meeting.room:
        parts.insert(0, meeting.room)
    if meeting.begins is not None:
        parts.insert(0, times.hour_in_zone(reader, meeting.begins))
    if year is not None:
        parts.insert(0, times.short_day(reader, meeting.first_day, year))
    title = " · ".join(parts)
    return clipped(_("{name} · cancelled").format(name=title) if meeting.cancelled else title)


def item_name(pack: Pack, passage: Passage) -> str | None:
    """Return the name of a passage in a collection, such as "Article 12"; None if it has no
    number."""
    collection = pack.section_of(passage.id)
    return collection.name_of(passage) if isinstance(collection, Collection) else None


def meeting_label(
    reader: Reader, pack: Pack, meeting: Meeting, year: int, by_title: bool = False
) -> str:
    """Return a meeting's city and its first day there, or the title and the day of a deadline and
    of a meeting in a room or in the city where most are. `year` is the one that goes without
    saying."""
    day = f" · {times.short_day(reader, meeting.first_day, year)}"
    state = reader.gettext("{name} · cancelled") if meeting.cancelled else "{name}"
    room = _MAX_LABEL_CHARACTERS - len(state.format(name=day))
    by_title = by_title or _is_named_by_title(pack, meeting)
    name = meeting.title if by_title else _short_name(pack, meeting)
    return state.format(name=f"{clipped(name, room)}{day}")


def city_and_when(reader: Reader, meeting: Meeting) -> tuple[Inline, ...]:
    """Return a meeting's city and when it takes place, for a list; in a programme of rooms, when
    and in which room."""
    told = times.when(reader, meeting, short=True)
    when: tuple[Inline, ...] = (told,) if isinstance(told, str) else told
    if meeting.room:
        return (*when, f" · {meeting.room}")
    return (f"{meeting.city} · ", *when) if meeting.city else when


def _is_named_by_title(pack: Pack, meeting: Meeting) -> bool:
    """Return whether the city of a meeting does not tell which one is meant."""
    return bool(meeting.deadline or meeting.room or meeting.city in (None, pack.main_city))


def _short_name(pack: Pack, meeting: Meeting) -> str:
    if meeting.city is None or _is_named_by_title(pack, meeting):
        return clipped(meeting.title, _MAX_TITLE_CHARACTERS)
    return meeting.city


def heading(reader: Reader, pack: Pack, entry_id: str) -> str:
    """Return the full name at the top of an entry's own screen."""
    _ = reader.gettext
    entry, kind = pack.entries[entry_id], pack.kind_of[entry_id]
    if kind == "recommendation":
        return _("Recommendation {number}: {title}").format(
            number=recommendation_number(entry_id), title=entry_title(pack, entry_id)
        )
    if kind == "meeting" and isinstance(entry, Meeting):
        return entry.title
    if kind == "process" and isinstance(entry, Process):
        return entry.name
    if isinstance(entry, Page):
        return entry.title
    return label(reader, pack, entry_id)


def shortest_label(reader: Reader, pack: Pack, entry_id: str) -> str:
    """Return a name for an enumeration within a line: 3.2, Area 3, Lima (12 May)."""
    _ = reader.gettext
    entry, kind = pack.entries[entry_id], pack.kind_of[entry_id]
    if kind == "recommendation":
        return recommendation_number(entry_id)
    if kind == "area":
        return _("Area {number}").format(number=entry_id.removeprefix("area-"))
    if kind == "item" and isinstance(entry, Passage):
        return item_name(pack, entry) or entry.title
    if kind == "box":
        return _("Example {number}").format(number=entry_id.removeprefix("box-"))
    if isinstance(entry, Meeting):
        return reader.annotated(
            _short_name(pack, entry), times.day_and_month(reader, entry.first_day)
        )
    return label(reader, pack, entry_id)


def entry_title(pack: Pack, entry_id: str) -> str:
    """Return an entry's title without its number."""
    entry = pack.entries[entry_id]
    match entry:
        case Term():
            return entry.term
        case Process():
            return entry.name
        case _:
            return entry.title


def recommendation_number(entry_id: str) -> str:
    """Return the number of `rec-3-2` as 3.2."""
    return entry_id.removeprefix("rec-").replace("-", ".")


def roundtable_number(entry_id: str) -> str:
    return entry_id.removeprefix("rt")


def citation(reader: Reader, pack: Pack, passage: Passage) -> str:
    """Return the citation of a passage in words: document, section, and the paragraph or other unit
    in it. Where the passage has texts in several languages, the language is named."""
    _ = reader.gettext
    cited = _place(reader, pack, passage.citation)
    if not passage.texts:
        return cited
    language = pack.language_of(passage)
    name = language_name(reader, language)
    if not pack.document(passage.citation.document).is_authentic(language):
        name = _("{language}, translation").format(language=name)
    return reader.annotated(cited, name)


def _place(reader: Reader, pack: Pack, cited: Citation) -> str:
    _ = reader.gettext
    document = pack.document(cited.document)
    number = cited.number
    unit = {
        "paragraph": _("paragraph {number}"),
        "recommendation": _("recommendation {number}"),
        "point": _("point {number}"),
        "box": _("box"),
        "call": _("opening paragraph"),
        "footnote": _("footnote {number}"),
        "article": _("article {number}"),
        "motion": _("motion {number}"),
        "objective": _("objective {number}"),
        "principle": _("principle {number}"),
        "preamble": _("preamble"),
        "annex": _("annex"),
    }[cited.unit]
    section = _("section {name}").format(name=cited.section) if cited.section else None
    place = unit.format(number=number) if number or "{number}" not in unit else None
    name = document.short
    if document.date:
        name = reader.annotated(name, str(document.date))
    return reader.listed(part for part in (name, section, place) if part)


def language_name(reader: Reader, language: str) -> str:
    """Return a language's name in the reader's language."""
    try:
        return Locale.parse(language).get_language_name(reader.language) or language
    except UnknownLocaleError:
        return language


def source_phrase(text: str) -> Phrase:
    """Return the text of an entry's source, with its web address as a link."""
    found = _ADDRESS.search(text)
    if found is None:
        return text
    url = found[0] if "://" in found[0] else f"https://{found[0]}"
    parts: tuple[Inline, ...] = (text[: found.start()], Link(found[0], url), text[found.end() :])
    return tuple(part for part in parts if part)


def facts(reader: Reader, rows: Iterable[tuple[str, Phrase]]) -> Facts:
    """Return labelled values, with the colon of the reader's language after each label."""
    _ = reader.gettext
    return Facts(tuple((_("{label}:").format(label=label), value) for label, value in rows))


def location(reader: Reader, meeting: Meeting) -> str:
    """Return room, venue, city and country, as far as they are known."""
    parts = (meeting.room, meeting.venue, meeting.city, meeting.country)
    return reader.listed(part for part in parts if part)

"""What things are called: on buttons, in headings, in citations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel import Locale

from content.model import Citation, Meeting, Pack, Passage, Process, Term
from handlers.framework.reader import Reader
from handlers.framework.reply import Facts, Inline, Link, Phrase
from handlers.wording import times

_CLIPPED = 30
_LONGEST = 64  # characters of a button's label that a phone shows
# An address within a source's words, with or without its https://.
_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s()<>]*[^\s()<>.,;:]")


def clipped(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def label(reader: Reader, pack: Pack, entry_id: str) -> str:
    """A short name for a button: "3.2 Portable social security"."""
    _ = reader.gettext
    entry, kind = pack.entries[entry_id], pack.kind_of[entry_id]
    match entry:
        case Meeting():
            return meeting_label(reader, entry)
        case Process():
            return entry.short or entry.name
        case Term():
            return entry.term
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
            return entry.title


def meeting_label(reader: Reader, meeting: Meeting) -> str:
    """A meeting's city and first day, a deadline's title and day."""
    name = f"{_called(meeting)} · {times.short_day(reader, meeting.first_day)}"
    return reader.gettext("{name} · cancelled").format(name=name) if meeting.cancelled else name


def _called(meeting: Meeting) -> str:
    if meeting.deadline or meeting.city is None:
        return clipped(meeting.title, _CLIPPED)
    return meeting.city


def heading(reader: Reader, pack: Pack, entry_id: str) -> str:
    """The full name at the top of an entry's own screen."""
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
    return label(reader, pack, entry_id)


def shortest_label(reader: Reader, pack: Pack, entry_id: str) -> str:
    """A name for a list within a line: 3.2, Area 3, Lima."""
    _ = reader.gettext
    entry, kind = pack.entries[entry_id], pack.kind_of[entry_id]
    if kind == "recommendation":
        return recommendation_number(entry_id)
    if kind == "area":
        return _("Area {number}").format(number=entry_id.removeprefix("area-"))
    if kind == "box":
        return _("Example {number}").format(number=entry_id.removeprefix("box-"))
    if isinstance(entry, Meeting):
        return f"{_called(entry)} ({times.day_and_month(reader, entry.first_day)})"
    return label(reader, pack, entry_id)


def entry_title(pack: Pack, entry_id: str) -> str:
    """The title alone, without its number."""
    entry = pack.entries[entry_id]
    match entry:
        case Term():
            return entry.term
        case Process():
            return entry.name
        case _:
            return entry.title


def recommendation_number(entry_id: str) -> str:
    """`rec-3-2` is 3.2."""
    return entry_id.removeprefix("rec-").replace("-", ".")


def roundtable_number(entry_id: str) -> str:
    return entry_id.removeprefix("rt")


def citation(reader: Reader, pack: Pack, cited: Citation) -> str:
    """Where a passage stands, in words: document, section, and its place there."""
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
    }[cited.unit]
    section = _("section {name}").format(name=cited.section) if cited.section else None
    place = unit.format(number=number) if number or "{number}" not in unit else None
    name = f"{document.short} ({document.date})" if document.date else document.short
    return reader.listed(part for part in (name, section, place) if part)


def language_name(reader: Reader, language: str) -> str:
    """A language's name in the reader's own."""
    return Locale.parse(language).get_language_name(reader.language) or language


def source_phrase(words: str) -> Phrase:
    """What an entry rests on; an address in it opens."""
    found = _ADDRESS.search(words)
    if found is None:
        return words
    url = found[0] if "://" in found[0] else f"https://{found[0]}"
    parts: tuple[Inline, ...] = (words[: found.start()], Link(found[0], url), words[found.end() :])
    return tuple(each for each in parts if each)


def facts(reader: Reader, rows: Iterable[tuple[str, Phrase]]) -> Facts:
    """Labelled values, with the colon of the reader's language."""
    _ = reader.gettext
    return Facts(tuple((_("{label}:").format(label=label), value) for label, value in rows))


def location(reader: Reader, meeting: Meeting) -> str:
    """Venue, city and country, as far as they are known."""
    return reader.listed(part for part in (meeting.venue, meeting.city, meeting.country) if part)

"""Calendar files: what others' files say of meetings.

These are iCalendar (RFC 5545), tables (CSV, .xlsx), schedules of pretalx and frab, Indico's JSON.

Files come from strangers, so all is bounded: bytes, entries, columns, lengths, depth and the
number of occurrences; time is bounded by the caller, who reads in a subprocess (`__main__`). What
cannot be read becomes a complaint with its line; nothing is guessed, replaced or left out
silently. This package knows neither chats nor the meetings of the calendar in use.
"""

from __future__ import annotations

import re

import orjson

from content.calendars.encodings import decoded_as, decoded_with_doubt
from content.calendars.entries import (
    MAX_BYTES,
    MAX_ENTRIES,
    Complaint,
    Entry,
    Letters,
    Options,
    Read,
    Unreadable,
)
from content.calendars.rows import read_csv, read_spreadsheet
from content.calendars.spreadsheets import BEGINNING
from content.calendars.tables import missing_column

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "Complaint", "Entry", "Options", "Read", "read"]

_MAX_LETTERS = 3  # texts that are shown
_BEGINS = re.compile(r"\s*BEGIN\s*:\s*VCALENDAR\b", re.IGNORECASE)


def read(
    content: bytes,
    called: bool = False,
    max_entries: int = MAX_ENTRIES,
    options: Options | None = None,
) -> Read | None:
    """Read a file. Returns None if, by its content, it is no calendar file; if its name calls it
    one (`called`), that is a complaint instead."""
    options = options or Options()
    if content.startswith(BEGINNING):
        return _read_spreadsheet(content, called, max_entries, options)
    try:
        if options.codec:
            text, encoding = decoded_as(content, options.codec)
            readings: tuple[tuple[str, str], ...] = ()
        else:
            text, encoding, readings = decoded_with_doubt(content)
    except Unreadable as error:
        is_ical = b"BEGIN:VCALENDAR" in content[:2000].replace(b"\0", b"").upper()
        if not (is_ical or called):
            return None
        form = "ics" if is_ical else "csv"
        return Read.model_validate({"form": form, "complaints": [error.complaint]})
    found = _read_text(text, encoding, max_entries, options)
    if found is None and called:
        return _no_calendar(encoding, missing_column(text))
    if found is None or not readings:
        return found
    update = {
        "uncertain_letters": _letters(found),
        "readings": tuple(
            Letters(codec=codec, sample=sample)
            for codec, other in readings
            if (sample := _sample(other, max_entries, options))
        ),
    }
    return found.model_copy(update=update)


def _sample(text: str, max_entries: int, options: Options) -> str:
    """The first title or place of a file that is not in ASCII, with its letters read in another
    way; empty if it is no calendar then."""
    found = _read_text(text, "", max_entries, options)
    return next(iter(_letters(found)), "") if found is not None else ""


def _letters(found: Read) -> tuple[str, ...]:
    """The first titles and places that are not in ASCII."""
    texts = (text for entry in found.entries for text in (entry.title, entry.location))
    return tuple(dict.fromkeys(text for text in texts if not text.isascii()))[:_MAX_LETTERS]


def _read_text(text: str, encoding: str, max_entries: int, options: Options) -> Read | None:
    if _BEGINS.match(text):
        from content.calendars.ical import read_ical  # imports the icalendar library

        return read_ical(text, encoding, options)
    match text.lstrip()[:1]:
        case "{":
            return _read_json(text, encoding, max_entries, options)
        case "<":
            from content.calendars.schedule_xml import read_schedule_xml  # imports the parser

            return read_schedule_xml(text, encoding, max_entries, options)
        case _:
            return read_csv(text, encoding, max_entries, options)


def _read_json(text: str, encoding: str, max_entries: int, options: Options) -> Read | None:
    from content.calendars.indico import read_indico
    from content.calendars.schedules import read_schedule

    try:
        document = orjson.loads(text)  # refuses what is nested too deep
    except orjson.JSONDecodeError as error:
        if '"schedule"' not in text[:5_000] and "HTTPAPIResult" not in text[:5_000]:
            return None
        complaint = Complaint(code="no-schedule", line=error.lineno)
        return Read(form="schedule", encoding=encoding, complaints=(complaint,))
    found = read_schedule(document, encoding, max_entries, options)
    if found is None:
        return read_indico(document, encoding, max_entries, options)
    return found


def _read_spreadsheet(
    content: bytes, called: bool, max_entries: int, options: Options
) -> Read | None:
    """Read an .xlsx file; other archives are none of ours."""
    if len(content) > MAX_BYTES:
        return Read(form="xlsx", complaints=(Complaint(code="too-large"),)) if called else None
    found = read_spreadsheet(content, max_entries, options)
    if found is None or (found.complaints and not called and not found.entries):
        return _no_calendar("") if called else None
    return found


def _no_calendar(encoding: str, reason: Unreadable | None = None) -> Read:
    complaint = Complaint(code="no-calendar") if reason is None else reason.complaint
    return Read(form="csv", encoding=encoding, complaints=(complaint,))

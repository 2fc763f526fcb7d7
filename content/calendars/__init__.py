"""Calendar files: what iCalendar (RFC 5545) and tables (CSV) say of meetings.

Files come from strangers, so all is bounded: bytes, entries, columns, lengths, depth and the
number of occurrences; time is bounded by the caller, who reads in a subprocess (`__main__`). What
cannot be read becomes a complaint with its line; nothing is guessed, replaced or left out
silently. This package knows neither chats nor the meetings of the calendar in use.
"""

from __future__ import annotations

import re

from content.calendars.encodings import decoded
from content.calendars.entries import (
    MAX_BYTES,
    MAX_ENTRIES,
    Complaint,
    Entry,
    Read,
    Unreadable,
)
from content.calendars.rows import read_csv

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "Complaint", "Entry", "Read", "read"]

_BEGINS = re.compile(r"\s*BEGIN\s*:\s*VCALENDAR\b", re.IGNORECASE)


def read(content: bytes, called: bool = False) -> Read | None:
    """Read a file. Returns None if, by its content, it is no calendar file; if its name calls it
    one (`called`), that is a complaint instead."""
    try:
        text, encoding = decoded(content)
    except Unreadable as error:
        is_ical = b"BEGIN:VCALENDAR" in content[:2000].replace(b"\0", b"").upper()
        if not (is_ical or called):
            return None
        form = "ics" if is_ical else "csv"
        return Read.model_validate({"form": form, "complaints": [error.complaint]})
    if _BEGINS.match(text):
        from content.calendars.ical import read_ical  # imports the icalendar library

        return read_ical(text, encoding)
    table = read_csv(text, encoding)
    if table is None and called:
        return Read(form="csv", encoding=encoding, complaints=(Complaint(code="no-calendar"),))
    return table

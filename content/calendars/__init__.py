"""Calendars' files: what iCalendar (RFC 5545) and tables (CSV) say of meetings.

Files come from anyone, so everything is bounded: bytes, entries, columns, lengths, depth, and how
often something repeats. What cannot be read is a complaint with its line; nothing is guessed
silently, replaced or left out. Nothing here knows of chats, or of the meetings there are.
"""

from __future__ import annotations

import re

from content.calendars.encodings import decoded
from content.calendars.rows import read_csv
from content.calendars.values import (
    MOST_BYTES,
    MOST_ENTRIES,
    Complaint,
    Entry,
    Read,
    Unreadable,
)

__all__ = ["MOST_BYTES", "MOST_ENTRIES", "Complaint", "Entry", "Read", "read"]

_BEGINS = re.compile(r"\s*BEGIN\s*:\s*VCALENDAR\b", re.IGNORECASE)


def read(content: bytes, called: bool = False) -> Read | None:
    """What a file says, or what is wrong with it. None where it is no calendar, judged by what is
    in it; where it is `called` one by its name, that is a complaint."""
    try:
        text, encoding = decoded(content)
    except Unreadable as problem:
        looks = b"BEGIN:VCALENDAR" in content[:2000].replace(b"\0", b"").upper()
        if not (looks or called):
            return None
        form = "ics" if looks else "csv"
        return Read.model_validate({"form": form, "complaints": [problem.complaint]})
    if _BEGINS.match(text):
        from content.calendars.ics import read_ics  # with it comes the icalendar library

        return read_ics(text, encoding)
    table = read_csv(text, encoding)
    if table is None and called:
        return Read(form="csv", encoding=encoding, complaints=(Complaint(code="no-calendar"),))
    return table

"""Small calendar files, and what is read from them."""

from __future__ import annotations

from collections.abc import Iterable

from content.calendars import Entry, read


def written(entry: Entry) -> str:
    """An entry's start as it is written: a day, an instant, or the clocks of a place."""
    zone = f" {entry.zone}" if entry.zone and not entry.start.endswith("Z") else ""
    return f"{entry.start}{zone}" if "T" in entry.start else entry.start


def ics(*lines: str, before: Iterable[str] = ()) -> bytes:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", *before, "BEGIN:VEVENT", "UID:a@b", *lines,
             "END:VEVENT", "END:VCALENDAR", "")  # fmt: skip
    return "\r\n".join(whole).encode()


def starts(content: bytes) -> list[str]:
    found = read(content)
    assert found is not None and not found.complaints and not found.skipped, found
    return [written(entry) for entry in found.entries if not entry.cancelled]

"""The rows of a table as what they say of meetings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from content.calendars.cells import (
    NotRead,
    TwoWays,
    day_first,
    read_day,
    read_duration,
    read_hour,
)
from content.calendars.tables import Row, Sheet, sheet_of
from content.calendars.time_zones import day_of, iana
from content.calendars.values import (
    MOST_CHARACTERS,
    Complaints,
    Entry,
    Read,
    Unreadable,
    written,
)

# Of our own table alone: an empty cell there says that there is none.
OWN = (
    "kind", "region", "roundtables", "venue", "city", "country", "theme", "organisers",
    "document", "prepares", "source", "note",
)  # fmt: skip
_YES = frozenset(("true", "yes", "1", "x"))
_LONGEST = timedelta(days=366)


def read_csv(text: str, encoding: str) -> Read | None:
    """None where it is no table of meetings."""
    complaints = Complaints()
    try:
        sheet = sheet_of(text)
        if sheet is None:
            return None
        if not sheet.rows:
            raise Unreadable("no-events")
        first, either = day_first(
            row.cells[name] for row in sheet.rows for name in ("start", "end") if name in row.cells
        )
    except Unreadable as problem:
        it = problem.complaint
        complaints.add(it.code, it.line, it.words, it.number)
        return _read(encoding, complaints)
    except TwoWays:
        complaints.add("two-ways")
        return _read(encoding, complaints)
    entries, complaints = _entries(sheet, first is not False)
    otherwise: list[Entry] = []
    if either:
        otherwise, others = _entries(sheet, False)
        if complaints and not others:
            # Only one way does each meeting end after it starts.
            first, either, entries, otherwise, complaints = False, "", otherwise, [], others
        elif others and not complaints:
            first, either, otherwise = True, "", []
    if complaints:
        return _read(encoding, complaints)
    return Read(
        form="csv", encoding=encoding, entries=tuple(entries), otherwise=tuple(otherwise),
        day_first=first, ambiguous=either, unread=sheet.unread,
    )  # fmt: skip


def _read(encoding: str, complaints: Complaints) -> Read:
    return Read(
        form="csv", encoding=encoding, complaints=complaints.first,
        more_complaints=complaints.more,
    )  # fmt: skip


def _entries(sheet: Sheet, days_first: bool) -> tuple[list[Entry], Complaints]:
    complaints = Complaints()
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for row in sheet.rows:
        try:
            entry = _entry(sheet, row, days_first)
        except Unreadable as problem:
            it = problem.complaint
            complaints.add(it.code, it.line, it.words, it.number)
            continue
        same = seen.setdefault(entry.id or entry.uid or f"line {row.line}", row.line)
        if same != row.line:
            complaints.add("same-uid", row.line, entry.title, same)
        entries.append(entry)
    return entries, complaints


def _entry(sheet: Sheet, row: Row, days_first: bool) -> Entry:
    cells = row.cells
    for cell in cells.values():
        if len(cell) > MOST_CHARACTERS:
            raise Unreadable("long-text", row.line, cell, MOST_CHARACTERS)
    title = " ".join(cells["title"].split())
    if not title:
        raise Unreadable("no-title", row.line)
    if len(title) > 120:
        raise Unreadable("long-text", row.line, title, 120)
    zone = cells.get("zone", "")
    known = iana(zone) if zone else None
    if zone and known is None:
        raise Unreadable("zone", row.line, zone)
    start, end, ends = _when(row, days_first)
    if end is not None:
        if _lasts(start, end) < timedelta():
            raise Unreadable("ends-before", row.line, title)
        if _lasts(start, end) > _LONGEST:
            raise Unreadable("too-long", row.line, title)
        if end == day_of(start) or end == start:
            end = None
    status = cells.get("status", "").casefold()
    if status not in ("", "planned", "confirmed", "tentative", "cancelled", "canceled"):
        raise Unreadable("status", row.line, status)
    return Entry(
        line=row.line, title=title, start=written(start),
        end=None if end is None else written(end), ends=ends, zone=known,
        uid=cells.get("uid", "")[:500], id=cells.get("id", "").casefold(),
        cancelled=status.startswith("cancel"),
        location=" ".join(cells.get("location", "").split())[:300],
        said={name: cells[name] for name in OWN if name in cells},
    )  # fmt: skip


def _when(row: Row, days_first: bool) -> tuple[date, date | None, bool]:
    """Start, end, and whether the row speaks of an end."""
    cells = row.cells
    whole = cells.get("whole-days", "").casefold() in _YES
    if not cells["start"]:
        raise Unreadable("no-start", row.line, cells["title"])
    start = _moment(row, "start", days_first, whole)
    end: date | None = None
    if cells.get("end") or cells.get("end-hour"):
        end = _moment(row, "end", days_first, whole or not isinstance(start, datetime))
        if _is_instant(start) != _is_instant(end) and isinstance(end, datetime):
            raise Unreadable("ends-oddly", row.line, cells["title"])
    elif cells.get("duration") and isinstance(start, datetime):
        try:
            end = start + read_duration(cells["duration"])
        except (NotRead, OverflowError):
            raise Unreadable("no-duration", row.line, cells["duration"]) from None
    return start, end, bool({"end", "end-hour"} & cells.keys()) or end is not None


def _moment(row: Row, name: str, days_first: bool, whole: bool) -> date:
    cell = row.cells.get(name, "") or row.cells["start"]
    hour = row.cells.get(f"{name}-hour", "")
    try:
        day, rest = read_day(cell, days_first)
        said = hour or rest
        return read_hour(said, day) if said and not whole else day
    except NotRead:
        words = f"{cell} {hour}".strip()
        raise Unreadable("no-moment", row.line, words) from None


def _lasts(start: date, end: date) -> timedelta:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start
    return day_of(end) - day_of(start)


def _is_instant(at: date) -> bool:
    return isinstance(at, datetime) and at.tzinfo is not None

"""Reads tables (CSV, spreadsheets): their rows as entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from content.calendars.cancellations import is_cancelled, split_title
from content.calendars.cells import (
    MixedOrder,
    NotRead,
    day_first,
    read_day,
    read_duration,
    read_hour,
)
from content.calendars.entries import (
    LONGEST_MEETING,
    MAX_ASKED_ZONES,
    MAX_CELL_CHARACTERS,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_ENTRIES,
    MAX_LOCATION_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    MAX_UID_CHARACTERS,
    Complaints,
    Entry,
    Form,
    Options,
    Read,
    Unreadable,
    format_moment,
)
from content.calendars.people import ROLES, people_text, read_people
from content.calendars.spreadsheets import read_workbook
from content.calendars.tables import Row, Sheet, sheet_of
from content.calendars.texts import paragraphs
from content.calendars.time_zones import (
    DefinedZone,
    chosen_zones,
    day_of,
    duration,
    iana,
    is_instant,
)
from content.characters import clipped
from content.typed_words import folded, typed_words

# What a table says of a meeting beside its title, times and state, as it is written. An empty cell
# means that the meeting has none.
_OWN_COLUMNS = (
    "kind", "type", "region", "roundtables", "room", "venue", "city", "country", "track", "theme",
    "organisers", "document", "documents", "interpretation", "webcast", "join", "capacity",
    "prepares", "parent", "source", "note",
)  # fmt: skip
# Both hours in one cell: 09:00 - 10:30.
_RANGE = re.compile(r"\s*(\d[^–—-]*[^\s–—-])\s*[–—-]\s*(\d[^–—-]*)")
_YES = frozenset(("true", "yes", "1", "x"))


def read_csv(
    text: str, encoding: str, max_entries: int = MAX_ENTRIES, options: Options | None = None
) -> Read | None:
    """Read the text of a table. Returns None if it is no table of meetings."""
    return _read("csv", encoding, lambda: sheet_of(text, max_entries), options)


def read_spreadsheet(
    content: bytes, max_entries: int = MAX_ENTRIES, options: Options | None = None
) -> Read | None:
    """Read an .xlsx file, as `read_csv` reads a table."""
    return _read("xlsx", "", lambda: read_workbook(content, max_entries), options)


def _read(
    form: Form,
    encoding: str,
    sheet_of_file: Callable[[], Sheet | None],
    options: Options | None,
) -> Read | None:
    complaints = Complaints()
    zones = chosen_zones(options or Options())
    try:
        sheet = sheet_of_file()
        if sheet is None:
            return None
        if not sheet.rows:
            raise Unreadable("no-events")
        first, ambiguous = day_first(
            row.cells[name] for row in sheet.rows for name in ("start", "end") if name in row.cells
        )
    except Unreadable as error:
        complaints.catch(error)
        return _refused(form, encoding, complaints)
    except MixedOrder:
        complaints.add("two-ways")
        return _refused(form, encoding, complaints)
    found = _entries(sheet, first is not False, zones)
    otherwise: list[Entry] = []
    if ambiguous:
        others = _entries(sheet, False, zones)
        # If more of it can be read in one order, that is the order.
        if len(others.complaints) < len(found.complaints):
            first, ambiguous, found = False, "", others
        elif len(found.complaints) < len(others.complaints):
            first, ambiguous = True, ""
        else:
            otherwise = others.entries
    if not found.entries:
        refused = _refused(form, encoding, found.complaints)
        return refused.model_copy(update={"unknown_zones": found.asked_zones})
    return Read(
        form=form, encoding=encoding, entries=tuple(found.entries), otherwise=tuple(otherwise),
        day_first=first, ambiguous=ambiguous, unread=sheet.unread,
        skipped=found.complaints.first, more_skipped=found.complaints.more,
        shortened=found.shortened.first, unknown_zones=found.asked_zones,
    )  # fmt: skip


@dataclass
class _Found:
    """What was read of a table: entries, and why others were not."""

    entries: list[Entry] = field(default_factory=list)
    complaints: Complaints = field(default_factory=Complaints)
    shortened: Complaints = field(default_factory=Complaints)
    unknown_zones: dict[str, None] = field(default_factory=dict)

    @property
    def asked_zones(self) -> tuple[str, ...]:
        return tuple(self.unknown_zones)[:MAX_ASKED_ZONES]


def _refused(form: Form, encoding: str, complaints: Complaints) -> Read:
    return Read(
        form=form, encoding=encoding, complaints=complaints.first,
        more_complaints=complaints.more,
    )  # fmt: skip


def _entries(sheet: Sheet, days_first: bool, zones: Mapping[str, DefinedZone]) -> _Found:
    """Read the rows. Of two that claim to be the same meeting and differ, neither is taken."""
    found = _Found()
    seen: dict[str, Entry] = {}
    contradicted: set[str] = set()
    for row in sheet.rows:
        try:
            entry = _entry(row, days_first, zones, found.shortened)
        except Unreadable as error:
            found.complaints.catch(error)
            if error.complaint.code == "zone":
                found.unknown_zones[error.words] = None
            continue
        key = entry.id or entry.uid
        same = seen.setdefault(key, entry) if key else entry
        if same is entry:
            found.entries.append(entry)
        elif same.model_copy(update={"line": entry.line}) != entry:
            found.complaints.add("same-uid", row.line, entry.title, same.line)
            contradicted.add(key)
    found.entries = [
        entry for entry in found.entries if (entry.id or entry.uid) not in contradicted
    ]
    return found


def _entry(
    row: Row, days_first: bool, zones: Mapping[str, DefinedZone], shortened: Complaints
) -> Entry:
    cells = row.cells
    for name, cell in cells.items():
        if len(cell) > MAX_CELL_CHARACTERS and name != "description":
            raise Unreadable("long-text", row.line, cell, MAX_CELL_CHARACTERS)
    written = " ".join(cells["title"].split())
    if not written:
        raise Unreadable("no-title", row.line)
    title, cancelled = split_title(written)
    if len(title) > MAX_TITLE_CHARACTERS:
        shortened.add("shortened", row.line, title, MAX_TITLE_CHARACTERS)
    zone = cells.get("zone", "")
    known = iana(zone, zones) if zone else None
    if zone and known is None:
        raise Unreadable("zone", row.line, zone)
    start, end, ends = _when(row, days_first)
    if end is not None:
        if duration(start, end) < timedelta():
            raise Unreadable("ends-before", row.line, title)
        if duration(start, end) > LONGEST_MEETING:
            raise Unreadable("too-long", row.line, title)
        if end == day_of(start) or end == start:
            end = None
    status = cells.get("status", "")
    cancelled = cancelled or is_cancelled(status)
    if status and not cancelled and folded(status) not in typed_words("planned"):
        raise Unreadable("status", row.line, status)
    location = " ".join(cells.get("location", "").split())
    if len(location) > MAX_LOCATION_CHARACTERS:
        shortened.add("shortened", row.line, location, MAX_LOCATION_CHARACTERS)
    return Entry(
        line=row.line, title=clipped(title, MAX_TITLE_CHARACTERS), start=format_moment(start),
        end=None if end is None else format_moment(end), ends=ends, zone=known,
        uid=cells.get("uid", "")[:MAX_UID_CHARACTERS], id=cells.get("id", "").casefold(),
        cancelled=cancelled, written_title=written if written != title else "",
        location=clipped(location, MAX_LOCATION_CHARACTERS),
        own_cells={name: cells[name] for name in _OWN_COLUMNS if name in cells} | _texts(cells),
    )  # fmt: skip


def _texts(cells: Mapping[str, str]) -> dict[str, str]:
    """The description and the people of a row; these may have a column for each role."""
    texts = {}
    if "description" in cells:
        texts["description"] = paragraphs(cells["description"], MAX_DESCRIPTION_CHARACTERS)
    roles = [role for role in ROLES if role in cells]
    if "people" in cells and not roles:
        texts["people"] = cells["people"]
    elif roles:
        columns = [("people", "speaker"), *((role, role) for role in roles)]
        people = [
            person
            for column, role in columns
            for person in read_people(cells.get(column, ""), role)
        ]
        texts["people"] = people_text(dict.fromkeys(people))
    return texts


def _when(row: Row, days_first: bool) -> tuple[date, date | None, bool]:
    """Start, end, and whether the table says anything of an end."""
    row = _with_end_hour(row)
    cells = row.cells
    whole_days = cells.get("whole-days", "").casefold() in _YES
    if not cells["start"]:
        raise Unreadable("no-start", row.line, cells["title"])
    start = _moment(row, "start", days_first, whole_days)
    end: date | None = None
    if cells.get("end") or cells.get("end-hour"):
        end = _moment(row, "end", days_first, whole_days or not isinstance(start, datetime))
        if is_instant(start) != is_instant(end) and isinstance(end, datetime):
            raise Unreadable("ends-oddly", row.line, cells["title"])
    elif cells.get("duration") and isinstance(start, datetime):
        try:
            end = start + read_duration(cells["duration"])
        except (NotRead, OverflowError):
            raise Unreadable("no-duration", row.line, cells["duration"]) from None
    # A table of our own, which names meetings by id, has hours where it means them.
    if not {"start-hour", "end-hour"} & cells.keys() and not cells.get("id"):
        start, end = _whole_days(start, end)
    return start, end, bool({"end", "end-hour"} & cells.keys()) or end is not None


def _whole_days(start: date, end: date | None) -> tuple[date, date | None]:
    """Return days for what is at midnight, as spreadsheets write a day: 2013-07-03 00:00:00."""
    if not isinstance(start, datetime) or start.time() != time():
        return start, end
    if isinstance(end, datetime) and end.time() != time():
        return start, end
    return start.date(), None if end is None else day_of(end)


def _with_end_hour(row: Row) -> Row:
    """Return a row with the end of `09:00 - 10:30` in a cell of its own."""
    match = _RANGE.fullmatch(row.cells.get("start-hour", ""))
    if match is None or "end" in row.cells or "end-hour" in row.cells:
        return row
    return Row(row.line, {**row.cells, "start-hour": match[1], "end-hour": match[2]})


def _moment(row: Row, name: str, days_first: bool, whole_days: bool) -> date:
    cell = row.cells.get(name, "") or row.cells["start"]
    hour = row.cells.get(f"{name}-hour", "")
    try:
        day, rest = read_day(cell, days_first)
        time = hour or rest
        return read_hour(time, day) if time and not whole_days else day
    except NotRead:
        words = f"{cell} {hour}".strip()
        raise Unreadable("no-moment", row.line, words) from None

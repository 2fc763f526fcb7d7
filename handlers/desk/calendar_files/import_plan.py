"""What an import would do: which entry of the file is which meeting, and what it changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from content.calendars import Complaint, Entry, Read
from content.calendars.entries import Complaints, Unreadable, parse_moment
from content.calendars.time_zones import instant, is_instant
from content.checking.local_times import exists
from content.double_bookings import double_bookings
from content.meeting_ids import new_meeting_id
from content.model import Meeting, Pack
from handlers.desk.calendar_files.calendar_table import UnknownReference
from handlers.desk.calendar_files.entry_fields import (
    changed_fields,
    first_day,
    folded,
    new_meeting_fields,
    same_title,
)
from handlers.meetings.conversion import meeting_of
from storage.meetings import KeptMeeting

_NOT_CHOSEN = "not-said"  # stands for a kind or region that has to be asked for
_SEVERAL = "?"  # stands for an id if several meetings match
_LEFT_OUT = "!"  # stands for an id if an entry has a complaint
_FINGERPRINT_CHARACTERS = 12


@dataclass(frozen=True)
class MeetingChange:
    """A meeting before and after the import. `revision` is the one before; `cancels` says that the
    import cancels it."""

    before: Meeting
    after: Meeting
    revision: int
    cancels: bool


@dataclass
class Plan:
    """What an import would do.

    `missing` are the meetings to come that the file does not have; they are cancelled only if the
    organiser chooses that. `meeting_of_uid` has the UIDs of other calendars' events with
    the ids of the meetings that they are, `version_of_uid` their SEQUENCE and when they were
    written, and `occurrence_of_uid` for one of an event that repeats that event's UID and when the
    occurrence begins by the rule. `older` counts entries from before the last change made
    here, which change nothing unless that is chosen. `stay_cancelled` counts meetings that are
    cancelled here and planned in the file, `unknown_cancelled` cancelled entries that are no
    meeting here; these are left out.
    `in_file` are the ids of the meetings of the calendar that are in the file.
    `double_bookings` are meetings that would have the same room at the same time, one of them
    written by the import. `complaints` say which entries are left out, and why.
    """

    new: list[Meeting] = field(default_factory=list)
    changed: list[MeetingChange] = field(default_factory=list)
    missing: list[MeetingChange] = field(default_factory=list)
    unchanged: int = 0
    older: int = 0
    stay_cancelled: int = 0
    unknown_cancelled: int = 0
    needs_kind: bool = False
    needs_region: bool = False
    double_bookings: list[tuple[Meeting, Meeting]] = field(default_factory=list)
    meeting_of_uid: dict[str, str] = field(default_factory=dict)
    version_of_uid: dict[str, tuple[int, str]] = field(default_factory=dict)
    occurrence_of_uid: dict[str, tuple[str, str]] = field(default_factory=dict)
    in_file: set[str] = field(default_factory=set)
    complaints: tuple[Complaint, ...] = ()
    more_complaints: int = 0

    def changes(self, cancel_missing: bool) -> list[MeetingChange]:
        """Return the changes, with the cancellation of the missing meetings or without."""
        return [*self.changed, *(self.missing if cancel_missing else ())]

    def fingerprint(self, cancel_missing: bool) -> str:
        """Return a hash of all that the import would write. Two plans with the same one do the
        same."""
        written = [(meeting.id, 0, meeting.model_dump_json(), False) for meeting in self.new]
        written += [
            (change.after.id, change.revision, change.after.model_dump_json(), change.cancels)
            for change in self.changes(cancel_missing)
        ]
        digest = hashlib.sha256(json.dumps(written).encode()).hexdigest()
        return digest[:_FINGERPRINT_CHARACTERS]

    def notified_meetings(self, cancel_missing: bool, now: datetime) -> list[Meeting]:
        """Return the meetings whose subscribers would get a notice."""
        meetings = [meeting for meeting in self.new if meeting.closes > now]
        for change in self.changes(cancel_missing):
            before, after = change.before, change.after
            notifies = change.cancels or _noticed_fields(before) != _noticed_fields(after)
            if notifies and not before.cancelled and max(before.closes, after.closes) > now:
                meetings.append(after)
        return meetings


@dataclass(frozen=True)
class CurrentCalendar:
    """The calendar before the import. `imported` has the meetings' ids by the UIDs of the events
    that they were imported from, `versions` the SEQUENCE of these and when they were written."""

    pack: Pack
    kept: Sequence[KeptMeeting]
    imported: Mapping[str, str]
    now: datetime
    versions: Mapping[str, tuple[int, str]] = field(default_factory=dict)


def make_plan(
    calendar: CurrentCalendar,
    read: Read,
    entries: Sequence[Entry],
    kind: str,
    region: str,
    source: str,
    take_older: bool = False,
) -> Plan:
    """Compare the entries of a file with the calendar.

    `kind` and `region` are used for new meetings for which the file names none; they are empty as
    long as they are not chosen. `take_older` says whether to go back to older versions.
    """
    plan, complaints = Plan(), Complaints()
    kept = {row.id: row for row in calendar.kept}
    before = {row.id: meeting_of(row) for row in calendar.kept}
    found = _match_entries(calendar, entries, before, complaints)
    taken = {*before, *(entry.id for entry in entries)}
    for entry, id in zip(entries, found, strict=True):
        if id == _LEFT_OUT:
            continue
        try:
            _check_hours(calendar.pack, entry, before.get(id or ""))
            if id is None:
                _plan_new(plan, calendar, entry, kind, region, source, taken)
            else:
                _plan_change(plan, calendar, read.form, entry, kept[id], before[id], take_older)
        except Unreadable as problem:
            complaints.catch(problem)
        except UnknownReference as problem:
            complaints.add(str(problem), entry.line, entry.title)
        except ValidationError as problem:
            location = problem.errors()[0]["loc"]
            complaints.add(
                "unfit", entry.line, f"{entry.title}: {location[0] if location else 'time'}"
            )
    plan.in_file = {id for id in found if id is not None and id != _LEFT_OUT}
    # What could not be read may be any meeting, so none is missing then.
    if not (read.skipped or read.is_invitation or complaints):
        plan.missing = [
            MeetingChange(before[row.id], before[row.id], row.revision, True)
            for row in calendar.kept
            if row.id not in plan.in_file and row.status == "planned" and row.closes > calendar.now
        ]
    plan.double_bookings = _double_bookings(plan, before)
    plan.complaints, plan.more_complaints = complaints.first, complaints.more
    if read.form in ("schedule", "indico"):  # whose entries have numbers in place of lines
        plan.complaints = tuple(
            complaint.model_copy(update={"line": 0}) for complaint in plan.complaints
        )
    return plan


def _check_hours(pack: Pack, entry: Entry, before: Meeting | None) -> None:
    """Raise Unreadable for an hour that a change of the clocks skips."""
    zone = entry.zone or (before.time_zone if before else pack.event.time_zone)
    for written in (entry.start, entry.end):
        at = parse_moment(written) if written else None
        if at is not None and not is_instant(at) and not exists(at, ZoneInfo(zone)):
            raise Unreadable("no-such-hour", entry.line, f"{entry.title}, {at:%Y-%m-%d %H:%M}")


def _double_bookings(plan: Plan, before: Mapping[str, Meeting]) -> list[tuple[Meeting, Meeting]]:
    written = {meeting.id: meeting for meeting in plan.new}
    written |= {change.after.id: change.after for change in plan.changed if not change.cancels}
    cancelled = {change.after.id for change in plan.changed if change.cancels}
    after = {**before, **written}
    meetings = [meeting for id, meeting in after.items() if id not in cancelled]
    return [
        (one, other)
        for one, other in double_bookings(meetings)
        if one.id in written or other.id in written
    ]


def _match_entries(
    calendar: CurrentCalendar,
    entries: Sequence[Entry],
    before: Mapping[str, Meeting],
    complaints: Complaints,
) -> list[str | None]:
    """Return the id of each entry's meeting, None for a new one.

    A meeting is found by its own id, by the UID of an earlier import, or else by title and day.
    Two entries for the same meeting are a complaint, and both are left out.
    """
    lines: dict[str, int] = {}
    contradicted: set[str] = set()

    def claim(entry: Entry, id: str) -> None:
        if lines.setdefault(id, entry.line) != entry.line:
            complaints.add("same-meeting", entry.line, entry.title, lines[id])
            contradicted.add(id)

    found: list[str | None] = []
    for entry in entries:
        id = _own_id(calendar.pack, entry)
        if id not in before:
            id = calendar.imported.get(entry.uid, "") if entry.uid else ""
        found.append(id if id in before else None)
        if id in before:
            claim(entry, id)
    titles: dict[str, list[Meeting]] = {}
    for meeting in before.values():
        titles.setdefault(folded(meeting.title), []).append(meeting)
    for index, entry in enumerate(entries):
        if found[index] is None and entry.title and entry.start:
            if entry.written_title and folded(entry.title) not in titles:
                entry = entry.model_copy(update={"title": entry.written_title})
            of_title = titles.get(folded(entry.title), ())
            free = [meeting for meeting in of_title if meeting.id not in lines]
            id = _find_by_title_and_day(entry, free)
            if id == _SEVERAL:
                complaints.add("two-meetings", entry.line, entry.title)
                found[index] = _LEFT_OUT
            elif id:
                found[index] = id
                claim(entry, id)
    return [_LEFT_OUT if id in contradicted else id for id in found]


def _find_by_title_and_day(entry: Entry, meetings: Sequence[Meeting]) -> str:
    """Return the id of the meeting with the entry's title and day, and of several the one that
    begins at the same time. Return an empty string for none and _SEVERAL for more than one."""
    same = [
        meeting
        for meeting in meetings
        if same_title(entry, meeting.title)
        and first_day(entry, meeting.time_zone) == meeting.first_day
    ]
    if len(same) > 1:
        start = parse_moment(entry.start)
        if isinstance(start, datetime):
            same = [
                meeting
                for meeting in same
                if meeting.begins == instant(start, entry.zone or meeting.time_zone)
            ]
        if len(same) != 1:
            return _SEVERAL
    return same[0].id if same else ""


def _own_id(pack: Pack, entry: Entry) -> str:
    """Return the meeting's id if a file of ours names it, or an empty string."""
    id, _, host = entry.uid.partition("@")
    return id if host == f"{pack.id}.roundtable" else entry.id


def _plan_change(
    plan: Plan,
    calendar: CurrentCalendar,
    form: str,
    entry: Entry,
    kept: KeptMeeting,
    before: Meeting,
    take_older: bool,
) -> None:
    if entry.uid and _own_id(calendar.pack, entry) != kept.id:
        plan.meeting_of_uid[entry.uid] = kept.id
        _record_version(plan, entry)
    is_own = _own_id(calendar.pack, entry) == kept.id
    # A meeting here may have a title that reads like a cancellation.
    by_title_alone = folded(entry.written_title) == folded(before.title)
    if by_title_alone:
        entry = entry.model_copy(update={"cancelled": False, "title": before.title})
    changes = {}
    if not entry.cancelled or (entry.title and entry.start):
        changes = changed_fields(calendar.pack, form, entry, before)
    after = _checked_meeting(calendar.pack, before.model_dump() | changes) if changes else before
    cancels = entry.cancelled and not before.cancelled
    if before.cancelled and not entry.cancelled:
        plan.stay_cancelled += 1
    if after == before and not cancels:
        plan.unchanged += 1
        return
    known = calendar.versions.get(entry.uid)
    older = entry.sequence < kept.revision - 1 if is_own else _is_older(entry, known)
    if older and entry.uid:
        plan.older += 1
        if not take_older:
            if known is not None:
                plan.version_of_uid[entry.uid] = known
            return
    plan.changed.append(MeetingChange(before, after, kept.revision, cancels))


def _record_version(plan: Plan, entry: Entry) -> None:
    plan.version_of_uid[entry.uid] = (entry.sequence, entry.stamp)
    if entry.series:
        plan.occurrence_of_uid[entry.uid] = (entry.series, entry.occurrence)


def _is_older(entry: Entry, known: tuple[int, str] | None) -> bool:
    """Whether an entry is older than the version that was imported last (RFC 5546, 2.1.5)."""
    if known is None or not (entry.sequence or entry.stamp):
        return False  # tables tell neither
    sequence, stamp = known
    if entry.sequence != sequence:
        return entry.sequence < sequence
    return bool(entry.stamp and stamp) and entry.stamp < stamp


def _plan_new(
    plan: Plan,
    calendar: CurrentCalendar,
    entry: Entry,
    kind: str,
    region: str,
    source: str,
    taken: set[str],
) -> None:
    if entry.cancelled:
        plan.unknown_cancelled += 1
        return
    pack = calendar.pack
    open_region = _NOT_CHOSEN if pack.regions else None
    fields = new_meeting_fields(pack, entry, kind or _NOT_CHOSEN, region or open_region, source)
    plan.needs_kind = plan.needs_kind or fields["kind"] == _NOT_CHOSEN
    plan.needs_region = plan.needs_region or fields["region"] == _NOT_CHOSEN
    own = _own_id(pack, entry)
    id = own or new_meeting_id(entry.title, parse_moment(entry.start).year, taken)
    meeting = _checked_meeting(pack, {**fields, "id": id})
    taken.add(id)
    if entry.uid and not own:
        plan.meeting_of_uid[entry.uid] = id
        _record_version(plan, entry)
    plan.new.append(meeting)


def _checked_meeting(pack: Pack, fields: Mapping[str, Any]) -> Meeting:
    """Return a meeting, with the deadline that its kind has. Raises ValidationError."""
    return Meeting.model_validate({**fields, "deadline": pack.deadlines.get(fields["kind"])})


def _noticed_fields(meeting: Meeting) -> tuple[object, ...]:
    """Return the fields whose change subscribers get a notice of."""
    return (
        meeting.time_zone, meeting.start, meeting.end, meeting.room, meeting.venue, meeting.city,
        meeting.country,
    )  # fmt: skip


def uids_of(entries: Collection[Entry]) -> set[str]:
    return {entry.uid for entry in entries if entry.uid}

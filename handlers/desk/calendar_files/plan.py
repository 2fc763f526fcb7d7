"""What an import would do: which entry of the file is which meeting, and what changes of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from content.calendars import Complaint, Entry, Read
from content.calendars.entries import Complaints, parse_moment
from content.calendars.time_zones import instant
from content.meeting_ids import new_meeting_id
from content.model import Meeting, Pack
from handlers.desk.calendar_files.placing import (
    changes_of,
    fields_of_new,
    first_day,
    folded,
    same_title,
)
from handlers.desk.calendar_files.sheet import NoSuch
from handlers.meetings.conversion import meeting_of
from storage.meetings import KeptMeeting

_NOT_SAID = "not-said"


@dataclass(frozen=True)
class Change:
    """A meeting before and after; `cancels` where the file says that it does not take place."""

    before: Meeting
    after: Meeting
    revision: int
    cancels: bool


@dataclass
class Plan:
    """`gone` are meetings to come that the file does not have. `became` are the UIDs of other
    calendars with their meetings. `older` counts what the file has in a state from before changes
    made here; `stay_cancelled` what is cancelled here and planned there; `not_taken` what is
    cancelled there and not known here."""

    new: list[Meeting] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[Change] = field(default_factory=list)
    unchanged: int = 0
    older: int = 0
    stay_cancelled: int = 0
    not_taken: int = 0
    no_kind: bool = False
    no_region: bool = False
    became: dict[str, str] = field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()
    more_complaints: int = 0

    def mark(self, gone: bool) -> str:
        """Tells two plans apart, by all that they would do to what."""
        touched = [(each.id, 0, each.model_dump_json(), False) for each in self.new]
        touched += [
            (each.after.id, each.revision, each.after.model_dump_json(), each.cancels)
            for each in (*self.changed, *(self.gone if gone else ()))
        ]
        return hashlib.sha256(json.dumps(touched).encode()).hexdigest()[:12]

    def told(self, gone: bool, now: datetime) -> list[Meeting]:
        """The meetings whose subscribers are told something."""
        told = [each for each in self.new if each.closes > now]
        for each in (*self.changed, *(self.gone if gone else ())):
            ends = max(each.before.closes, each.after.closes)
            seen = each.cancels or _seen(each.before) != _seen(each.after)
            if seen and not each.before.cancelled and ends > now:
                told.append(each.after)
        return told


@dataclass(frozen=True)
class Known:
    """The calendar as it is: meetings as they are kept, and which events became which."""

    pack: Pack
    kept: Sequence[KeptMeeting]
    imported: Mapping[str, str]
    now: datetime


def plan_of(
    known: Known, read: Read, entries: Sequence[Entry], kind: str, region: str, source: str
) -> Plan:
    """`kind` and `region` are for new meetings whose file names none; empty while not chosen."""
    plan, complaints = Plan(), Complaints()
    kept = {each.id: each for each in known.kept}
    before = {each.id: meeting_of(each) for each in known.kept}
    found = _matched(known, entries, before, complaints)
    taken = {*before, *(entry.id for entry in entries)}
    for entry, id in zip(entries, found, strict=True):
        try:
            if id is None:
                _add(plan, known, entry, kind, region, source, taken)
            else:
                _compare(plan, known, read.form, entry, kept[id], before[id])
        except NoSuch as problem:
            complaints.add(str(problem), entry.line, entry.title)
        except ValidationError as problem:
            at = problem.errors()[0]["loc"]
            complaints.add("unfit", entry.line, f"{entry.title}: {at[0] if at else 'time'}")
    there = {id for id in found if id is not None}
    plan.gone = [
        Change(before[each.id], before[each.id], each.revision, True)
        for each in known.kept
        if each.id not in there and each.status == "planned" and each.closes > known.now
    ]
    plan.complaints, plan.more_complaints = complaints.first, complaints.more
    return plan


def _matched(
    known: Known, entries: Sequence[Entry], before: Mapping[str, Meeting], complaints: Complaints
) -> list[str | None]:
    """The meeting of each entry: by our own id, by the UID of an earlier import, and of what is
    left by title and day. Two entries that are the same meeting are a complaint."""
    lines: dict[str, int] = {}

    def claim(entry: Entry, id: str) -> None:
        if lines.setdefault(id, entry.line) != entry.line:
            complaints.add("same-meeting", entry.line, entry.title, lines[id])

    found: list[str | None] = []
    for entry in entries:
        id = _own_id(known.pack, entry)
        if id not in before:
            id = known.imported.get(entry.uid, "") if entry.uid else ""
        found.append(id if id in before else None)
        if id in before:
            claim(entry, id)
    titles: dict[str, list[Meeting]] = {}
    for meeting in before.values():
        titles.setdefault(folded(meeting.title), []).append(meeting)
    for place, entry in enumerate(entries):
        if found[place] is None:
            alike = titles.get(folded(entry.title), ())
            id = _alike(entry, [each for each in alike if each.id not in lines])
            if id == _TWO:
                complaints.add("two-meetings", entry.line, entry.title)
            elif id:
                found[place] = id
                claim(entry, id)
    return found


_TWO = "?"


def _alike(entry: Entry, meetings: Sequence[Meeting]) -> str:
    """The meeting with the same title on the same day, or with the same beginning where there
    are several."""
    same = [
        each
        for each in meetings
        if same_title(entry, each.title) and first_day(entry, each.time_zone) == each.first_day
    ]
    if len(same) > 1:
        at = parse_moment(entry.start)
        if isinstance(at, datetime):
            same = [
                each for each in same if each.begins == instant(at, entry.zone or each.time_zone)
            ]
        if len(same) != 1:
            return _TWO
    return same[0].id if same else ""


def _own_id(pack: Pack, entry: Entry) -> str:
    name, at, home = entry.uid.partition("@")
    return name if at and home == f"{pack.id}.roundtable" else entry.id


def _compare(
    plan: Plan, known: Known, form: str, entry: Entry, kept: KeptMeeting, before: Meeting
) -> None:
    if entry.uid and _own_id(known.pack, entry) != kept.id:
        plan.became[entry.uid] = kept.id
    changes = changes_of(known.pack, form, entry, before)
    after = _meeting(known.pack, before.model_dump() | changes) if changes else before
    cancels = entry.cancelled and not before.cancelled
    if before.cancelled and not entry.cancelled:
        plan.stay_cancelled += 1
    if after == before and not cancels:
        plan.unchanged += 1
        return
    if _own_id(known.pack, entry) == kept.id and entry.uid and entry.sequence < kept.revision - 1:
        plan.older += 1
    plan.changed.append(Change(before, after, kept.revision, cancels))


def _add(
    plan: Plan, known: Known, entry: Entry, kind: str, region: str, source: str, taken: set[str]
) -> None:
    if entry.cancelled:
        plan.not_taken += 1
        return
    pack = known.pack
    fields = fields_of_new(pack, entry, kind or _NOT_SAID, region or _NOT_SAID, source)
    plan.no_kind = plan.no_kind or fields["kind"] == _NOT_SAID
    plan.no_region = plan.no_region or fields["region"] == _NOT_SAID
    own = _own_id(pack, entry)
    id = own or new_meeting_id(entry.title, parse_moment(entry.start).year, taken)
    meeting = _meeting(pack, {**fields, "id": id})
    taken.add(id)
    if entry.uid and not own:
        plan.became[entry.uid] = id
    plan.new.append(meeting)


def _meeting(pack: Pack, fields: Mapping[str, Any]) -> Meeting:
    """Checked, with the deadline that its kind makes it. Raises ValidationError."""
    return Meeting.model_validate({**fields, "deadline": pack.deadlines.get(fields["kind"])})


def _seen(meeting: Meeting) -> tuple[object, ...]:
    """What subscribers are told of when it changes."""
    return (
        meeting.time_zone, meeting.start, meeting.end, meeting.venue, meeting.city, meeting.country,
    )  # fmt: skip


def uids_of(entries: Collection[Entry]) -> set[str]:
    return {entry.uid for entry in entries if entry.uid}

"""Which version of an event holds, and the occurrences of one that repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from icalendar import vRecur

from content.calendars.entries import Entry, Unreadable, format_moment
from content.calendars.ical_event import Event, Moment, Times, as_written
from content.calendars.recurrence import MAX_OCCURRENCES, occurrences, text_of
from content.calendars.time_zones import day_of, duration, instant, is_instant


@dataclass(frozen=True)
class Version:
    """An event, or a change to one occurrence of an event, as one component has it."""

    event: Event
    entry: Entry
    times: Times | None

    @property
    def order(self) -> tuple[int, str]:
        return self.entry.sequence, self.entry.stamp

    @property
    def says(self) -> Entry:
        return self.entry.model_copy(update={"line": 0, "stamp": "", "sequence": 0})


@dataclass(frozen=True)
class Occurrence:
    """An entry of an event that repeats; `at` is when it begins by the rule."""

    at: Moment
    entry: Entry


def entries_of_uid(events: list[Version], changes: list[Version]) -> list[Entry]:
    """The entries of one UID. Raises Unreadable."""
    made = [occurrence for version in _newest(events) for occurrence in occurrences_of(version)]
    changed: dict[str, list[Version]] = {}
    for version in changes:
        occurrence = _occurrence_of(version, made)
        changed.setdefault(occurrence.entry.uid, []).append(_filled(version, occurrence.entry))
    entries = {occurrence.entry.uid: occurrence.entry for occurrence in made}
    for uid, versions in changed.items():
        (version, *others) = _newest(versions)
        if others:
            line = version.entry.line
            raise Unreadable("same-uid", others[0].entry.line, version.entry.title, line)
        entries[uid] = version.entry
    return list(entries.values())


def _newest(versions: list[Version]) -> list[Version]:
    """The version that holds: of the highest SEQUENCE the last one written. These are several where
    one UID has the same meeting at several times, as pretalx writes it; the later ones then have
    UIDs of their own. Raises Unreadable for versions that contradict each other."""
    if not versions:
        return []
    highest = max(version.order for version in versions)
    last: list[Version] = []
    for version in versions:
        if version.order == highest and version.says not in [known.says for known in last]:
            last.append(version)
    first = last[0].entry
    if len(last) == 1:
        return last
    for version in last[1:]:
        entry = version.entry
        if entry.title != first.title or entry.start == first.start or "RRULE" in version.event:
            raise Unreadable("same-uid", entry.line, entry.title, first.line)
    if len({version.entry.start for version in last}) < len(last):
        raise Unreadable("same-uid", last[-1].entry.line, first.title, first.line)
    last.sort(key=lambda version: version.entry.start)
    return [last[0], *(_with_uid_of_slot(version) for version in last[1:])]


def _with_uid_of_slot(version: Version) -> Version:
    entry = version.entry
    update = {"uid": f"{entry.uid}/{entry.start}"}
    return Version(version.event, entry.model_copy(update=update), version.times)


def _occurrence_of(version: Version, made: Iterable[Occurrence]) -> Occurrence:
    """The occurrence that a RECURRENCE-ID names: by its instant, by the clocks of the event, or by
    its day. If there is none, or several, it is one of its own."""
    at, zone = version.event.moment("RECURRENCE-ID")
    named = [occurrence for occurrence in made if _same_moment((at, zone), occurrence.at)]
    if not named and (not isinstance(at, datetime) or at.time() == time()):
        named = [occurrence for occurrence in made if day_of(occurrence.at[0]) == day_of(at)]
    if len(named) == 1:
        return named[0]
    if zone is None and not is_instant(at) and version.times is not None:
        zone = version.times.zone
    uid = _uid_of_occurrence(version.entry.uid, at, zone)
    return Occurrence((at, zone), version.entry.model_copy(update={"uid": uid}))


def _same_moment(one: Moment, other: Moment) -> bool:
    (at, zone), (its, its_zone) = one, other
    if not isinstance(at, datetime) or not isinstance(its, datetime):
        return at == its
    if (zone or at.tzinfo) and (its_zone or its.tzinfo):
        return instant(at, zone or "UTC") == instant(its, its_zone or "UTC")
    return at.replace(tzinfo=None) == its.replace(tzinfo=None)


def _filled(version: Version, occurrence: Entry) -> Version:
    """A change with the UID of its occurrence, and what a cancellation leaves out."""
    entry = version.entry
    update: dict[str, object] = {"uid": occurrence.uid}
    if not entry.title:
        update["title"] = occurrence.title
    if not entry.start:
        update |= {"start": occurrence.start, "end": occurrence.end, "zone": occurrence.zone}
    return Version(version.event, entry.model_copy(update=update), version.times)


def occurrences_of(version: Version) -> list[Occurrence]:
    """The event itself, or each occurrence if it repeats. Raises Unreadable."""
    event, entry, times = version.event, version.entry, version.times
    if times is None or not ("RRULE" in event or "RDATE" in event):
        at: Moment = (date.min, None) if times is None else (times.start, times.zone)
        return [Occurrence(at, entry)]
    zone = "UTC" if is_instant(times.start) else times.zone
    rule, line = event.component.get("RRULE"), event.block.line_of("RRULE")
    starts = [times.start]
    if rule is not None:
        if not isinstance(rule, vRecur) or "FREQ" not in rule:
            raise Unreadable("repeats-oddly", line, as_written(rule) or entry.title)
        starts = occurrences(rule, times.start, zone, line)
    starts = sorted({*starts, *event.added(times.start, zone)})
    if len(starts) > MAX_OCCURRENCES:
        raise Unreadable("too-often", event.block.line_of("RDATE"), number=MAX_OCCURRENCES)
    excluded = event.excluded(zone)
    length = None if times.end is None else duration(times.start, times.end)
    made = []
    for start in starts:
        if _is_excluded(start, excluded):
            continue
        update = {
            "start": format_moment(start),
            "end": None if length is None else format_moment(start + length),
            "uid": _uid_of_occurrence(entry.uid, start, zone) if entry.uid else "",
        }
        made.append(Occurrence((start, times.zone), entry.model_copy(update=update)))
    if not made:
        raise Unreadable("repeats-oddly", line, entry.title if rule is None else text_of(rule))
    return made


def _is_excluded(start: date, excluded: set[date]) -> bool:
    """Whether an occurrence is left out: its moment is, or its day. A midnight is the day of an
    event that begins at another hour."""
    if not isinstance(start, datetime):
        return start in {day_of(at) for at in excluded}
    naive = start.replace(tzinfo=None)
    day = naive.date()
    return bool({naive, datetime.combine(day, time())} & excluded) or any(
        at == day for at in excluded if not isinstance(at, datetime)
    )


def _uid_of_occurrence(uid: str, at: date, zone: str | None) -> str:
    """The UID of an event and when, by its rule, the occurrence begins."""
    if isinstance(at, datetime) and (zone or at.tzinfo):
        at = instant(at, zone or "UTC")
    return f"{uid}/{format_moment(at)}"

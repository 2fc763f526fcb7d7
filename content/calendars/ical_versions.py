"""Which version of an event holds, and the occurrences of one that repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from icalendar import vRecur

from content.calendars.entries import Entry, Unreadable, format_moment
from content.calendars.ical_event import Event, Moment, Times, as_written
from content.calendars.recurrence import MAX_OCCURRENCES, is_endless, occurrences, text_of
from content.calendars.time_zones import Clocks, day_of, duration, instant, is_instant, local


@dataclass(frozen=True)
class Version:
    """An event, or a change to one occurrence of an event, as one component has it. `following`
    says that the change is also of all later occurrences (RANGE=THISANDFUTURE). `window` are the
    days of which an event is taken that repeats without end."""

    event: Event
    entry: Entry
    times: Times | None
    following: bool = False
    window: tuple[date, date] | None = None

    @property
    def is_endless(self) -> bool:
        rule = self.event.component.get("RRULE")
        return isinstance(rule, vRecur) and is_endless(rule)

    @property
    def order(self) -> tuple[int, str]:
        return self.entry.sequence, self.entry.stamp

    @property
    def says(self) -> Entry:
        return self.entry.model_copy(update={"line": 0, "stamp": "", "sequence": 0})


@dataclass(frozen=True)
class Occurrence:
    """An entry of an event that repeats; `at` is when it begins by the rule, `length` how long it
    takes."""

    at: Moment
    entry: Entry
    length: timedelta | None = None


def entries_of_uid(events: list[Version], changes: list[Version]) -> list[Entry]:
    """The entries of one UID. Raises Unreadable."""
    made = [occurrence for version in _newest(events) for occurrence in occurrences_of(version)]
    changed: dict[str, list[Version]] = {}
    for version in changes:
        if version.following and made:
            made = _with_following(version, made)
    for version in changes:
        if version.following and made:
            continue
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
    return replace(version, entry=entry.model_copy(update=update))


def _with_following(version: Version, made: list[Occurrence]) -> list[Occurrence]:
    """Return the occurrences of an event with a change of one of them and of all later ones, which
    move by as much as that one. Raises Unreadable."""
    first = _occurrence_of(version, made)
    if first not in made:
        line = version.event.block.line_of("RECURRENCE-ID")
        raise Unreadable("repeats-oddly", line, version.entry.title)
    return [
        _moved(version, first, occurrence) if occurrence.at[0] >= first.at[0] else occurrence
        for occurrence in made
    ]


def _moved(version: Version, first: Occurrence, occurrence: Occurrence) -> Occurrence:
    """Return an occurrence with what a change of the `first` one says."""
    entry, times = version.entry, version.times
    kept = {name: getattr(occurrence.entry, name) for name in ("uid", "series", "occurrence")}
    if not entry.title:
        kept["title"] = occurrence.entry.title
    if times is None:
        kept |= {name: getattr(occurrence.entry, name) for name in ("start", "end", "zone", "ends")}
        return replace(occurrence, entry=entry.model_copy(update=kept))
    was, at = (_on_clocks(moment, times) for moment in (first.at, occurrence.at))
    if isinstance(was, datetime) != isinstance(times.start, datetime):
        raise Unreadable("repeats-oddly", version.event.line, entry.title)
    start = at + (times.start - was)
    length = None if times.end is None else duration(times.start, times.end)
    end = None if length is None else written(start + length, times.zone)
    update = kept | {"start": written(start, times.zone), "end": end}
    return replace(occurrence, entry=entry.model_copy(update=update), length=length)


def _on_clocks(moment: Moment, times: Times) -> date:
    """Return a moment in the form of the start of `times`, on its clocks."""
    at, zone = moment
    if not isinstance(at, datetime) or not (zone or at.tzinfo):
        return at
    if is_instant(times.start):
        return instant(at, zone or "UTC")
    return at if times.zone is None else local(instant(at, zone or "UTC"), times.zone)


def written(at: date, zone: Clocks | None) -> str:
    """Return a moment as an Entry has it: on the clocks of an IANA zone, else in UTC."""
    if isinstance(at, datetime) and zone is not None and not isinstance(zone, str):
        at = instant(at, zone)
    return format_moment(at)


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
    update = _names_of_occurrence(version.entry.uid, at, zone)
    return Occurrence((at, zone), version.entry.model_copy(update=update))


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
    update: dict[str, object] = {
        "uid": occurrence.uid, "series": occurrence.series, "occurrence": occurrence.occurrence,
        "following": version.following,
    }  # fmt: skip
    if version.following and not entry.cancelled:
        line = version.event.block.line_of("RECURRENCE-ID")
        raise Unreadable("repeats-oddly", line, entry.title)
    if not entry.title:
        update["title"] = occurrence.title
    if not entry.start:
        update |= {"start": occurrence.start, "end": occurrence.end, "zone": occurrence.zone}
    return replace(version, entry=entry.model_copy(update=update))


def occurrences_of(version: Version) -> list[Occurrence]:
    """The event itself, or each occurrence if it repeats. Raises Unreadable."""
    event, entry, times = version.event, version.entry, version.times
    if times is None or not ("RRULE" in event or "RDATE" in event):
        at: Moment = (date.min, None) if times is None else (times.start, times.zone)
        return [Occurrence(at, entry)]
    zone: Clocks | None = "UTC" if is_instant(times.start) else times.zone
    rule, line = event.component.get("RRULE"), event.block.line_of("RRULE")
    starts = [times.start]
    if rule is not None:
        if not isinstance(rule, vRecur) or "FREQ" not in rule:
            raise Unreadable("repeats-oddly", line, as_written(rule) or entry.title)
        starts = occurrences(rule, times.start, zone, line, version.window)
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
            "start": written(start, times.zone),
            "end": None if length is None else written(start + length, times.zone),
        }
        if entry.uid:
            update |= _names_of_occurrence(entry.uid, start, zone)
        made.append(Occurrence((start, times.zone), entry.model_copy(update=update), length))
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


def _names_of_occurrence(uid: str, at: date, zone: Clocks | None) -> dict[str, str]:
    """The fields of an Entry that name an occurrence: the UID of its event, and when it begins by
    the rule."""
    if isinstance(at, datetime) and (zone or at.tzinfo):
        at = instant(at, zone or "UTC")
    return {"uid": f"{uid}/{format_moment(at)}", "series": uid, "occurrence": format_moment(at)}

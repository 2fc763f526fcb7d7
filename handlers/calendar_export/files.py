"""Meetings as calendar files (RFC 5545), by the icalendar library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from content.model import Meeting, Pack
from handlers.framework.reader import Reader
from handlers.framework.reply import File
from handlers.meetings import entry_id_of
from handlers.wording.labels import location
from storage.deliveries.due_times import ALL_DAY_REMINDER_TIME
from storage.meetings import KeptMeeting

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_DAY = 86_400
# How often a subscribed calendar asks again; RFC 7986, REFRESH-INTERVAL, and what older ones read.
_REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Scheduled:
    """A meeting with what calendars compare: `sequence` rises with each change, `changed` is an
    instant in UTC; `lead_times` in seconds, none for no alarm."""

    meeting: Meeting
    sequence: int
    changed: datetime
    cancelled: bool = False
    lead_times: tuple[int, ...] = ()


def scheduled(kept: KeptMeeting, lead_times: tuple[int, ...] = ()) -> Scheduled:
    """A meeting as storage keeps it."""
    return Scheduled(
        Meeting.model_validate_json(kept.body), kept.revision - 1, kept.changed,
        kept.status == "cancelled", lead_times,
    )  # fmt: skip


def calendar_file(reader: Reader, pack: Pack, entries: Iterable[Scheduled], name: str) -> File:
    """A file to add to a calendar; `name` without its ending."""
    return File(f"{name}.ics", "text/calendar", calendar_bytes(reader, pack, entries))


def calendar_bytes(reader: Reader, pack: Pack, entries: Iterable[Scheduled]) -> bytes:
    """One calendar with an event for each meeting, and the time zones they need."""
    from icalendar import Calendar  # the library is large, and few ask for a file

    calendar = Calendar()
    calendar.add("prodid", "-//Roundtable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", pack.event.short)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(reader, pack, entry))
    calendar.add_missing_timezones()
    made: bytes = calendar.to_ical()
    return made


def _event(reader: Reader, pack: Pack, entry: Scheduled) -> Event:
    from icalendar import Event

    _ = reader.gettext
    meeting = entry.meeting
    event = Event()
    event.add("uid", f"{meeting.id}@{pack.id}.roundtable")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("summary", clean(meeting.title))
    starts, ends = span(meeting)
    event.add("dtstart", starts)
    if ends is not None:
        event.add("dtend", ends)
    if place := location(reader, meeting):
        event.add("location", clean(place))
    if meeting.deadline:
        event.add("transp", "TRANSPARENT")  # it takes nobody's time
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("url", reader.link(entry_id_of(meeting)))
    event.add("description", clean("\n".join(_description(reader, meeting))))
    event.add("categories", [clean(pack.kinds.get(meeting.kind, meeting.kind))])
    if not entry.cancelled:
        for lead in entry.lead_times:
            event.add_component(_alarm(meeting, lead, isinstance(starts, datetime)))
    return event


def span(meeting: Meeting) -> tuple[date | datetime, date | datetime | None]:
    """From when to when, never with an hour that nobody gave: a meeting of days, or of several
    days whose closing hour is not known, takes whole days. The end is exclusive."""
    if isinstance(meeting.start, datetime):
        starts = meeting.start.replace(tzinfo=meeting.zone)
        if isinstance(meeting.end, datetime) and not meeting.deadline:
            return starts, meeting.end.replace(tzinfo=meeting.zone)
        if meeting.first_day == meeting.last_day:
            return starts, None
    return meeting.first_day, meeting.last_day + timedelta(days=1)


def _description(reader: Reader, meeting: Meeting) -> list[str]:
    _ = reader.gettext
    lines = []
    if meeting.theme:
        lines.append(_("Theme: {theme}").format(theme=meeting.theme))
    has_hour = isinstance(meeting.start, datetime)
    if has_hour and not isinstance(meeting.end, datetime) and not meeting.deadline:
        begins = f"{meeting.start:%H:%M}"
        lines.append(_("Begins at {hour}; the sources give no closing hour.").format(hour=begins))
    elif not has_hour:
        lines.append(_("The sources give the day but no hour."))
    if meeting.organisers:
        organisers = reader.listed(meeting.organisers)
        lines.append(_("Organised by: {names}").format(names=organisers))
    lines.append(_("Source: {source}").format(source=meeting.source))
    return lines


def _alarm(meeting: Meeting, lead: int, has_hour: bool) -> Alarm:
    """As the bot reminds: before its hour, or at 09:00 whole days before a meeting of days."""
    from icalendar import Alarm

    before = timedelta(seconds=-lead)
    if not has_hour:
        before = timedelta(days=-(lead // _DAY), hours=ALL_DAY_REMINDER_TIME.hour)
        if meeting.begins is not None and isinstance(meeting.start, datetime):
            hour = timedelta(hours=meeting.start.hour, minutes=meeting.start.minute)
            before = hour - timedelta(seconds=lead)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean(meeting.title))
    alarm.add("trigger", before)
    return alarm


def clean(text: str) -> str:
    """Without the control characters that no calendar reads; lines may end."""
    kept = "".join(each for each in text if each >= " " or each == "\n")
    # The library takes these two characters for the end of a line.
    return kept.replace("\\N", "\\n")

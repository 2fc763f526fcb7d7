"""Calendar files (RFC 5545) with meetings, made by the icalendar library."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from content.model import Meeting, Pack
from handlers.framework.reader import Reader
from handlers.framework.reply import File
from handlers.meetings import entry_id_of
from handlers.meetings.conversion import planned_meeting
from handlers.meetings.web_links import event_times
from handlers.wording import times
from handlers.wording.labels import location
from handlers.wording.people import people_rows
from storage.deliveries.due_times import ALL_DAY_REMINDER_TIME
from storage.meetings import KeptMeeting

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_DAY = 86_400  # seconds
# How often a subscribed calendar asks for changes (RFC 7986, REFRESH-INTERVAL).
_REFRESH_INTERVAL = timedelta(hours=1)
# An event takes half a millisecond to make and about 2 kB to keep. Many chats ask for the same,
# and calendars that subscribe to a feed ask again every hour.
_CACHED_EVENTS = 8192
_CACHED_TIME_ZONES = 64
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class CalendarEntry:
    """A meeting as an event of a calendar.

    `sequence` rises with each change of the meeting, and `changed` is when it last changed (UTC):
    by them calendars recognise a newer version. `lead_times` are those of its alarms, in seconds.
    """

    meeting: Meeting
    sequence: int
    changed: datetime
    cancelled: bool = False
    lead_times: tuple[int, ...] = ()


def calendar_entry(stored: KeptMeeting, lead_times: tuple[int, ...] = ()) -> CalendarEntry:
    """Return the entry of a stored meeting."""
    return CalendarEntry(
        planned_meeting(stored.body), stored.revision - 1, stored.changed,
        stored.status == "cancelled", lead_times,
    )  # fmt: skip


async def calendar_file(
    reader: Reader, pack: Pack, entries: Iterable[CalendarEntry], name: str
) -> File:
    """Return an .ics file; `name` is without the ending."""
    content = await asyncio.to_thread(calendar_bytes, reader, pack, entries)
    return File(f"{name}.ics", "text/calendar", content)


def calendar_bytes(reader: Reader, pack: Pack, entries: Iterable[CalendarEntry]) -> bytes:
    """Return a calendar with an event for each entry and the time zones they use. `pack` is in the
    reader's language.

    A calendar without events has the zone of the pack's event: it needs a component (RFC 5545,
    section 3.6), and an invented event would be shown to people.

    This takes long for a large calendar: call it in a thread.
    """
    from icalendar import Calendar  # here, because it is slow to import and seldom needed

    calendar = Calendar()
    calendar.add("prodid", "-//Roundtable//EN")
    calendar.add("version", "2.0")
    entries = list(entries)
    if entries:  # RFC 5546, section 3.2.1: it has an event then
        calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", pack.event.short)
    calendar.add("refresh-interval", _REFRESH_INTERVAL, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")  # the same for Outlook and older programs
    events, time_zones = [], set()
    # Neither the time zone of the reader nor the current instant shows in an event.
    any_reader = replace(reader, zone=_UTC, zone_chosen=False, now=datetime.min.replace(tzinfo=UTC))
    for entry in entries:
        kind = pack.kinds.get(entry.meeting.kind, entry.meeting.kind)
        entry = replace(entry, meeting=pack.translated(entry.meeting))
        event, time_zone = _event_bytes(any_reader, pack.id, kind, entry)
        events.append(event)
        time_zones.add(time_zone)
    if not events:
        time_zones = {pack.event.time_zone}
    head, end, _rest = calendar.to_ical().partition(b"END:VCALENDAR")
    return b"".join(
        (head, *map(_time_zone_bytes, sorted(time_zones - {""})), *events, end, b"\r\n")
    )


@lru_cache(maxsize=_CACHED_TIME_ZONES)
def _time_zone_bytes(name: str) -> bytes:
    """Return the VTIMEZONE of a time zone."""
    from icalendar import Timezone

    content: bytes = Timezone.from_tzid(name).to_ical()
    return content


@lru_cache(maxsize=_CACHED_EVENTS)
def _event_bytes(
    reader: Reader, pack_id: str, kind: str, entry: CalendarEntry
) -> tuple[bytes, str]:
    """Return the VEVENT of an entry and the time zone that it names; empty for none, as for days
    and UTC. `kind` is the name of the meeting's kind."""
    event = _event(reader, pack_id, kind, entry)
    return event.to_ical(), event["dtstart"].params.get("TZID", "")


def _event(reader: Reader, pack_id: str, kind: str, entry: CalendarEntry) -> Event:
    from icalendar import Event

    _ = reader.gettext
    meeting = entry.meeting
    event = Event()
    event.add("uid", f"{meeting.id}@{pack_id}.roundtable")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("summary", without_control_characters(meeting.title))
    starts, ends = event_times(meeting)
    event.add("dtstart", starts)
    if ends is not None:
        event.add("dtend", ends)
    if isinstance(starts, datetime) and starts.time() == time():
        # From midnight to midnight is taken for whole days otherwise, by us too.
        event.add("x-microsoft-cdo-alldayevent", "FALSE")
    if place := location(reader, meeting):
        event.add("location", without_control_characters(place))
    if meeting.deadline:
        event.add("transp", "TRANSPARENT")  # the person is not busy then
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("url", reader.link(entry_id_of(meeting)))
    event.add("description", without_control_characters("\n".join(_description(reader, meeting))))
    event.add("categories", [without_control_characters(kind)])
    if not entry.cancelled:
        for lead in entry.lead_times:
            event.add_component(_alarm(meeting, lead, isinstance(starts, datetime)))
    return event


def _description(reader: Reader, meeting: Meeting) -> list[str]:
    _ = reader.gettext
    lines = []
    if meeting.theme:
        lines.append(_("Theme: {theme}").format(theme=meeting.theme))
    has_hour = isinstance(meeting.start, datetime)
    if has_hour and not isinstance(meeting.end, datetime) and not meeting.deadline:
        # The event's days are those of the venue, so its hour is, too.
        begins = times.hour_in_zone(replace(reader, zone=meeting.zone), meeting.opens)
        lines.append(
            _("Begins at {hour}. The sources do not give a closing time.").format(hour=begins)
        )
    elif not has_hour:
        lines.append(_("The sources give the date but not the time."))
    if meeting.organisers:
        organisers = reader.listed(meeting.organisers)
        lines.append(_("Organized by: {names}").format(names=organisers))
    label = _("{label}: {value}")
    lines += [label.format(label=role, value=names) for role, names in
              people_rows(reader, meeting.people)]  # fmt: skip
    pages = ((_("Join online"), meeting.join), (_("Webcast"), meeting.webcast))
    lines += [label.format(label=name, value=page) for name, page in pages if page]
    if meeting.description:
        lines.append(meeting.description)
    lines.append(_("Source: {source}").format(source=meeting.source))
    return lines


def _alarm(meeting: Meeting, lead_seconds: int, has_hour: bool) -> Alarm:
    """Return an alarm at the time when the bot reminds.

    `has_hour` says whether the event starts at an hour. Otherwise the alarm counts from midnight
    in the calendar's time zone: to the lead time before the meeting's hour, or to 09:00 if no hour
    is known. (The bot reminds at 09:00 at the venue if that is earlier; the file cannot know.)
    """
    from icalendar import Alarm

    before = timedelta(seconds=-lead_seconds)
    if not has_hour:
        before = timedelta(days=-(lead_seconds // _DAY), hours=ALL_DAY_REMINDER_TIME.hour)
        if meeting.begins is not None and isinstance(meeting.start, datetime):
            hour = timedelta(hours=meeting.start.hour, minutes=meeting.start.minute)
            before = hour - timedelta(seconds=lead_seconds)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", without_control_characters(meeting.title))
    alarm.add("trigger", before)
    return alarm


def without_control_characters(text: str) -> str:
    """Remove control characters except line ends, since calendars refuse files that have them."""
    cleaned = "".join(character for character in text if character >= " " or character == "\n")
    # icalendar reads these two characters as the end of a line.
    return cleaned.replace("\\N", "\\n")

"""Links that add a meeting to a calendar on the web, or show its place on a map."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, urlencode

from content.model import Meeting
from handlers.framework.reader import Reader
from handlers.framework.reply import Open
from handlers.meetings.lines import entry_id_of
from handlers.wording.labels import clipped, location

# Telegram names no limit for a button's link; this is what browsers and servers take for sure.
MAX_LINK_CHARACTERS = 2000
_MAX_TEXT_IN_LINK = 750  # characters of a title or a place, with up to twelve for each letter
_GOOGLE = "https://calendar.google.com/calendar/render"
_OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
# https://developers.google.com/maps/documentation/urls/get-started#search-action
_MAP = "https://www.google.com/maps/search/"


def event_times(meeting: Meeting) -> tuple[date | datetime, date | datetime | None]:
    """Return the start and the exclusive end of a meeting as an event of a calendar.

    Both are dates if the meeting has no hour, or lasts several days and has no closing hour. The
    end is None if a meeting of one day has no closing hour, and for a deadline with an hour.
    """
    if isinstance(meeting.start, datetime):
        starts = meeting.start.replace(tzinfo=meeting.zone)
        if isinstance(meeting.end, datetime) and not meeting.deadline:
            return starts, meeting.end.replace(tzinfo=meeting.zone)
        if meeting.first_day == meeting.last_day:
            return starts, None
    return meeting.first_day, meeting.last_day + timedelta(days=1)


def google_calendar_link(reader: Reader, meeting: Meeting) -> str:
    """Return the address that opens a new event in Google Calendar, with hours in UTC."""
    starts, ends = event_times(meeting)
    pattern = "%Y%m%dT%H%M%SZ" if isinstance(starts, datetime) else "%Y%m%d"
    # Without an end, the event has no length rather than an invented one.
    dates = "/".join(_in_utc(at).strftime(pattern) for at in (starts, ends or starts))
    return _link(
        _GOOGLE,
        action="TEMPLATE",
        text=_fitting(meeting.title),
        dates=dates,
        location=_fitting(location(reader, meeting)),
        details=reader.link(entry_id_of(meeting)),
    )


def outlook_calendar_link(reader: Reader, meeting: Meeting) -> str:
    """Return the address that opens a new event in Outlook on the web, with hours in UTC."""
    starts, ends = event_times(meeting)
    has_hour = isinstance(starts, datetime)
    pattern = "%Y-%m-%dT%H:%M:%SZ" if has_hour else "%Y-%m-%d"
    begin, end = (_in_utc(at).strftime(pattern) for at in (starts, ends or starts))
    return _link(
        _OUTLOOK,
        path="/calendar/action/compose",
        rru="addevent",
        subject=_fitting(meeting.title),
        startdt=begin,
        enddt=end,
        allday="" if has_hour else "true",
        location=_fitting(location(reader, meeting)),
        body=reader.link(entry_id_of(meeting)),
    )


def calendar_links(reader: Reader, meeting: Meeting) -> tuple[Open, Open]:
    """Return buttons named by the calendars' own names, which are the same in every language."""
    return (
        Open("Google Calendar", google_calendar_link(reader, meeting)),
        Open("Outlook", outlook_calendar_link(reader, meeting)),
    )


def map_buttons(reader: Reader, meeting: Meeting) -> tuple[Open, ...]:
    """Return a button that shows the place on a map; none where no place is known."""
    place = _fitting(location(reader, meeting))
    if not (meeting.venue or meeting.city):
        return ()
    return (Open(reader.gettext("Map"), _link(_MAP, api="1", query=place)),)


def _fitting(text: str) -> str:
    """Return the text, cut so that it takes at most _MAX_TEXT_IN_LINK characters of a link."""
    while len(quote(text)) > _MAX_TEXT_IN_LINK:
        text = clipped(text, len(text) - 1)
    return text


def _in_utc(at: date | datetime) -> date | datetime:
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def _link(address: str, **parameters: str) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{address}?{urlencode(given, quote_via=quote)}"

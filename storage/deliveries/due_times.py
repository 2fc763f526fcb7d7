"""When a reminder is due: pure functions of a meeting's times. All instants are in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DEFAULT_LEADS = (86_400, 3_600)  # lead times in seconds
MIN_LEAD_SECONDS, MAX_LEAD_SECONDS = 300, 60 * 86_400
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
# Local time of reminders of meetings of which only the days are known, at the venue or for the
# chat, whichever is earlier.
ALL_DAY_REMINDER_TIME = time(9)
_DAY_SECONDS = 86_400
_LEADS = re.compile(r"[0-9][0-9,]{0,79}", re.ASCII)


@dataclass(frozen=True)
class MeetingTimes:
    """What decides when a meeting's reminders are due.

    `zone` is the venue's. `begins` is None if only its days are known. `since` is when it got these
    times. `covering` lists what a subscription to it can be to, as (what, value). `default_leads`
    (seconds) are for chats that chose none; `default_leads_since` is when they changed, None if
    they never did.
    """

    id: str
    revision: int
    zone: str
    first_day: date
    begins: datetime | None
    opens: datetime
    closes: datetime
    since: datetime
    covering: tuple[tuple[str, str], ...]
    default_leads: tuple[int, ...] = DEFAULT_LEADS
    default_leads_since: datetime | None = None

    def default_leads_at(self, instant: datetime) -> tuple[int, ...]:
        """The lead times of a chat that chose none, of reminders that are due at an instant."""
        since = self.default_leads_since
        return self.default_leads if since is None or since < instant else ()

    @property
    def reminders_until(self) -> datetime:
        """The instant from which a reminder makes no sense."""
        return self.closes if self.begins is None else self.begins


@dataclass(frozen=True)
class QuietHours:
    """A chat's quiet hours, in minutes after midnight in a time zone; if this machine does not
    know that, in `other_zone`."""

    zone: str
    begins: int
    ends: int
    other_zone: str = "UTC"


@lru_cache(maxsize=1000)
def known_zone(zone: str, other_zone: str) -> ZoneInfo:
    """Return a time zone by its IANA name, or another one if this machine does not know it: names
    are removed from the database of zones now and then, and those that people chose are kept. A
    damaged name, which may even be bytes, counts as unknown."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, TypeError, OSError):  # OSError: a folder of zones
        return ZoneInfo(other_zone)


def reminder_time(meeting: MeetingTimes, lead: int, zone: str, other_zone: str = "UTC") -> datetime:
    """When the reminder with a lead time (seconds) is due for a chat in `zone`, not regarding quiet
    hours. `other_zone` counts for a zone that this machine does not know.

    If only the days of a meeting are known, it is due on the morning (`first_morning`) of whole
    days before the first.
    """
    if meeting.begins is not None:
        return meeting.begins - timedelta(seconds=lead)
    day = meeting.first_day - timedelta(days=lead // _DAY_SECONDS)
    return first_morning(day, (zone, meeting.zone), other_zone)


def first_morning(day: date, zones: Iterable[str], other_zone: str = "UTC") -> datetime:
    """Return the earliest instant at which it is 09:00 of a day in one of these zones."""
    return min(
        datetime.combine(day, ALL_DAY_REMINDER_TIME, known_zone(zone, other_zone)).astimezone(UTC)
        for zone in zones
    )


def after_quiet_hours(instant: datetime, quiet: QuietHours, expires: datetime) -> datetime:
    """The end of the quiet hours that hold at an instant. Returns the instant itself if none do,
    if they end too late, at `expires` or after, or if they are damaged."""
    if not (is_minute(quiet.begins) and is_minute(quiet.ends)):
        return instant
    zone = known_zone(quiet.zone, quiet.other_zone)
    local = instant.astimezone(zone)
    minute = local.hour * 60 + local.minute
    over_midnight = quiet.begins > quiet.ends
    inside = (
        minute >= quiet.begins or minute < quiet.ends
        if over_midnight
        else quiet.begins <= minute < quiet.ends
    )
    if not inside:
        return instant
    tomorrow = over_midnight and minute >= quiet.begins
    day = local.date() + timedelta(days=1 if tomorrow else 0)
    hour, minute = divmod(quiet.ends, 60)
    end = datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
    # When clocks go back, an hour comes twice and the end may be in the past.
    return end if instant < end < expires else instant


def lead_times_of(text: str | None) -> tuple[int, ...]:
    """Lead times (seconds) from their text in the database, the longest first. What cannot be one
    is left out; a text that is not digits and commas has none, as in `chosen_leads`."""
    if not isinstance(text, str) or not _LEADS.fullmatch(text):
        return ()
    leads = (int(part) for part in text.split(",") if part)
    return tuple(lead for lead in leads if MIN_LEAD_SECONDS <= lead <= MAX_LEAD_SECONDS)


def is_minute_of_week(value: object) -> bool:
    """Whether a value from the database is a number of minutes after the beginning of Monday."""
    return isinstance(value, int) and 0 <= value < WEEK_MINUTES


def is_minute(value: object) -> bool:
    """Whether a value from the database is a number of minutes after midnight."""
    return isinstance(value, int) and 0 <= value < DAY_MINUTES

"""When a reminder falls due. Pure: instants in UTC go in and come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 86_400
DEFAULT_LEADS = (86_400, 3_600)  # seconds
ALL_DAY_REMINDER_TIME = time(9)


@dataclass(frozen=True)
class Timed:
    """What of a meeting decides when it reminds. `begins` is None for a meeting of days."""

    id: str
    revision: int
    first_day: date
    begins: datetime | None
    opens: datetime
    closes: datetime
    since: datetime
    ways: tuple[tuple[str, str], ...]

    @property
    def expires(self) -> datetime:
        """From when a reminder is of no use."""
        return self.closes if self.begins is None else self.begins


@dataclass(frozen=True)
class Quiet:
    """A chat's quiet hours, in minutes after midnight of its zone."""

    zone: str
    begins: int
    ends: int


def instant_of(meeting: Timed, lead: int, zone: str) -> datetime:
    """When a lead time falls due, before quiet hours are looked at.

    A meeting of days reminds at 09:00 of the zone, whole days before its first.
    """
    if meeting.begins is not None:
        return meeting.begins - timedelta(seconds=lead)
    morning = meeting.first_day - timedelta(days=lead // DAY)
    return datetime.combine(morning, ALL_DAY_REMINDER_TIME, ZoneInfo(zone)).astimezone(UTC)


def after_quiet(instant: datetime, quiet: Quiet, expires: datetime) -> datetime:
    """The end of the quiet hours that hold at an instant; the instant itself where none do, or
    where their end would be too late."""
    zone = ZoneInfo(quiet.zone)
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
    # Where clocks go back, the same hour comes twice and the end may lie behind.
    return end if instant < end < expires else instant

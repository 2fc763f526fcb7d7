"""Which meetings are on, over or still to come at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from content.model import Meeting, Pack
from handlers.framework.reader import Reader

_ONE_DAY = timedelta(days=1)
# The list of speakers of a meeting is at hand so long before it begins and after it ends.
_LIST_BEFORE = timedelta(hours=36)
_LIST_AFTER = timedelta(hours=6)


def not_over(pack: Pack, now: datetime) -> Sequence[Meeting]:
    """Return meetings that are on or still to come, the earliest first."""
    return pack.timeline.not_over(now)


def past(pack: Pack, now: datetime) -> Sequence[Meeting]:
    """Return meetings that are over, the latest first."""
    return pack.timeline.past(now)


def on_now(pack: Pack, now: datetime) -> list[Meeting]:
    """Return meetings that have begun and are not known to be over, without deadlines and cancelled
    ones. Of some only the days are known: see `has_known_hours`."""
    return [
        meeting
        for meeting in pack.timeline.begun(now)
        if meeting.closes > now and not (meeting.cancelled or meeting.deadline)
    ]


def near_floors(pack: Pack, now: datetime) -> list[Meeting]:
    """Return meetings with a list of speakers that are on, begin soon, or ended a while ago."""
    return [
        meeting
        for meeting in pack.meetings
        if meeting.floor and not meeting.cancelled
        and meeting.opens - _LIST_BEFORE <= now <= meeting.closes + _LIST_AFTER
    ]  # fmt: skip


def has_known_hours(meeting: Meeting) -> bool:
    """Return whether it is known at every instant if the meeting is on: it begins and ends at known
    hours of one day. At night between two of its days, nobody can say."""
    return (
        isinstance(meeting.start, datetime)
        and isinstance(meeting.end, datetime)
        and meeting.end - meeting.start < _ONE_DAY
    )


def on_today(reader: Reader, pack: Pack) -> list[Meeting]:
    """Return meetings of the reader's day: see `on_days`."""
    return on_days(reader, pack, reader.today, reader.today)


def on_days(reader: Reader, pack: Pack, first: date, last: date) -> list[Meeting]:
    """Return the meetings of some days, from midnight to midnight in the reader's own zone, the
    earliest first; those without an hour on the days of the venue's calendar, which are the days
    shown."""
    begins = datetime.combine(first, time(), reader.zone)
    ends = datetime.combine(last + _ONE_DAY, time(), reader.zone)

    def is_then(meeting: Meeting) -> bool:
        if meeting.begins is None:
            return meeting.first_day <= last and meeting.last_day >= first
        # A deadline at midnight opens and closes at the very beginning of the day.
        return meeting.opens < ends and (meeting.closes > begins or meeting.opens >= begins)

    # The day of a venue may be up to 26 hours behind the reader's.
    begun = pack.timeline.begun(ends + 2 * _ONE_DAY)
    return [meeting for meeting in begun if is_then(meeting)]


def upcoming(pack: Pack, now: datetime) -> list[Meeting]:
    """Return meetings that have not begun and are not cancelled, the earliest first."""
    return [meeting for meeting in pack.timeline.to_come(now) if not meeting.cancelled]

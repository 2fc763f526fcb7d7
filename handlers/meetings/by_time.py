"""Which meetings are on, over or still to come at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from content.model import Meeting, Pack
from handlers.framework.reader import Reader


def not_over(pack: Pack, now: datetime) -> Sequence[Meeting]:
    """Return meetings that are on or still to come, the earliest first."""
    return pack.timeline.not_over(now)


def past(pack: Pack, now: datetime) -> Sequence[Meeting]:
    """Return meetings that are over, the latest first."""
    return pack.timeline.past(now)


def on_now(pack: Pack, now: datetime) -> list[Meeting]:
    """Return meetings that are taking place, without deadlines and cancelled ones."""
    return [
        meeting
        for meeting in pack.timeline.begun(now)
        if meeting.closes > now and not (meeting.cancelled or meeting.deadline)
    ]


def on_today(reader: Reader, pack: Pack) -> list[Meeting]:
    """Return meetings of the reader's day, from midnight to midnight in their own zone."""
    begins = datetime.combine(reader.today, time(), reader.zone)
    ends = datetime.combine(reader.today + timedelta(days=1), time(), reader.zone)
    return [
        meeting
        for meeting in pack.timeline.begun(ends)
        # A deadline at midnight opens and closes at the very beginning of the day.
        if meeting.opens < ends and (meeting.closes > begins or meeting.opens >= begins)
    ]


def upcoming(pack: Pack, now: datetime) -> list[Meeting]:
    """Return meetings that have not begun and are not cancelled, the earliest first."""
    return [meeting for meeting in pack.timeline.to_come(now) if not meeting.cancelled]

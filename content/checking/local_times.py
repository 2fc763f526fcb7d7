"""Checks times: every day and hour of a meeting must exist in its time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from content.model import Pack
from content.problems import FindingList


def check_times(pack: Pack, findings: FindingList) -> None:
    """Check for days and hours that a change of the clocks skips."""
    for place, meeting in enumerate(pack.meetings):
        for field, moment in (("start", meeting.start), ("end", meeting.end)):
            if moment is not None and not exists(moment, meeting.zone):
                what = f"there is no {written(moment)} in {meeting.time_zone}: the clocks skip it"
                fix = "Compare it with the meeting's source, and the time zone too."
                findings.add(("meetings", place, field), what, fix)


def comes_twice(moment: date, zone: ZoneInfo) -> bool:
    """Whether an hour occurs twice because the clocks are set back; the first one is meant."""
    if not isinstance(moment, datetime):
        return False
    here = moment.replace(tzinfo=zone)
    return here.utcoffset() != here.replace(fold=1).utcoffset() and exists(moment, zone)


def written(moment: date) -> str:
    """A day, or a day and hour, as it is written in a pack."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else f"{moment}"


def exists(moment: date, zone: ZoneInfo) -> bool:
    """Return whether a day or hour comes on the clocks of a zone."""
    # Noon, because a change of the clocks may skip the midnight of a day that exists.
    local = moment if isinstance(moment, datetime) else datetime.combine(moment, time(12))
    back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None, fold=0) == local.replace(fold=0)

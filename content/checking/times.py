"""Times: every day and hour of a meeting must exist where it is held."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from content.model import Pack
from content.problems import Limited


def check_times(pack: Pack, found: Limited) -> None:
    """Adds days and hours that the clocks of their zone leave out."""
    for place, meeting in enumerate(pack.meetings):
        for field, moment in (("start", meeting.start), ("end", meeting.end)):
            if moment is not None and not _exists(moment, meeting.zone):
                what = f"there is no {said(moment)} in {meeting.time_zone}: the clocks skip it"
                mend = "Compare it with the meeting's source, and the time zone too."
                found.add(("meetings", place, field), what, mend)


def comes_twice(moment: date, zone: ZoneInfo) -> bool:
    """Whether an hour comes twice, when clocks are set back. The first of the two is meant."""
    if not isinstance(moment, datetime):
        return False
    here = moment.replace(tzinfo=zone)
    return here.utcoffset() != here.replace(fold=1).utcoffset() and _exists(moment, zone)


def said(moment: date) -> str:
    """A day or hour as it is written in a pack."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else f"{moment}"


def _exists(moment: date, zone: ZoneInfo) -> bool:
    # A meeting of days may fall on a day whose midnight is skipped, so its noon is asked for.
    local = moment if isinstance(moment, datetime) else datetime.combine(moment, time(12))
    back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None, fold=0) == local.replace(fold=0)

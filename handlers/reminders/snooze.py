"""Snooze: one more reminder of a meeting, at the time on the button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.reader import Reader
from handlers.framework.reply import Notice, Press, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from handlers.wording import times
from storage import deliveries

_EVENING, _MORNING = time(19), time(8)
_SHORTEST_SNOOZE = timedelta(minutes=5)
_LAST_MINUTE = 4_102_444_800 // 60  # the year 2100; a forged button may have any number


@dataclass(frozen=True)
class Snooze(ButtonData):
    """Reminds again of a meeting at `minute`, in minutes since 1970 (UTC)."""

    tag: ClassVar[str] = "z2"
    meeting: str
    minute: int


def snooze_times(reader: Reader, meeting: Meeting) -> list[datetime]:
    """Return the times to offer: in an hour, tonight, tomorrow morning, in the reader's zone.

    Times after the meeting's beginning are left out.
    """
    here = reader.now.astimezone(reader.zone)
    candidates = [
        here + timedelta(hours=1),
        datetime.combine(here.date(), _EVENING, reader.zone),
        datetime.combine(here.date() + timedelta(days=1), _MORNING, reader.zone),
    ]
    soonest = reader.now + _SHORTEST_SNOOZE
    return [at for at in candidates if soonest < at.astimezone(UTC) < meeting.opens]


def snooze_rows(reader: Reader, meeting: Meeting) -> list[Row]:
    """Return a button for each time that can be chosen."""
    _ = reader.gettext
    rows: list[Row] = []
    for at in snooze_times(reader, meeting):
        text = times.hour_in_zone(reader, at)
        if at.date() != reader.today:
            text = times.moments(reader, [at])
        minute = int(at.timestamp()) // 60
        rows.append((Press(_("Remind at {time}").format(time=text), Snooze(meeting.id, minute)),))
    return rows


async def press_snooze(request: Request, button: Snooze) -> Answer:
    _ = request.reader.gettext
    reader = request.reader
    meeting = request.pack.meeting(button.meeting)
    moment = datetime.fromtimestamp(min(max(button.minute, 0), _LAST_MINUTE) * 60, UTC)
    if meeting is None or moment >= meeting.opens:
        return out_of_date(reader)
    if moment <= reader.now:
        return Notice(_("That time has passed."))
    async with request.services.database.write_transaction() as connection:
        await deliveries.snooze(connection, request.chat_id, meeting.id, moment, reader.now)
    request.services.signals.notices_changed.set()
    here = moment.astimezone(reader.zone)
    return Notice(
        _("You will be reminded again on {day} at {time}.").format(
            day=times.short_day(reader, here.date()), time=times.hour_in_zone(reader, moment)
        )
    )

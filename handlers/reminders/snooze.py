"""Snooze: be reminded of a meeting once more, at a time that the button names."""

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
_LAST_MINUTE = 4_102_444_800 // 60  # the year 2100; forged buttons name any number


@dataclass(frozen=True)
class Snooze(ButtonData):
    """`minute` is the moment in minutes since 1970 (UTC), so that the button means what it says."""

    tag: ClassVar[str] = "z2"
    meeting: str
    minute: int


def moments(reader: Reader, meeting: Meeting) -> list[datetime]:
    """In an hour, tonight, tomorrow morning: those that lie ahead and before the meeting."""
    here = reader.now.astimezone(reader.zone)
    wanted = [
        here + timedelta(hours=1),
        datetime.combine(here.date(), _EVENING, reader.zone),
        datetime.combine(here.date() + timedelta(days=1), _MORNING, reader.zone),
    ]
    soonest = reader.now + timedelta(minutes=5)
    return [each for each in wanted if soonest < each.astimezone(UTC) < meeting.opens]


def snooze_rows(reader: Reader, meeting: Meeting) -> list[Row]:
    """A button for each moment, with the time it means."""
    _ = reader.gettext
    row = []
    for each in moments(reader, meeting):
        shown = times.hour(reader, each)
        if each.date() != reader.today:
            day = times.short_day(reader, each.date())
            shown = f"{day}, {shown}"
        if not reader.zone_chosen:
            # Their phone may be anywhere, so the time says whose it is.
            shown = f"{shown} ({times.zone_name(reader, reader.zone)})"
        minute = int(each.timestamp()) // 60
        row.append(Press(_("Again at {time}").format(time=shown), Snooze(meeting.id, minute)))
    return [tuple(row[:2]), tuple(row[2:])]


async def snooze(request: Request, button: Snooze) -> Answer:
    _ = request.reader.gettext
    reader = request.reader
    meeting = request.pack.meeting(button.meeting)
    moment = datetime.fromtimestamp(min(max(button.minute, 0), _LAST_MINUTE) * 60, UTC)
    if meeting is None or moment >= meeting.opens:
        return out_of_date(reader)
    if moment <= reader.now:
        return Notice(_("That moment has passed."))
    async with request.services.database.transaction() as connection:
        await deliveries.snooze(connection, request.chat_id, meeting.id, moment, reader.now)
    request.services.signals.notices_changed.set()
    here = moment.astimezone(reader.zone)
    return Notice(
        _("You are reminded again on {day} at {time}.").format(
            day=times.short_day(reader, here.date()), time=times.hour(reader, here)
        )
    )

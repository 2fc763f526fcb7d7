"""Meetings in order, and how one stands in a list."""

from __future__ import annotations

from datetime import datetime

from content.model import Meeting, Pack
from handlers.framework.reader import Reader
from handlers.framework.reply import Bold, Inline, Paragraph, Struck
from handlers.wording import times


def in_order(pack: Pack) -> list[Meeting]:
    return sorted(pack.meetings, key=lambda meeting: (meeting.opens, meeting.id))


def coming(pack: Pack, now: datetime) -> list[Meeting]:
    """Meetings that are not over at an instant, the nearest first."""
    return [meeting for meeting in in_order(pack) if meeting.closes > now]


def past(pack: Pack, now: datetime) -> list[Meeting]:
    """Meetings that are over, the latest first."""
    return [meeting for meeting in reversed(in_order(pack)) if meeting.closes <= now]


def on_now(pack: Pack, now: datetime) -> list[Meeting]:
    """Meetings that take place at an instant. A deadline does not take place."""
    found = (each for each in in_order(pack) if each.opens <= now < each.closes)
    return [meeting for meeting in found if not (meeting.cancelled or meeting.deadline)]


def ahead(pack: Pack, now: datetime) -> list[Meeting]:
    """Meetings that begin after an instant and take place, the nearest first."""
    return [each for each in in_order(pack) if each.opens > now and not each.cancelled]


def line(reader: Reader, meeting: Meeting) -> tuple[Inline, ...]:
    """A meeting in a list: title, place, days, and how long until it begins; or that it does
    not take place."""
    when = times.short_days(reader, meeting.first_day, meeting.last_day)
    if isinstance(meeting.start, datetime):
        when = reader.listed((when, times.hour(reader, meeting.start)))
    where_and_when = "".join(f" · {part}" for part in (meeting.city, when) if part)
    if meeting.cancelled:
        said = reader.gettext("Cancelled:")
        return (said, " ", Struck(meeting.title), where_and_when)
    parts: list[Inline] = [Bold(meeting.title), where_and_when]
    until = times.until(reader, meeting)
    if until:
        parts.append(reader.gettext(" ({until})").format(until=until))
    return tuple(parts)


def key(meeting: Meeting) -> str:
    return f"meeting-{meeting.id}"


def event_line(reader: Reader, pack: Pack) -> Paragraph:
    """When the event takes place, or took place."""
    _ = reader.gettext
    event = pack.event
    sentence = (
        _("{event} took place on {days}. Place: {place}.")
        if event.end < reader.now.astimezone(event.zone).date()
        else _("{event} takes place on {days}. Place: {place}.")
    )
    return Paragraph(
        sentence.format(
            event=event.short, days=times.days(reader, event.start, event.end), place=event.place
        )
    )

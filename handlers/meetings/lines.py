"""A meeting, and the event as a whole, in one line."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.framework.reader import Reader
from handlers.framework.reply import Bold, Inline, Paragraph, Struck
from handlers.wording import labels, times


def entry_id_of(meeting: Meeting) -> str:
    """Return the meeting's id among the pack's entries, which is also its place."""
    return f"meeting-{meeting.id}"


def meeting_line(reader: Reader, meeting: Meeting) -> tuple[Inline, ...]:
    """Describe a meeting in a list: title, city, when, and how long until it begins.

    A cancelled meeting is struck through.
    """
    city_and_when = labels.city_and_when(reader, meeting)
    if meeting.cancelled:
        label = reader.gettext("Cancelled:")
        return (label, " ", Struck(meeting.title), " · ", *city_and_when)
    parts: list[Inline] = [Bold(meeting.title), " · ", *city_and_when]
    until = times.time_until(reader, meeting)
    if until:
        parts.append(reader.gettext(" ({until})").format(until=until))
    return tuple(parts)


def is_event_on(reader: Reader, pack: Pack) -> bool:
    """Return whether today, where the event is held, is one of its days."""
    event = pack.event
    return event.start <= reader.now.astimezone(event.zone).date() <= event.end


def event_line(reader: Reader, pack: Pack) -> Paragraph:
    """Say when and where the event takes place or took place, or that it is on."""
    _ = reader.gettext
    event = pack.event
    if is_event_on(reader, pack):
        today = reader.now.astimezone(event.zone).date()
        on = _("{event} is on: day {number} of {total}. Place: {place}.")
        number, total = (today - event.start).days + 1, (event.end - event.start).days + 1
        return Paragraph(
            on.format(event=event.short, number=number, total=total, place=event.place)
        )
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

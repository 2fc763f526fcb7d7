"""What reminded while the program was down, as one message."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Meeting
from handlers.framework.places import PAGE_SIZE, go, open_buttons, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Bold,
    Bullets,
    Heading,
    Inline,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.meetings import entry_id_of
from handlers.wording import labels, times
from storage.deliveries import Delivery

_LISTED = 12


def missed_view(reader: Reader, missed: Sequence[Delivery]) -> Reply:
    """All reminders that come late to one chat, with when each meeting begins."""
    _ = reader.gettext
    meetings = [Meeting.model_validate_json(each.body) for each in missed if each.body is not None]
    meetings.sort(key=lambda meeting: (meeting.opens, meeting.id))
    number = len(meetings)
    heading = Heading(
        reader.ngettext(
            "{number} reminder comes late", "{number} reminders come late", number
        ).format(number=number)
    )
    said = Paragraph(_("The bot could not send them in time. These meetings are still to come:"))
    items = tuple(when(reader, meeting) for meeting in meetings[:_LISTED])
    return Reply(
        blocks=(
            heading,
            said,
            Bullets(items),
            *more(reader, number - _LISTED, "/agenda"),
        ),
        brief=(heading, Bullets(items)),
        buttons=(
            *meeting_buttons(reader, meetings),
            (Press(_("Reminders"), go("reminders")),),
            way_back(reader, "agenda"),
        ),
        payload="agenda",
    )


def more(reader: Reader, number: int, command: str) -> tuple[Paragraph, ...]:
    """How many were left out of a list, and where they are; nothing for none."""
    if number <= 0:
        return ()
    sentence = reader.ngettext("{number} more: {command}", "{number} more: {command}", number)
    return (Paragraph(sentence.format(number=number, command=command)),)


def when(reader: Reader, meeting: Meeting) -> Phrase:
    """A meeting in a message that goes out by itself: its venue's time, and the reader's own."""
    _ = reader.gettext
    parts: list[Inline] = [
        Bold(meeting.title), *([f" · {meeting.city}"] if meeting.city else []),
        f" · {times.venue_time(reader, meeting)}",
    ]  # fmt: skip
    own = times.reader_time(reader, meeting)
    if own is not None and not isinstance(own, str):
        yours = _("{label}:").format(label=_("Your time"))
        parts += [f" · {yours} ", *own]
    until = times.time_until(reader, meeting)
    if until:
        parts.append(_(" ({until})").format(until=until))
    return tuple(parts)


def meeting_buttons(reader: Reader, meetings: Sequence[Meeting]) -> list[Row]:
    """A button to each of the first meetings; also to those that no pack has."""
    labelled = [
        (labels.meeting_label(reader, each), entry_id_of(each)) for each in meetings[:PAGE_SIZE]
    ]
    return open_buttons(labelled, "")

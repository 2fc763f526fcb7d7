"""One message for all reminders of a chat that were due while the program was down."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Meeting, Pack
from handlers.framework.places import PAGE_SIZE, go, open_buttons, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Bullets,
    Heading,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.meetings import entry_id_of, meeting_line
from handlers.wording import labels
from handlers.wording.reminder_line import with_line
from storage.deliveries import Delivery

_MAX_LISTED = 12  # meetings


def missed_view(reader: Reader, pack: Pack, missed: Sequence[Delivery]) -> Reply:
    """List the meetings of late reminders, with when each begins."""
    _ = reader.gettext
    meetings = [
        pack.translated(Meeting.model_validate_json(delivery.body))
        for delivery in missed
        if delivery.body is not None
    ]
    meetings.sort(key=lambda meeting: (meeting.opens, meeting.id))
    number = len(meetings)
    heading = Heading(
        reader.ngettext("{number} late reminder", "{number} late reminders", number).format(
            number=number
        )
    )
    explanation = Paragraph(
        _("The bot could not send these reminders in time. The meetings are still ahead:")
    )
    items = tuple(
        with_line(reader, pack, meeting, meeting_line(reader, meeting))
        for meeting in meetings[:_MAX_LISTED]
    )
    return Reply(
        blocks=(
            heading,
            explanation,
            Bullets(items),
            *more_line(reader, number - _MAX_LISTED, "/agenda"),
        ),
        brief=(heading, Bullets(items)),
        buttons=(
            *meeting_buttons(reader, pack, meetings),
            (Press(_("Reminders"), go("reminders")),),
            way_back(reader, "agenda"),
        ),
        payload="agenda",
    )


def more_line(reader: Reader, number: int, command: str) -> tuple[Paragraph, ...]:
    """Say how many meetings a list leaves out, and which command lists them; empty for none."""
    if number <= 0:
        return ()
    sentence = reader.ngettext("{number} more: {command}", "{number} more: {command}", number)
    return (Paragraph(sentence.format(number=number, command=command)),)


def meeting_buttons(reader: Reader, pack: Pack, meetings: Sequence[Meeting]) -> list[Row]:
    """Return buttons to the first meetings. The pack in use need not have them any more."""
    shown = meetings[:PAGE_SIZE]
    names = labels.meeting_labels(reader, pack, shown, reader.today.year)
    return open_buttons(list(zip(names, map(entry_id_of, shown), strict=True)), "")

"""The meetings of some days: tomorrow, this week, June."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from content.intents import Days
from content.model import Document, Meeting, Pack
from handlers.documents.quotations import document_blocks
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.by_time import on_days, upcoming
from handlers.meetings.lines import entry_id_of, meeting_line
from handlers.wording import labels, times

_MEETINGS_PER_PAGE = 6
_MIN_ROOMS = 2
_DAY_FORMAT = "%Y%m%d"


def days_view(reader: Reader, pack: Pack, first: date, last: date, page: int = 1) -> Reply:
    """Show the meetings of some days in the order in which they begin, or the next one. For a day
    without any, also the documents of that day."""
    _ = reader.gettext
    meetings = on_days(reader, pack, first, last)
    documents = [
        document
        for document in pack.documents
        if not meetings and document.day and first == document.day == last
    ]
    shown, page, pages = page_of(meetings, page, _MEETINGS_PER_PAGE)
    here = Place("days", f"{first.strftime(_DAY_FORMAT)}-{last.strftime(_DAY_FORMAT)}", page)
    whole_month = first.day == 1 and last == _end_of_month(first)
    heading = Heading(
        times.month(reader, first) if whole_month else times.days(reader, first, last)
    )
    blocks: list[Block] = [heading]
    if shown:
        blocks.append(Bullets(tuple(meeting_line(reader, meeting) for meeting in shown)))
    else:
        one_day = _("There are no meetings on this day.")
        none = one_day if first == last else _("There are no meetings on these days.")
        blocks.append(Paragraph(none))
        for document in documents:
            blocks += document_blocks(reader, document)
        shown = upcoming(pack, reader.now)[:1]
        if shown:
            blocks.append(Paragraph((_("Next:"), " ", *meeting_line(reader, shown[0]))))
    labelled = labels.entry_labels(reader, pack, map(entry_id_of, shown))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *_document_rows(pack, documents, here),
            *open_buttons(labelled, here),
            *paging(reader, here, pages),
            *by_room_row(reader, meetings, first, last),
            (Press(_("All meetings"), go("meetings")),),
            way_back(reader, "home"),
        ),
        payload="meetings",
    )


def _document_rows(pack: Pack, documents: Sequence[Document], here: Place) -> list[Row]:
    """Return a button for each document that opens its collection, if it has one."""
    collections = {collection.document: collection for collection in pack.collections}
    return [
        (Press(labels.clipped(document.short), go(collections[document.id].id, here)),)
        for document in documents
        if document.id in collections
    ]


def by_room_row(
    reader: Reader, meetings: Sequence[Meeting], first: date, last: date
) -> tuple[Row, ...]:
    """Return a button to the rooms of a day, if its meetings are in several."""
    if first != last or len({meeting.room for meeting in meetings}) < _MIN_ROOMS:
        return ()
    place = Place("programme", first.strftime(_DAY_FORMAT))
    return ((Press(reader.gettext("By room"), go(place)),),)


async def answer_days(request: Request, asked: Days) -> Answer:
    """Answer what is on on some days. A month without a year is the next one that has meetings, or
    the last one if none is to come."""
    first, last = asked.first, asked.last
    if asked.month is not None:
        first, last = _month(request, asked.month)
    return days_view(request.reader, request.pack, first, last)


async def visit_days(request: Request, visit: Visit) -> Answer:
    try:
        first, last = map(date.fromisoformat, visit.place.part.split("-"))
    except ValueError:
        return out_of_date(request.reader)
    if not date(1900, 1, 1) <= first <= last <= date(2199, 1, 1):
        return out_of_date(request.reader)
    return days_view(request.reader, request.pack, first, last, visit.place.page)


def _month(request: Request, month: int) -> tuple[date, date]:
    today = request.reader.today
    year = today.year if month >= today.month else today.year + 1
    months = [date(candidate, month, 1) for candidate in (year, year - 1, year - 2)]
    spans = [(first, _end_of_month(first)) for first in months]
    for first, last in spans:
        if on_days(request.reader, request.pack, first, last):
            return first, last
    return spans[0]


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])

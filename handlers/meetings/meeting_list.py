"""The list behind /meetings: meetings to come, or past ones, by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.model import Meeting, Pack
from handlers.documents.follow_buttons import follow_button, is_following
from handlers.framework.permissions import out_of_date
from handlers.framework.places import (
    Place,
    go,
    open_buttons,
    page_of,
    paging,
    two_columns,
    way_back,
)
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.filters import MeetingFilter, any_filters
from handlers.meetings.lines import entry_id_of, meeting_line
from handlers.wording import labels, times
from handlers.wording.subscribable import subject_name

ALL = MeetingFilter()
# With paging, the other list and the filter above Back and Home this makes eight rows. Where there
# is one row more, there is one meeting less.
MEETINGS_PER_PAGE = 5
_BRIEF_MEETINGS = 2


def meetings_view(
    reader: Reader,
    pack: Pack,
    wanted: MeetingFilter = ALL,
    page: int = 1,
    followed: bool = False,
) -> Reply:
    """Show the meetings that a filter selects, by month.

    Without a filter, past meetings are shown if none is to come. `followed` says whether the chat
    is subscribed to what the filter selects.
    """
    _ = reader.gettext
    asked = wanted
    if not wanted.by and not wanted.select(pack, reader.now):
        wanted = MeetingFilter(over=True)
    opposite = replace(wanted, over=not wanted.over)
    others = opposite.select(pack, reader.now)
    names = () if wanted.by else name_buttons(reader, pack)
    size = MEETINGS_PER_PAGE - 1 if wanted.by or names else MEETINGS_PER_PAGE
    shown, page, pages = page_of(wanted.select(pack, reader.now), page, size)
    here = Place("meetings", wanted.part, page)
    heading = Heading(_title(reader, pack, wanted))
    blocks: list[Block] = [heading]
    if wanted.by:
        blocks.append(Paragraph((Bold(subject_name(reader, pack, wanted.by, wanted.value)),)))
    if not pack.meetings:
        blocks.append(Paragraph(_("There are no meetings for this event.")))
    elif not shown:
        blocks.append(Paragraph(_empty_text(reader, wanted, bool(others))))
    elif asked.over and not wanted.by and not others:
        blocks.append(Paragraph(_("All meetings of this event have taken place.")))
    brief = (
        *blocks[: 2 if wanted.by else 1],
        *(Paragraph(meeting_line(reader, meeting)) for meeting in shown[:_BRIEF_MEETINGS]),
    )
    blocks.extend(by_month(reader, shown))
    filters = Place("meetings-by", MeetingFilter(wanted.over, wanted.by).part)
    follow = follow_button(reader, wanted.by, wanted.value, followed, "meetings")
    labelled = labels.entry_labels(reader, pack, map(entry_id_of, shown))
    more = [follow] if wanted.by and not wanted.over else []
    if others:
        more.append(Press(_title(reader, pack, opposite), go(Place("meetings", opposite.part))))
    if any_filters(pack):
        more.append(Press(_("Filter"), go(filters)))
    if wanted.by:
        more.append(Press(_("All meetings"), go("meetings")))
    return Reply(
        blocks=tuple(blocks),
        brief=brief,
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages),
            *two_columns(more),
            names,
            way_back(reader, filters if wanted.by else "home"),
        ),
        payload="meetings",
    )


def name_buttons(reader: Reader, pack: Pack) -> Row:
    """Return the buttons to the lists of rooms, tracks and people that the programme has."""
    _ = reader.gettext
    lists = ((_("Rooms"), "rooms"), (_("Tracks"), "tracks"), (_("People"), "people"))
    return tuple(
        Press(label, go(Place("programme", name))) for label, name in lists if name in pack.parts
    )


def by_month(reader: Reader, meetings: Sequence[Meeting]) -> list[Bullets]:
    """Group meetings by the month in which they begin, in the order given."""
    months: dict[str, list[Phrase]] = {}
    for meeting in meetings:
        month = times.month(reader, times.first_day(reader, meeting))
        months.setdefault(month, []).append(meeting_line(reader, meeting))
    return [Bullets(tuple(items), title=month) for month, items in months.items()]


def _title(reader: Reader, pack: Pack, wanted: MeetingFilter) -> str:
    _ = reader.gettext
    if wanted.by == "kind" and wanted.value in pack.deadlines:
        return _("Past deadlines") if wanted.over else _("Upcoming deadlines")
    return _("Past meetings") if wanted.over else _("Upcoming meetings")


def _empty_text(reader: Reader, wanted: MeetingFilter, others: bool) -> str:
    """Say why the list is empty; `others` tells whether the opposite list has meetings."""
    _ = reader.gettext
    if not others:
        return _("No meetings match this.")
    if wanted.over:
        return _("None of these meetings has taken place yet.")
    return _("None of these meetings is upcoming.")


async def visit_meetings(request: Request, visit: Visit) -> Answer:
    wanted = MeetingFilter.parse(visit.place.part)
    if wanted is None or not wanted.is_known(request.pack):
        return out_of_date(request.reader)
    return await list_meetings(request, wanted, visit.place.page)


async def list_meetings(request: Request, wanted: MeetingFilter, page: int = 1) -> Reply:
    """Show a page of the meetings that a filter selects, and whether the chat follows them."""
    followed = bool(wanted.by) and await is_following(request, wanted.by, wanted.value)
    return meetings_view(request.reader, request.pack, wanted, page, followed)

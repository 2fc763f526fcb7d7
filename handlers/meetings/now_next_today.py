"""/now, /next and /today: the meetings around this moment."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Meeting, Pack
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Footnote, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.by_time import has_known_hours, on_now, on_today, upcoming
from handlers.meetings.days import by_room_row
from handlers.meetings.lines import entry_id_of, event_line, is_event_on, meeting_line
from handlers.wording import labels, times

_PAGE_SIZE = 5
_NEXT_PAGE_SIZE = 3


def _view(
    reader: Reader,
    pack: Pack,
    title: str,
    meetings: Sequence[Meeting],
    place: str,
    empty_text: str,
    more: Sequence[Meeting] = (),
    page: int = 1,
    page_size: int = _PAGE_SIZE,
) -> Reply:
    """Show a page of meetings under a title, with buttons to the two other screens.

    Without meetings, `empty_text` and the next meeting are shown instead. If the event is over,
    the view says when it took place. `place` is the screen's own. `more` are meetings that are
    listed below because only their days are known.
    """
    _ = reader.gettext
    today = reader.today
    blocks: list[Block] = [Heading(title)]
    if place == "next" and is_event_on(reader, pack):
        blocks.append(event_line(reader, pack))
    shown, page, pages = page_of([*meetings, *more], page, page_size)
    here = Place(place, "", page)
    if shown:
        surely, perhaps = (
            [meeting for meeting in shown if (meeting in more) == unsure]
            for unsure in (False, True)
        )
        if surely:
            blocks.append(_list(reader, surely))
        if perhaps:
            blocks.append(_list(reader, perhaps, _("On these days")))
    else:
        blocks.append(Paragraph(empty_text))
        shown = upcoming(pack, reader.now)[:1]
        if shown:
            blocks.append(Paragraph((_("Next:"), " ", *meeting_line(reader, shown[0]))))
    brief = blocks[:3]
    if pack.event.end < reader.now.astimezone(pack.event.zone).date():
        brief = [blocks[0], event_line(reader, pack)]
        blocks.append(event_line(reader, pack))
        if pack.event.later:
            blocks.append(Paragraph(pack.event.later))
    blocks.append(
        Footnote(
            _("Your time zone: {zone}. To change it: /timezone").format(
                zone=times.zone_name(reader, reader.zone)
            )
        )
    )
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(brief),
        buttons=(
            *open_buttons(labels.entry_labels(reader, pack, map(entry_id_of, shown)), here),
            *paging(reader, here, pages),
            *(by_room_row(reader, meetings, today, today) if place == "today" else ()),
            tuple(
                Press(label, go(other))
                for label, other in ((_("Now"), "now"), (_("Today"), "today"), (_("Next"), "next"))
                if other != place
            ),
            (Press(_("All meetings"), go("meetings")),),
            way_back(reader, "home"),
        ),
        payload=place,
    )


def _list(reader: Reader, meetings: Sequence[Meeting], title: str | None = None) -> Bullets:
    return Bullets(tuple(meeting_line(reader, meeting) for meeting in meetings), title)


def now_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    """Show what is on, and apart from it the meetings of which only the days are known."""
    _ = reader.gettext
    meetings = on_now(pack, reader.now)
    surely = [meeting for meeting in meetings if has_known_hours(meeting)]
    perhaps = [meeting for meeting in meetings if not has_known_hours(meeting)]
    title = _("On these days") if perhaps and not surely else _("In progress")
    return _view(
        reader, pack, title, surely or perhaps, "now", _("No meeting is in progress."),
        more=perhaps if surely else (), page=page,
    )  # fmt: skip


def next_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    _ = reader.gettext
    following = upcoming(pack, reader.now)
    return _view(
        reader, pack, _("Next meetings"), following, "next", _("There are no upcoming meetings."),
        page=page, page_size=_NEXT_PAGE_SIZE,
    )  # fmt: skip


def today_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    _ = reader.gettext
    title = _("Today, {day}").format(day=times.day(reader, reader.today))
    return _view(
        reader, pack, title, on_today(reader, pack), "today", _("There are no meetings today."),
        page=page,
    )  # fmt: skip


async def show_now(request: Request) -> Answer:
    return now_view(request.reader, request.pack)


async def show_next(request: Request) -> Answer:
    return next_view(request.reader, request.pack)


async def show_today(request: Request) -> Answer:
    return today_view(request.reader, request.pack)


async def visit_now(request: Request, visit: Visit) -> Answer:
    return now_view(request.reader, request.pack, visit.place.page)


async def visit_next(request: Request, visit: Visit) -> Answer:
    return next_view(request.reader, request.pack, visit.place.page)


async def visit_today(request: Request, visit: Visit) -> Answer:
    return today_view(request.reader, request.pack, visit.place.page)

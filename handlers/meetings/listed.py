"""What is on now, what comes next, and what is on today."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from content.model import Meeting, Pack
from handlers.framework.places import go, open_buttons, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Footnote, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.lines import ahead, event_line, in_order, key, line, on_now
from handlers.wording import labels, times

_NEXT = 3
_LISTED = 6


def on_today(reader: Reader, pack: Pack) -> list[Meeting]:
    """Meetings that share any moment with the reader's own day, from midnight to midnight."""
    begins = datetime.combine(reader.today, time(), reader.zone)
    ends = datetime.combine(reader.today + timedelta(days=1), time(), reader.zone)
    return [
        each
        for each in in_order(pack)
        if each.opens < ends and (each.closes > begins or each.opens >= begins)
    ]


def listed_view(
    reader: Reader, pack: Pack, title: str, meetings: list[Meeting], payload: str, otherwise: str
) -> Reply:
    """Some meetings under a title; where there are none, `otherwise`, what comes next and, for
    an event that is over, when it took place."""
    _ = reader.gettext
    blocks: list[Block] = [Heading(title)]
    shown = meetings
    if meetings:
        blocks.append(Bullets(tuple(line(reader, each) for each in meetings)))
    else:
        blocks.append(Paragraph(otherwise))
        shown = ahead(pack, reader.now)[:1]
        if shown:
            blocks.append(Paragraph((_("Next:"), " ", *line(reader, shown[0]))))
    brief = blocks[:3]
    if pack.event.end < reader.now.astimezone(pack.event.zone).date():
        brief = [blocks[0], event_line(reader, pack)]
        blocks.append(event_line(reader, pack))
        if pack.event.later:
            blocks.append(Paragraph(pack.event.later))
    blocks.append(
        Footnote(
            _("Your day and time: {zone}. To change it: /timezone").format(
                zone=times.zone_name(reader, reader.zone)
            )
        )
    )
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(brief),
        buttons=(
            *open_buttons(
                [(labels.label(reader, pack, key(each)), key(each)) for each in shown[:_LISTED]],
                payload,
            ),
            tuple(
                Press(label, go(place))
                for label, place in ((_("Now"), "now"), (_("Today"), "today"), (_("Next"), "next"))
                if place != payload
            ),
            (Press(_("All meetings"), go("meetings")),),
            way_back(reader, "home"),
        ),
        payload=payload,
    )


def now_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    return listed_view(
        reader, pack, _("On now"), on_now(pack, reader.now), "now",
        _("Nothing is on at this moment."),
    )  # fmt: skip


def next_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    following = ahead(pack, reader.now)[:_NEXT]
    return listed_view(
        reader, pack, _("What comes next"), following, "next", _("No meeting is to come.")
    )


def today_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    title = _("Today, {day}").format(day=times.day(reader, reader.today))
    return listed_view(
        reader, pack, title, on_today(reader, pack), "today", _("Nothing is on today.")
    )


async def show_now(request: Request) -> Answer:
    return now_view(request.reader, request.pack)


async def show_next(request: Request) -> Answer:
    return next_view(request.reader, request.pack)


async def show_today(request: Request) -> Answer:
    return today_view(request.reader, request.pack)


async def visit_now(request: Request, visit: Visit) -> Answer:
    return now_view(request.reader, request.pack)


async def visit_next(request: Request, visit: Visit) -> Answer:
    return next_view(request.reader, request.pack)


async def visit_today(request: Request, visit: Visit) -> Answer:
    return today_view(request.reader, request.pack)

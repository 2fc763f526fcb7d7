"""The list of meetings: what is coming, and what took place, by month."""

from __future__ import annotations

from content.model import Pack
from handlers import labels, times
from handlers.meetings.lines import coming, key, line, past
from handlers.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.reply import Block, Bullets, Heading, Paragraph, Phrase, Press, Reply
from handlers.request import Reader, Request
from handlers.topic import Answer, Visit


def meetings_view(reader: Reader, pack: Pack, here: Place) -> Reply:
    """Coming meetings, or past ones, by month."""
    _ = reader.gettext
    over = past(pack, reader.now)
    ahead = coming(pack, reader.now)
    show_past = here.part == "past" or not ahead
    here = Place("meetings", "past" if show_past else "", here.page)
    shown, page, pages = page_of(over if show_past else ahead, here.page)
    here = Place(here.id, here.part, page)
    heading = Heading(_("Meetings that took place") if show_past else _("Meetings to come"))
    blocks: list[Block] = [heading]
    if not over and not ahead:
        blocks.append(Paragraph(_("This event’s pack has no meetings.")))
    if show_past and not ahead and over and here.part == "past":
        blocks.append(Paragraph(_("All of this event’s meetings are over.")))
    months: dict[str, list[Phrase]] = {}
    for meeting in shown:
        months.setdefault(times.month(reader, meeting.first_day), []).append(line(reader, meeting))
    blocks.extend(Bullets(tuple(items), title=month) for month, items in months.items())
    other = []
    if show_past and ahead:
        other = [Press(_("Meetings to come"), go("meetings"))]
    elif not show_past and over:
        other = [Press(_("Meetings that took place"), go("meetings.past"))]
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, *(Paragraph(line(reader, each)) for each in shown[:2])),
        buttons=(
            *open_buttons(
                [(labels.label(reader, pack, key(each)), key(each)) for each in shown], here
            ),
            *paging(reader, here, pages),
            tuple(other),
            way_back(reader, "home"),
        ),
        payload="meetings",
    )


async def show_meetings(request: Request) -> Answer:
    return meetings_view(request.reader, request.pack, Place("meetings"))


async def visit_meetings(request: Request, visit: Visit) -> Answer:
    return meetings_view(request.reader, request.pack, visit.place)

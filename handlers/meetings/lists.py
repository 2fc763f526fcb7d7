"""The list of meetings: what is coming, and what took place, by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.model import Meeting, Pack
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Bullets, Heading, Paragraph, Phrase, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.choosing import Choice, chosen
from handlers.meetings.lines import key, line
from handlers.wording import labels, times

ALL = Choice()
_PAGE = 5  # with paging, the other list and the choice above Back and Home: eight rows


def meetings_view(reader: Reader, pack: Pack, choice: Choice = ALL, page: int = 1) -> Reply:
    """Meetings of one choice, by month. Where none at all is to come, those that took place."""
    _ = reader.gettext
    asked = choice
    if not choice.by and not choice.of(pack, reader.now):
        choice = Choice(over=True)
    turned = replace(choice, over=not choice.over)
    others = turned.of(pack, reader.now)
    shown, page, pages = page_of(choice.of(pack, reader.now), page, _PAGE)
    here = Place("meetings", choice.part, page)
    heading = Heading(_title(reader, pack, choice))
    blocks: list[Block] = [heading]
    if choice.by:
        blocks.append(Paragraph((Bold(chosen(reader, pack, choice)),)))
    if not pack.meetings:
        blocks.append(Paragraph(_("This event’s pack has no meetings.")))
    elif not shown:
        blocks.append(Paragraph(_nothing(reader, choice, bool(others))))
    elif asked.over and not choice.by and not others:
        blocks.append(Paragraph(_("All of this event’s meetings are over.")))
    blocks.extend(by_month(reader, shown))
    narrow = Place("meetings-by", Choice(choice.over, choice.by).part)
    return Reply(
        blocks=tuple(blocks),
        brief=(*blocks[: 2 if choice.by else 1], *(Paragraph(line(reader, m)) for m in shown[:2])),
        buttons=(
            *open_buttons(
                [(labels.label(reader, pack, key(each)), key(each)) for each in shown], here
            ),
            *paging(reader, here, pages),
            (Press(_title(reader, pack, turned), go(Place("meetings", turned.part))),)
            if others
            else (),
            (
                Press(_("Choose which"), go(narrow)),
                *([Press(_("All meetings"), go("meetings"))] if choice.by else []),
            ),
            way_back(reader, narrow if choice.by else "home"),
        ),
        payload="meetings",
    )


def by_month(reader: Reader, meetings: Sequence[Meeting]) -> list[Bullets]:
    months: dict[str, list[Phrase]] = {}
    for meeting in meetings:
        months.setdefault(times.month(reader, meeting.first_day), []).append(line(reader, meeting))
    return [Bullets(tuple(items), title=month) for month, items in months.items()]


def _title(reader: Reader, pack: Pack, choice: Choice) -> str:
    _ = reader.gettext
    if choice.by == "kind" and choice.value in pack.deadlines:
        return _("Deadlines that have passed") if choice.over else _("Deadlines to come")
    return _("Meetings that took place") if choice.over else _("Meetings to come")


def _nothing(reader: Reader, choice: Choice, others: bool) -> str:
    _ = reader.gettext
    if not others:
        return _("There is no such meeting.")
    if choice.over:
        return _("None of these meetings has taken place yet.")
    return _("None of these meetings is still to come.")


async def visit_meetings(request: Request, visit: Visit) -> Answer:
    choice = Choice.parse(visit.place.part)
    if choice is None or not choice.holds(request.pack):
        return out_of_date(request.reader)
    return meetings_view(request.reader, request.pack, choice, visit.place.page)

"""The statistics in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from content.model import Pack
from handlers.buttons import ButtonData
from handlers.desk.statistics.figures import (
    DAYS,
    Figures,
    delivered_rows,
    subscribed_rows,
)
from handlers.desk.statistics.small import joined, said, whole_said
from handlers.places import Place, go, page_of, paging, way_back
from handlers.reply import (
    Block,
    Bullets,
    Code,
    Facts,
    File,
    Footnote,
    Heading,
    Phrase,
    Press,
    Reply,
)
from handlers.request import Reader

PLACE = "desk-stats"
_PAGE = 20


@dataclass(frozen=True)
class StatisticsFile(ButtonData):
    tag: ClassVar[str] = "n1"


def statistics_view(reader: Reader, figures: Figures, today: date, picture: bytes | None) -> Reply:
    """The numbers, under the chart where there is one. `today` is a day in UTC."""
    _ = reader.gettext
    since = today - timedelta(days=6)
    days, later = joined(figures.came)
    # Of those that are hidden in the whole.
    newest = min(
        later, figures.new_since(max(since, days[-1][0] + timedelta(days=1) if days else since))
    )
    rows: list[tuple[str, Phrase]] = [
        (
            _("Delegates"),
            _("{number}, of whom {new} came in the last 7 days").format(
                number=whole_said(reader, [*(number for _day, number in days), later]),
                new=whole_said(reader, (figures.new_since(since) - newest, newest)),
            ),
        ),
        (_("Groups"), said(reader, figures.groups)),
        (_("Looked up"), whole_said(reader, (number for _name, number in figures.looked_up))),
        (
            _("Searches"),
            _("{found} found something, {nothing} nothing").format(
                found=said(reader, figures.found), nothing=said(reader, figures.not_found_all)
            ),
        ),
        (
            _("Subscriptions"),
            whole_said(reader, (number for *_what, number in figures.subscribed)),
        ),
        (
            _("Notices"),
            _("{sent} sent, {failed} failed, {expired} too late").format(
                sent=whole_said(reader, figures.became("sent")),
                failed=whole_said(reader, figures.became("failed")),
                expired=whole_said(reader, figures.became("expired")),
            ),
        ),
    ]
    file = None if picture is None else File("statistics.png", "image/png", picture, "photo")
    return Reply(
        blocks=(
            Heading(_("Statistics")),
            Facts(tuple((f"{label}:", value) for label, value in rows)),
            Footnote(
                _("Look-ups and searches of the last {days} days. Counts only, of nobody.").format(
                    days=DAYS
                )
            ),
        ),
        buttons=(
            (Press(_("Not found"), go(Place(PLACE, "not-found"))),
             Press(_("Looked up"), go(Place(PLACE, "looked-up")))),
            (Press(_("Subscriptions"), go(Place(PLACE, "subscriptions"))),
             Press(_("Notices"), go(Place(PLACE, "notices")))),
            (Press(_("As a file"), StatisticsFile()),),
            way_back(reader, "desk"),
        ),
        file=file,
        payload=PLACE,
    )  # fmt: skip


def list_view(
    reader: Reader, here: Place, title: str, rows: Sequence[tuple[str, int]], note: str = ""
) -> Reply:
    """Names and numbers, a page of them. Code, so that no word of a stranger becomes a link."""
    _ = reader.gettext
    shown, page, pages = page_of(rows, here.page, _PAGE)
    items: tuple[Phrase, ...] = tuple(
        (Code(name), f" · {said(reader, number)}") for name, number in shown
    )
    blocks: list[Block] = [Heading(title)]
    blocks.append(Bullets(items or (_("Nothing yet."),)))
    if note:
        blocks.append(Footnote(note))
    where = Place(here.id, here.part, page)
    return Reply(
        tuple(blocks), (*paging(reader, where, pages), way_back(reader, PLACE)), payload=PLACE
    )


def part_view(reader: Reader, pack: Pack, figures: Figures, here: Place) -> Reply | None:
    """One of the lists; None where there is none of that name."""
    _ = reader.gettext
    match here.part:
        case "not-found":
            note = _(
                "What two people or more searched for on one day, in different chats, and did not "
                "find: what the next pack lacks."
            )
            return list_view(reader, here, _("Not found"), figures.not_found, note)
        case "looked-up":
            return list_view(reader, here, _("Looked up"), figures.looked_up)
        case "subscriptions":
            return list_view(reader, here, _("Subscriptions"), subscribed_rows(pack, figures))
        case "notices":
            return list_view(reader, here, _("Notices"), delivered_rows(figures, _))
    return None

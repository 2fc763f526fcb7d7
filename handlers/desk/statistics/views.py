"""The screens of the statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from content.model import Pack
from handlers.desk.statistics.figures import (
    Figures,
    delivered_rows,
    looked_up_rows,
    subscribed_rows,
)
from handlers.desk.statistics.period import (
    ALL,
    PERIODS,
    parsed,
    part_of,
    period_button_label,
    period_label,
)
from handlers.desk.statistics.small_numbers import number_label, total_label
from handlers.floor.wording import clock
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Go, Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Code,
    File,
    Footnote,
    Heading,
    Phrase,
    Press,
    Reply,
)
from handlers.wording.labels import facts

PLACE = "desk-stats"
_ROWS_PER_PAGE = 20


@dataclass(frozen=True)
class StatisticsFile(ButtonData):
    tag: ClassVar[str] = "n2"
    period: str


def statistics_view(reader: Reader, figures: Figures, picture: bytes | None) -> Reply:
    """The totals of a period; `picture` is its chart as PNG, if it could be drawn."""
    _ = reader.gettext
    delegates = total_label(reader, figures.grown())
    if figures.period is not ALL:
        delegates = _("{number}, of whom {new} joined in this period").format(
            number=delegates, new=total_label(reader, figures.new())
        )
    rows: list[tuple[str, Phrase]] = [
        (_("Delegates"), delegates),
        (_("Groups"), number_label(reader, figures.groups)),
        (_("Looked up"), total_label(reader, (number for _name, number in figures.looked_up))),
        (
            _("Searches"),
            _("{found} with results, {nothing} without").format(
                found=number_label(reader, figures.found),
                nothing=number_label(reader, figures.not_found_all),
            ),
        ),
        (
            _("Subscriptions"),
            total_label(reader, (number for *_what, number in figures.subscribed)),
        ),
        (
            _("Notices"),
            _("{sent} sent, {failed} failed, {expired} too late").format(
                sent=total_label(reader, figures.in_state("sent")),
                failed=total_label(reader, figures.in_state("failed")),
                expired=total_label(reader, figures.in_state("expired")),
            ),
        ),
    ]
    floor = figures.floor
    if floor.sessions:
        sessions = reader.ngettext("{number} session", "{number} sessions", floor.sessions)
        turns = reader.ngettext("{number} turn", "{number} turns", floor.turns)
        told = (
            sessions.format(number=floor.sessions), turns.format(number=floor.turns),
            _("speaking time {time}").format(time=clock(floor.spoken)),
        )  # fmt: skip
        rows.append((_("Lists of speakers"), reader.listed(told)))
    file = None if picture is None else File("statistics.png", "image/png", picture, "photo")
    note = _("Totals only; nobody is identified. Subscriptions and groups are as they stand now.")
    others = [period for period in PERIODS.values() if period is not figures.period]

    def part(shown: str) -> Go:
        return go(Place(PLACE, part_of(figures.period, shown)))

    return Reply(
        blocks=(
            Heading(f"{_('Statistics')} · {period_label(reader, figures.period)}"),
            facts(reader, rows),
            Footnote(note),
        ),
        buttons=(
            (Press(_("Not found"), part("not-found")), Press(_("Looked up"), part("looked-up"))),
            (Press(_("Subscriptions"), part("subscriptions")),
             Press(_("Notices"), part("notices"))),
            tuple(
                Press(period_button_label(reader, period), go(Place(PLACE, part_of(period))))
                for period in others
            ),
            (Press(_("As a file"), StatisticsFile(figures.period.name)),),
            way_back(reader, "desk"),
        ),
        file=file,
        payload=PLACE,
    )  # fmt: skip


def list_view(
    reader: Reader,
    here: Place,
    title: str,
    rows: Sequence[tuple[str, int]],
    note: str = "",
    dated: bool = True,
) -> Reply:
    """A page of names and numbers. Names are code, as Telegram makes no links in it: they include
    what people searched for."""
    _ = reader.gettext
    period, _shown = parsed(here.part)
    shown, page, pages = page_of(rows, here.page, _ROWS_PER_PAGE)
    items: tuple[Phrase, ...] = tuple(
        (Code(name), f" · {number_label(reader, number)}") for name, number in shown
    )
    # Subscriptions are those of now, whatever the period.
    over = f" · {period_label(reader, period)}" if dated else ""
    blocks: list[Block] = [Heading(f"{title}{over}")]
    blocks.append(Bullets(items or (_("Nothing yet."),)))
    if note:
        blocks.append(Footnote(note))
    where = Place(here.id, here.part, page)
    return Reply(
        tuple(blocks),
        (*paging(reader, where, pages), way_back(reader, Place(PLACE, part_of(period)))),
        payload=PLACE,
    )


def part_view(reader: Reader, pack: Pack, figures: Figures, here: Place) -> Reply | None:
    """The list that a place names, or None if there is no such list."""
    _ = reader.gettext
    match parsed(here.part)[1]:
        case "not-found":
            note = _(
                "Searches without a result by two or more people on the same day, in "
                "different chats. The next pack could answer them."
            )
            return list_view(reader, here, _("Not found"), figures.not_found, note)
        case "looked-up":
            rows = looked_up_rows(reader, pack, figures)
            return list_view(reader, here, _("Looked up"), rows)
        case "subscriptions":
            return list_view(
                reader,
                here,
                _("Subscriptions"),
                subscribed_rows(reader, pack, figures),
                dated=False,
            )
        case "notices":
            return list_view(reader, here, _("Notices"), delivered_rows(reader, figures))
    return None

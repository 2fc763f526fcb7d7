"""What the statistics count, as it is read and as it is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from handlers.charts import Bars, Chart
from handlers.desk.statistics.outcomes import Gettext, outcome_said
from handlers.desk.statistics.small import FEW, in_order, is_few, joined, written
from handlers.request import Reader
from storage import counts, deliveries

DAYS = 30
MOST_WORDS = 200
_BARS = 6
# Letters that the chart's font has not.
_NO_LETTERS = ("ar", "zh")


@dataclass(frozen=True)
class Figures:
    """`came` is by day (UTC); `subscribed` (what, value, number); `delivered` (notice,
    state, reason, number). Looked up and searched are of the last `DAYS` days."""

    came: Sequence[tuple[date, int]]
    groups: int
    looked_up: Sequence[tuple[str, int]]
    found: int
    not_found: Sequence[tuple[str, int]]
    not_found_all: int
    subscribed: Sequence[tuple[str, str, int]]
    delivered: Sequence[tuple[str, str, str, int]]

    def new_since(self, day: date) -> int:
        return sum(number for each, number in self.came if each >= day)

    def became(self, state: str) -> list[int]:
        return [number for _, each, _, number in self.delivered if each == state]


async def figures_of(connection: AsyncConnection, today: date) -> Figures:
    """Read in one transaction; `today` is a day in UTC."""
    since = today - timedelta(days=DAYS - 1)
    return Figures(
        came=await counts.came(connection),
        groups=await counts.groups(connection),
        looked_up=in_order(await counts.most(connection, "looked-up", since)),
        found=await counts.total(connection, "found", since),
        not_found=in_order(await counts.most(connection, "not-found", since, MOST_WORDS)),
        not_found_all=await counts.total(connection, "not-found", since),
        subscribed=await counts.subscribed(connection),
        delivered=await deliveries.delivered(connection),
    )


def subscription_said(pack: Pack, what: str, value: str) -> str:
    """What was subscribed to, short: a meeting by its id."""
    return f"{what} {value}" if what in ("roundtable", "kind", "region") else value or what


def chart_of(reader: Reader, pack: Pack, figures: Figures) -> Chart:
    """The chart; in languages whose letters it has not, its titles are in English."""

    def english(sentence: str) -> str:
        return sentence

    _ = english if reader.language in _NO_LETTERS else reader.gettext
    total, grown = 0, []
    for day, number in joined(figures.came)[0]:
        total += number
        grown.append((day.isoformat(), total))
    return Chart(
        reader.language, _("Delegates"), grown,
        (
            _bars(_("Looked up"), figures.looked_up),
            _bars(_("Not found"), figures.not_found),
            _bars(_("Subscriptions"), subscribed_rows(pack, figures)),
            _bars(_("Notices"), delivered_rows(figures, _)),
        ),
        few=written(1),
        fewest=FEW,
    )  # fmt: skip


def subscribed_rows(pack: Pack, figures: Figures) -> list[tuple[str, int]]:
    return in_order(
        [(subscription_said(pack, what, value), n) for what, value, n in figures.subscribed]
    )


def delivered_rows(figures: Figures, _: Gettext) -> list[tuple[str, int]]:
    rows: Counter[str] = Counter()
    for notice, state, reason, number in figures.delivered:
        rows[outcome_said(_, notice, state, reason)] += number
    return in_order(list(rows.items()))


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> Bars:
    told = [(name, None if is_few(number) else number) for name, number in rows[:_BARS]]
    return Bars(title, told)

"""What the statistics count, as it is read and as it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from handlers.charts import Bars, Chart
from handlers.request import Reader
from storage import counts

DAYS = 30
MOST = 200
_BARS = 6
# Letters that the chart's font has not.
_NO_LETTERS = ("ar", "zh")


@dataclass(frozen=True)
class Figures:
    """`came` is by day (UTC); `subscribed` (what, value, number); `delivered` (state, reason,
    number). Looked up and searched are of the last `DAYS` days."""

    came: Sequence[tuple[date, int]]
    groups: int
    looked_up: Sequence[tuple[str, int]]
    looked_up_all: int
    found: int
    not_found: Sequence[tuple[str, int]]
    not_found_all: int
    subscribed: Sequence[tuple[str, str, int]]
    delivered: Sequence[tuple[str, str, int]]

    @property
    def delegates(self) -> int:
        return sum(number for _, number in self.came)

    def new_since(self, day: date) -> int:
        return sum(number for each, number in self.came if each >= day)

    def became(self, *states: str) -> int:
        return sum(number for state, _, number in self.delivered if state in states)


async def figures_of(connection: AsyncConnection, today: date) -> Figures:
    """Read in one transaction; `today` is a day in UTC."""
    since = today - timedelta(days=DAYS - 1)
    return Figures(
        came=await counts.came(connection),
        groups=await counts.groups(connection),
        looked_up=await counts.most(connection, "looked-up", since, MOST),
        looked_up_all=await counts.total(connection, "looked-up", since),
        found=await counts.total(connection, "found", since),
        not_found=await counts.most(connection, "not-found", since, MOST),
        not_found_all=await counts.total(connection, "not-found", since),
        subscribed=await counts.subscribed(connection),
        delivered=await counts.delivered(connection),
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
    for day, number in figures.came:
        total += number
        grown.append((day.isoformat(), total))
    subscribed = [
        (subscription_said(pack, what, value), number) for what, value, number in figures.subscribed
    ]
    outcomes = [
        (f"{state}: {reason}" if reason else state, number)
        for state, reason, number in figures.delivered
    ]
    return Chart(
        _("Delegates"), grown,
        (
            Bars(_("Looked up"), figures.looked_up[:_BARS]),
            Bars(_("Subscriptions"), subscribed[:_BARS]),
            Bars(_("Notices"), outcomes[:_BARS]),
        ),
    )  # fmt: skip

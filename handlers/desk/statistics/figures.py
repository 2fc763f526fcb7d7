"""What the statistics count, as it is read and as it is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from gettext import NullTranslations

from sqlalchemy.ext.asyncio import AsyncConnection

from content.languages import SOURCE_LANGUAGE
from content.model import Pack
from handlers.desk.statistics.outcomes import outcome_said
from handlers.desk.statistics.period import ALL, Period
from handlers.desk.statistics.small import FEW, in_order, is_few, joined, written
from handlers.framework.charts import Bars, Chart
from handlers.framework.request import Reader
from handlers.subscriptions.buttons import name
from handlers.wording.labels import label
from storage import counts, deliveries

MOST_WORDS = 200
_BARS = 6
# Letters that the chart's font has not.
_NO_LETTERS = ("ar", "zh")


@dataclass(frozen=True)
class Figures:
    """`since` is the first day (UTC) of what was looked up, searched and delivered. `came` is by
    day, from the beginning; `subscribed` (what, value, number), as it is now; `delivered` (notice,
    state, reason, number)."""

    period: Period
    since: date
    came: Sequence[tuple[date, int]]
    groups: int
    looked_up: Sequence[tuple[str, int]]
    found: int
    not_found: Sequence[tuple[str, int]]
    not_found_all: int
    subscribed: Sequence[tuple[str, str, int]]
    delivered: Sequence[tuple[str, str, str, int]]

    def grown(self) -> list[int]:
        """Delegates in all, in parts: what came together is one, who came since is the last."""
        days, later = joined(self.came)
        return [*(number for _, number in days), later]

    def new(self) -> list[int]:
        """Those of them who came in this period; who is hidden in the whole is apart here, too."""
        days, _ = joined(self.came)
        last = days[-1][0] if days else date.min
        hidden = sum(number for day, number in self.came if day > last and day >= self.since)
        return [sum(number for day, number in self.came if day >= self.since) - hidden, hidden]

    def became(self, state: str) -> list[int]:
        return [number for _, each, _, number in self.delivered if each == state]


async def figures_of(connection: AsyncConnection, period: Period, today: date) -> Figures:
    """Read in one transaction; `today` is a day in UTC."""
    since = period.since(today)
    return Figures(
        period=period,
        since=since,
        came=await counts.arrivals(connection),
        groups=await counts.count_groups(connection),
        looked_up=in_order(await counts.most_counted(connection, "looked-up", since)),
        found=await counts.total(connection, "found", since),
        not_found=in_order(await counts.most_counted(connection, "not-found", since, MOST_WORDS)),
        not_found_all=await counts.total(connection, "not-found", since),
        subscribed=await counts.subscriptions_by_target(connection),
        delivered=await deliveries.outcomes(connection, None if period is ALL else since),
    )


def chart_of(reader: Reader, pack: Pack, figures: Figures) -> Chart:
    """The chart; in languages whose letters it has not, its words are in English."""
    of_all = f"{figures.period.name}.{reader.language}"
    if reader.language in _NO_LETTERS:
        reader = replace(reader, language=SOURCE_LANGUAGE, sentences=NullTranslations())
    _ = reader.gettext
    return Chart(
        of_all, _("Delegates"), _line(figures),
        (
            _bars(_("Looked up"), looked_up_rows(reader, pack, figures)),
            _bars(_("Not found"), figures.not_found),
            _bars(_("Subscriptions"), subscribed_rows(reader, pack, figures)),
            _bars(_("Notices"), delivered_rows(reader, figures)),
        ),
        few=written(1),
        fewest=FEW,
    )  # fmt: skip


def came_rows(figures: Figures, today: date) -> list[tuple[str, int]]:
    """Who came, by days (ISO, UTC). Days on which few came stand together, under the last of them;
    who came since then, under today."""
    days, _ = joined(figures.came)
    hidden = figures.new()[1]
    rows = [(day.isoformat(), number) for day, number in days if day >= figures.since]
    return [*rows, *([(today.isoformat(), hidden)] if hidden else ())]


def _line(figures: Figures) -> list[tuple[str, int]]:
    """How many there were, day by day, from the last day before the period on."""
    total, line, before = 0, [], 0
    for day, number in joined(figures.came)[0]:
        total += number
        if day < figures.since:
            before = total
        else:
            line.append((day.isoformat(), total))
    if before:
        line.insert(0, ((figures.since - timedelta(days=1)).isoformat(), before))
    return line


def looked_up_rows(reader: Reader, pack: Pack, figures: Figures) -> list[tuple[str, int]]:
    """By the names of entries; commands, and what is in the pack no longer, as they are."""

    def called(name: str) -> str:
        return label(reader, pack, name) if name in pack.entries else name

    return in_order([(called(name), number) for name, number in figures.looked_up])


def subscribed_rows(reader: Reader, pack: Pack, figures: Figures) -> list[tuple[str, int]]:
    def said(what: str, value: str) -> str:
        named = name(reader, pack, what, value)
        return f"{value} · {named}" if what == "meeting" and named != value else named

    return in_order([(said(what, value), number) for what, value, number in figures.subscribed])


def delivered_rows(reader: Reader, figures: Figures) -> list[tuple[str, int]]:
    rows: Counter[str] = Counter()
    for notice, state, reason, number in figures.delivered:
        rows[outcome_said(reader, notice, state, reason)] += number
    return in_order(list(rows.items()))


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> Bars:
    told = [(name, None if is_few(number) else number) for name, number in rows[:_BARS]]
    return Bars(title, told)

"""The figures of the statistics: read from storage, as rows of tables, and as a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from handlers.desk.statistics.outcomes import delivery_label
from handlers.desk.statistics.period import ALL, Period
from handlers.desk.statistics.small_numbers import FEW, grouped_days, in_order, is_few, table_label
from handlers.framework.charts import Bars, Chart
from handlers.framework.reader import Reader
from handlers.wording import times
from handlers.wording.labels import label
from handlers.wording.subscribable import subject_name
from storage import counts, deliveries
from storage.floor.totals import FloorTotals, totals

MAX_WORDS = 200
_MAX_BARS = 6


@dataclass(frozen=True)
class Figures:
    """The counts of a period.

    `since` is the first day (UTC) of what was looked up, searched and delivered. Rows are:
    `came` (day, number of new chats), since the first day ever; `looked_up` and `not_found`
    (name, number); `subscribed` (what, value, number), as of now; `delivered` (notice, state,
    reason, number). `floor` are the lists of speakers.
    """

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
    floor: FloorTotals

    def grown(self) -> list[int]:
        """All delegates, as the parts of a sum: those of each group of days that is published, and
        last those who came after it."""
        days, later = grouped_days(self.came)
        return [*(number for _, number in days), later]

    def new(self) -> list[int]:
        """The delegates who came in this period, as the parts of a sum; last those whose days are
        not published yet."""
        days, _ = grouped_days(self.came)
        last = days[-1][0] if days else date.min
        hidden = sum(number for day, number in self.came if day > last and day >= self.since)
        return [sum(number for day, number in self.came if day >= self.since) - hidden, hidden]

    def in_state(self, state: str) -> list[int]:
        """The numbers of deliveries in a state, one for each notice and reason."""
        return [number for _, of_state, _, number in self.delivered if of_state == state]


async def figures_of(connection: AsyncConnection, period: Period, today: date) -> Figures:
    """Read the figures of a period that ends `today` (a day in UTC)."""
    since = period.since(today)
    return Figures(
        period=period,
        since=since,
        came=await counts.arrivals(connection),
        groups=await counts.count_groups(connection),
        looked_up=in_order(await counts.most_counted(connection, "looked-up", since)),
        found=await counts.total(connection, "found", since),
        not_found=in_order(await counts.most_counted(connection, "not-found", since, MAX_WORDS)),
        not_found_all=await counts.total(connection, "not-found", since),
        subscribed=await counts.subscriptions_by_target(connection),
        delivered=await deliveries.outcomes(connection, None if period is ALL else since),
        floor=await totals(connection, since),
    )


def chart_of(reader: Reader, pack: Pack, figures: Figures) -> Chart:
    """The chart of a period in the reader's language."""
    _ = reader.gettext
    line = [
        (day.isoformat(), times.day_and_month(reader, day), number)
        for day, number in _delegates_by_day(figures)
    ]
    return Chart(
        key=f"{figures.period.name}.{reader.language}",
        right_to_left=reader.right_to_left,
        line_title=_("Delegates"),
        line=line,
        bars=(
            _bars(_("Looked up"), looked_up_rows(reader, pack, figures)),
            _bars(_("Not found"), figures.not_found),
            _bars(_("Subscriptions"), subscribed_rows(reader, pack, figures)),
            _bars(_("Notices"), delivered_rows(reader, figures)),
        ),
        hidden_label=table_label(1),
        hidden_length=FEW - 1,
    )


def floor_rows(reader: Reader, figures: Figures) -> list[tuple[str, int]]:
    """Return the numbers of the lists of speakers, for the file."""
    _ = reader.gettext
    floor = figures.floor
    return [
        (_("Sessions"), floor.sessions),
        (_("Turns"), floor.turns),
        (_("Minutes spoken"), round(floor.spoken.total_seconds() / 60)),
    ]


def came_rows(figures: Figures, today: date) -> list[tuple[str, int]]:
    """Return how many delegates came by day (ISO date, UTC). Days with few are added to the next
    one with enough; those after the last one are under today."""
    days, _ = grouped_days(figures.came)
    hidden = figures.new()[1]
    rows = [(day.isoformat(), number) for day, number in days if day >= figures.since]
    return [*rows, *([(today.isoformat(), hidden)] if hidden else ())]


def _delegates_by_day(figures: Figures) -> list[tuple[date, int]]:
    """How many delegates there were in all, by day, from the last day before the period."""
    total, line, before = 0, list[tuple[date, int]](), 0
    for day, number in grouped_days(figures.came)[0]:
        total += number
        if day < figures.since:
            before = total
        else:
            line.append((day, total))
    if before:
        line.insert(0, (figures.since - timedelta(days=1), before))
    return line


def looked_up_rows(reader: Reader, pack: Pack, figures: Figures) -> list[tuple[str, int]]:
    """Return (name, number). Entries of the pack have their titles; commands and ids that are no
    longer in the pack are shown as they are."""
    return in_order(
        [
            (label(reader, pack, key) if key in pack.entries else key, number)
            for key, number in figures.looked_up
        ]
    )


def subscribed_rows(reader: Reader, pack: Pack, figures: Figures) -> list[tuple[str, int]]:
    """Return (name, number) of subscriptions. A meeting's name begins with its id."""

    def title(what: str, value: str) -> str:
        named = subject_name(reader, pack, what, value)
        return f"{value} · {named}" if what == "meeting" and named != value else named

    return in_order([(title(what, value), number) for what, value, number in figures.subscribed])


def delivered_rows(reader: Reader, figures: Figures) -> list[tuple[str, int]]:
    """Return (notice and its result in words, number)."""
    rows: Counter[str] = Counter()
    for notice, state, reason, number in figures.delivered:
        rows[delivery_label(reader, notice, state, reason)] += number
    return in_order(list(rows.items()))


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> Bars:
    shown = rows[:_MAX_BARS]
    return Bars(title, [(name, None if is_few(number) else number) for name, number in shown])

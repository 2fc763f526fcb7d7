"""Over which time the statistics count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.framework.request import Reader


@dataclass(frozen=True)
class Period:
    """`days` up to today, by days in UTC; None is all that is kept."""

    name: str
    days: int | None

    def since(self, today: date) -> date:
        return date.min if self.days is None else today - timedelta(days=self.days - 1)


DAY, WEEK, MONTH, ALL = (
    Period("day", 1),
    Period("week", 7),
    Period("month", 30),
    Period("all", None),
)
PERIODS = {each.name: each for each in (DAY, WEEK, MONTH, ALL)}


def parsed(part: str) -> tuple[Period, str]:
    """The period and the list that a place's part names; where it names no period, a month."""
    name, _, shown = part.partition("-")
    return (PERIODS[name], shown) if name in PERIODS else (MONTH, part)


def part_of(period: Period, shown: str = "") -> str:
    return f"{period.name}-{shown}" if shown else period.name


def period_said(reader: Reader, period: Period) -> str:
    _ = reader.gettext
    if period.days is None:
        return _("from the beginning")
    if period.days == 1:
        return _("today")
    said = reader.ngettext("the last {number} day", "the last {number} days", period.days)
    return said.format(number=period.days)


def period_button(reader: Reader, period: Period) -> str:
    """Short, as its button says it."""
    _ = reader.gettext
    return {DAY: _("Day"), WEEK: _("Week"), MONTH: _("Month"), ALL: _("All")}[period]

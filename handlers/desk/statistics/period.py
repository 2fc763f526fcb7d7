"""The periods that statistics can cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.framework.reader import Reader


@dataclass(frozen=True)
class Period:
    """The last `days` days (UTC), today included; None is everything in storage."""

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
PERIODS = {period.name: period for period in (DAY, WEEK, MONTH, ALL)}


def parsed(part: str) -> tuple[Period, str]:
    """Split a place's part into its period (MONTH if it names none) and the name of a list."""
    name, _, shown = part.partition("-")
    return (PERIODS[name], shown) if name in PERIODS else (MONTH, part)


def part_of(period: Period, shown: str = "") -> str:
    return f"{period.name}-{shown}" if shown else period.name


def period_label(reader: Reader, period: Period) -> str:
    _ = reader.gettext
    if period.days is None:
        return _("since the start")
    if period.days == 1:
        return _("today")
    label = reader.ngettext("the last {number} day", "the last {number} days", period.days)
    return label.format(number=period.days)


def period_button_label(reader: Reader, period: Period) -> str:
    """The text of a period's button."""
    _ = reader.gettext
    return {DAY: _("Day"), WEEK: _("Week"), MONTH: _("Month"), ALL: _("All")}[period]

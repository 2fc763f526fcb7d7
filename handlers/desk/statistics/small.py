"""Small numbers: what could single somebody out is said as “fewer than 5”."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.framework.request import Reader

FEW = 5


def is_few(number: int) -> bool:
    return 0 < number < FEW


def said(reader: Reader, number: int) -> str:
    """A number that stands beside a name."""
    _ = reader.gettext
    return _("fewer than {number}").format(number=FEW) if is_few(number) else str(number)


def written(number: int) -> str:
    """As `said`, in a table."""
    return f"<{FEW}" if is_few(number) else str(number)


def whole_said(reader: Reader, parts: Iterable[int]) -> str:
    """All together; exact only if no part is hidden, as what is left over would tell it."""
    _ = reader.gettext
    numbers = [part for part in parts if part]
    hidden = sum(is_few(number) for number in numbers)
    open_ones = sum(number for number in numbers if not is_few(number))
    if not hidden:
        return str(open_ones)
    if not open_ones:
        return _("fewer than {number}").format(number=hidden * FEW)
    return _("more than {number}").format(number=open_ones)


def in_order(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The most first; the few by name, so that their place tells nothing."""
    return sorted(rows, key=lambda row: (-row[1] if row[1] >= FEW else 0, row[0]))


def joined(came: Sequence[tuple[date, int]]) -> tuple[list[tuple[date, int]], int]:
    """Days taken together until a few came: each with how many came since the one before, and how
    many came after the last."""
    days: list[tuple[date, int]] = []
    waiting = 0
    for day, number in came:
        waiting += number
        if waiting >= FEW:
            days.append((day, waiting))
            waiting = 0
    return days, waiting

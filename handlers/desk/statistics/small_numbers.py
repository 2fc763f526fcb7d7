"""Numbers so small that they could identify a person; they are published as “fewer than 5”."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.framework.reader import Reader

FEW = 5


def is_few(number: int) -> bool:
    return 0 < number < FEW


def number_label(reader: Reader, number: int) -> str:
    """A number for a sentence or list: 7, or “fewer than 5”."""
    _ = reader.gettext
    return _("fewer than {number}").format(number=FEW) if is_few(number) else str(number)


def table_label(number: int) -> str:
    """A number for a table: 7, or <5."""
    return f"<{FEW}" if is_few(number) else str(number)


def total_label(reader: Reader, parts: Iterable[int]) -> str:
    """The sum of all parts; exact only if subtracting what is shown reveals no hidden part: none is
    hidden, or several that make a number which may be shown."""
    _ = reader.gettext
    numbers = [part for part in parts if part]
    hidden = sum(is_few(number) for number in numbers)
    exact = sum(number for number in numbers if not is_few(number))
    of_hidden = sum(numbers) - exact
    if not hidden or (hidden > 1 and not is_few(of_hidden)):
        return str(exact + of_hidden)
    if not exact:
        return _("fewer than {number}").format(number=hidden * FEW)
    return _("more than {number}").format(number=exact)


def in_order(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Largest first; hidden numbers last and by name, so that their order reveals nothing."""
    return sorted(rows, key=lambda row: (-row[1] if row[1] >= FEW else 0, row[0]))


def grouped_days(came: Sequence[tuple[date, int]]) -> tuple[list[tuple[date, int]], int]:
    """Group successive days until each group has enough new chats to be published. Return (last day
    of a group, its number) and the number after the last group."""
    days: list[tuple[date, int]] = []
    waiting = 0
    for day, number in came:
        waiting += number
        if waiting >= FEW:
            days.append((day, waiting))
            waiting = 0
    return days, waiting

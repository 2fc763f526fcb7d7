"""Places: the names by which buttons and links open screens.

A place is an entry's id (`rec-3-2`) or a screen's name (`meetings`), with an optional part
and page: `rt3.rec.2`. A start payload is a place without part and page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from handlers.framework.buttons import ButtonData, fitting
from handlers.framework.reader import Reader
from handlers.framework.reply import Button, Press, Row

T = TypeVar("T")

_PLACE = re.compile(r"([A-Za-z0-9-]{1,48})(?:\.([A-Za-z0-9-]{0,44}))?(?:\.([0-9]{1,3}))?")
_SHORT_LABEL_CHARACTERS = 22  # two labels of this length fit side by side on a phone
PAGE_SIZE = 6  # entries a page: all its buttons fit on a phone's screen


@dataclass(frozen=True)
class Place:
    id: str
    part: str = ""
    page: int = 1

    def __str__(self) -> str:
        if self.page != 1:
            return f"{self.id}.{self.part}.{self.page}"
        return f"{self.id}.{self.part}" if self.part else self.id

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Return the place that a button or link names, or None if the text is not a place."""
        match = _PLACE.fullmatch(text)
        if match is None:
            return None
        return cls(match[1], match[2] or "", max(1, int(match[3] or 1)))


@dataclass(frozen=True)
class Go(ButtonData):
    """Opens a place. `back` is the place that its Back button opens; empty means its parent."""

    tag: ClassVar[str] = "g1"
    place: str
    back: str = ""


def go(place: Place | str, back: Place | str = "") -> Go:
    """Return the button's data, without `back` if both together exceed Telegram's limit."""
    return fitting(Go(str(place), str(back)), Go(str(place)))


def open_buttons(labelled: Sequence[tuple[str, str]], back: Place | str) -> list[Row]:
    """Return a button for each (label, place), two in a row where both labels are short."""
    return two_columns(Press(label, go(place, back)) for label, place in labelled)


def two_columns(buttons: Iterable[Press]) -> list[Row]:
    """Return the buttons in rows of two where both labels are short, else of one."""
    rows: list[list[Press]] = []
    for button in buttons:
        left = rows[-1][0] if rows and len(rows[-1]) == 1 else None
        longest = 0 if left is None else max(len(left.label), len(button.label))
        if left is not None and longest <= _SHORT_LABEL_CHARACTERS:
            rows[-1].append(button)
        else:
            rows.append([button])
    return [tuple(row) for row in rows]


def paging(reader: Reader, here: Place, pages: int, back: str = "") -> list[Row]:
    """Return a row with buttons to the previous and next page, or no row if there is one page."""
    _ = reader.gettext
    row: list[Button] = []
    if here.page > 1:
        row.append(Press(_("‹ Previous page"), go(Place(here.id, here.part, here.page - 1), back)))
    if here.page < pages:
        row.append(Press(_("Next page ›"), go(Place(here.id, here.part, here.page + 1), back)))
    return [tuple(row)] if row else []


def way_back(reader: Reader, back: Place | str | None, beyond: str = "") -> Row:
    """Return the last row of every screen: Back, if there is a place to go back to, and Home.
    `beyond` is the `back` of the place that Back opens."""
    _ = reader.gettext
    home = Press(_("Home"), go("home"))
    if back is None or str(back) in ("", "home"):
        return (home,)
    return (Press(_("‹ Back"), go(back, beyond)), home)


def page_of(items: Sequence[T], page: int, size: int = PAGE_SIZE) -> tuple[Sequence[T], int, int]:
    """Return the items of a page, the page's number (the last page if `page` is beyond it) and the
    number of pages."""
    pages = max(1, -(-len(items) // size))
    page = min(page, pages)
    return items[(page - 1) * size : page * size], page, pages


def payload_place(words: str) -> Place | None:
    """Return the place that a start payload opens, or None. Links open whole entries, no parts."""
    place = Place.parse(words)
    return None if place is None or place.part or place.page != 1 else place

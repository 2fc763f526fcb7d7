"""Places: every screen has a name, and buttons and links go there by it.

A place is an entry's id (`rec-3-2`) or a screen's name (`meetings`), and may name a part of it and
a page: `rt3.rec.2`. Start payloads are places without part or page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from handlers.framework.buttons import ButtonData
from handlers.framework.reader import Reader
from handlers.framework.reply import Button, Press, Row
from handlers.framework.telegram_limits import CALLBACK_DATA_BYTES

T = TypeVar("T")

_PLACE = re.compile(r"([A-Za-z0-9-]{1,48})(?:\.([A-Za-z0-9-]{0,40}))?(?:\.([0-9]{1,3}))?")
# A label beyond this stands on a line of its own.
_SHORT_LABEL = 22
PAGE = 6  # entries a page: with paging above Back and Home, a screen stays in sight


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
        """The place that a button or link names, or None where it names none."""
        match = _PLACE.fullmatch(text)
        if match is None:
            return None
        return cls(match[1], match[2] or "", max(1, int(match[3] or 1)))


@dataclass(frozen=True)
class Go(ButtonData):
    """Open a place; `back` is the place that its Back button leads to (empty: its parent)."""

    tag: ClassVar[str] = "g1"
    place: str
    back: str = ""


def go(place: Place | str, back: Place | str = "") -> Go:
    """The button's data; the way back is left out where both together are too long."""
    full = Go(str(place), str(back))
    size = len(f"{Go.tag}:{full.place}:{full.back}".encode())
    return full if size <= CALLBACK_DATA_BYTES else Go(full.place)


def open_buttons(labelled: Sequence[tuple[str, str]], back: Place | str) -> list[Row]:
    """A button for each (label, place): two in a row where both labels are short."""
    rows: list[list[Button]] = []
    for label, place in labelled:
        button = Press(label, go(place, back))
        joins = (
            rows
            and len(rows[-1]) == 1
            and len(rows[-1][0].label) <= _SHORT_LABEL
            and len(label) <= _SHORT_LABEL
        )
        if joins:
            rows[-1].append(button)
        else:
            rows.append([button])
    return [tuple(row) for row in rows]


def paging(reader: Reader, here: Place, pages: int, back: str = "") -> list[Row]:
    """Buttons to the pages before and after; none where there is one page."""
    _ = reader.gettext
    row: list[Button] = []
    if here.page > 1:
        row.append(Press(_("‹ Earlier page"), go(Place(here.id, here.part, here.page - 1), back)))
    if here.page < pages:
        row.append(Press(_("Next page ›"), go(Place(here.id, here.part, here.page + 1), back)))
    return [tuple(row)] if row else []


def way_back(reader: Reader, back: Place | str | None, beyond: str = "") -> Row:
    """The last row of every screen. `beyond` is where the place that Back opens leads back to."""
    _ = reader.gettext
    home = Press(_("Home"), go("home"))
    if back is None or str(back) in ("", "home"):
        return (home,)
    return (Press(_("‹ Back"), go(back, beyond)), home)


def page_of(items: Sequence[T], page: int, size: int = PAGE) -> tuple[Sequence[T], int, int]:
    """The items of a page, the page (within what there is) and the number of pages."""
    pages = max(1, -(-len(items) // size))
    page = min(page, pages)
    return items[(page - 1) * size : page * size], page, pages


def payload_place(words: str) -> Place | None:
    """The place that a start payload opens. Only whole things travel in links."""
    place = Place.parse(words)
    return None if place is None or place.part or place.page != 1 else place

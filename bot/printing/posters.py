"""Posters to print: the bot, and each roundtable, practical page and meeting, with its QR code."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import segno

from bot.printing import is_right_to_left
from bot.printing.typesetting import compiled, compiler, unprintable
from content.languages import SOURCE_LANGUAGE, Sentences, spoken
from content.model import Pack
from handlers.desk.posters import pages
from handlers.framework.poster_sheets import Poster, PosterSheet
from handlers.framework.reader import Reader

Paper = Literal["a4", "letter"]
_PAPERS = {"a4": "a4", "letter": "us-letter"}  # as Typst names them
_TEMPLATE = Path(__file__).with_name("poster.typ")
# Modules of white on each side of a code: https://www.qrcode.com/en/howto/code.html
_QUIET_ZONE = 4
_TITLE_POINTS, _LINE_POINTS, _ADDRESS_POINTS, _FOOT_POINTS = 40, 20, 16, 11


@dataclass(frozen=True)
class PrintedPosters:
    """A PDF, and the letters left out of it because no font has them, by the id of their poster;
    the id is empty for those of every poster's foot."""

    pdf: bytes
    missing: dict[str, str]


def posters_of(
    pack: Pack, bot: str, now: datetime, with_past: bool = False, language: str | None = None
) -> list[Poster]:
    """Return the posters in a language, by default the pack's: see handlers.desk.posters."""
    reader = _reader(pack, bot, now, language)
    return pages.posters_of(reader, pack.in_language(reader.language), with_past)


def cancelled_meetings(pack: Pack, now: datetime, with_past: bool = False) -> int:
    """Count the meetings that `posters_of` leaves out because they are cancelled."""
    cancelled = (meeting for meeting in pack.meetings if meeting.cancelled)
    return sum(with_past or meeting.closes > now for meeting in cancelled)


def draw(
    pack: Pack,
    posters: Sequence[Poster],
    bot: str,
    now: datetime,
    paper: Paper,
    language: str | None = None,
) -> PrintedPosters:
    """Draw posters of a pack: see `draw_sheet`."""
    reader = _reader(pack, bot, now, language)
    pack = pack.in_language(reader.language)
    return draw_sheet(pages.sheet_of(reader, pack, posters, _PAPERS[paper]))


def draw_sheet(sheet: PosterSheet) -> PrintedPosters:
    """Draw a page for each poster. A letter that neither FONTS nor the fonts of this machine have
    is left out, and that poster bears its id."""
    typst = compiler()
    posters, foot = sheet.posters, sheet.foot
    letters_of: dict[str, str] = {}
    for poster in posters:
        letters = "".join((poster.title, *poster.lines))
        letters_of[poster.id] = letters_of.get(poster.id, "") + letters
    letters_of[""] = "".join(foot)
    left_out = unprintable(typst, sorted({*"".join(letters_of.values())}))
    missing = {
        id: "".join(dict.fromkeys(letter for letter in letters if letter in left_out))
        for id, letters in letters_of.items()
    }

    def printable(text: str) -> str:
        kept = "".join(letter for letter in text if letter not in left_out)
        return " ".join(unicodedata.normalize("NFC", kept).split())

    def page(poster: Poster) -> dict[str, Any]:
        title, *lines = [printable(line) for line in (poster.title, *poster.lines)]
        if missing[poster.id]:
            lines.append(poster.id)
        if not any(letter.isalnum() for letter in title):
            title, lines = poster.id, [line for line in lines if line != poster.id]
        heading = [_text(title, _TITLE_POINTS, bold=True)]
        heading += [_text(line, _LINE_POINTS) for line in lines if line]
        # With a zero-width space, so that a long one is broken there.
        address = poster.link.removeprefix("https://").replace("?", "\u200b?")
        code = segno.make_qr(poster.link, error="m").svg_inline(border=_QUIET_ZONE)
        return {
            "heading": heading, "link": poster.link, "code": code,
            "address": [_text(address, _ADDRESS_POINTS)],
        }  # fmt: skip

    data = {
        "title": sheet.title,
        "paper": sheet.paper,
        "language": sheet.language,
        "posters": [page(poster) for poster in posters],
        "foot": [_text(printable(line), _FOOT_POINTS) for line in foot],
    }
    pdf = compiled(typst, _TEMPLATE.read_bytes(), data=json.dumps(data))
    return PrintedPosters(pdf, {id: letters for id, letters in missing.items() if letters})


def _text(text: str, points: int, bold: bool = False) -> dict[str, Any]:
    """A text as the template expects it."""
    return {
        "text": text, "size": points, "bold": bold, "right-to-left": is_right_to_left(text),
    }  # fmt: skip


def _reader(pack: Pack, bot: str, now: datetime, language: str | None) -> Reader:
    """Whoever reads the posters: at the venue, by default in the pack's language."""
    language = spoken(language or pack.language) or SOURCE_LANGUAGE
    zone = ZoneInfo(pack.event.time_zone)
    return Reader(language, zone, True, now, Sentences()[language], bot)


def main() -> None:
    """Read a sheet as JSON and write a PDF: printer.py runs this as a program of its own."""
    given = json.load(sys.stdin.buffer)
    posters = [
        Poster(one["title"], tuple(one["lines"]), one["link"]) for one in given.pop("posters")
    ]
    sys.stdout.buffer.write(draw_sheet(PosterSheet(**given, posters=posters)).pdf)


if __name__ == "__main__":
    main()

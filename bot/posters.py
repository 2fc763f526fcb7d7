"""Posters to print: the bot, each roundtable and each meeting, with a code that opens it."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import segno
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from content.languages import SOURCE_LANGUAGE, Sentences, spoken
from content.model import Pack
from handlers import times
from handlers.meetings.lines import key, where
from handlers.request import Reader

Paper = Literal["a4", "letter"]
_PAPERS = {"a4": A4, "letter": LETTER}
_MARGIN = 20 * mm
_CODE = 110 * mm
# Four modules of white around it: https://www.qrcode.com/en/howto/code.html
_QUIET = 4
_PLAIN, _BOLD, _CHINESE = "Posters", "Posters-Bold", "STSong-Light"
_LARGEST, _SMALLEST = 40, 12


class NotDrawable(Exception):
    """A text has letters that no font here can print."""


@dataclass(frozen=True)
class Poster:
    """`lines` stand below the title; `link` is what the code opens."""

    title: str
    lines: tuple[str, ...]
    link: str


def posters_of(pack: Pack, bot: str, now: datetime, everything: bool = False) -> list[Poster]:
    """The bot's own first, the roundtables, and the meetings that take place and are not over at
    `now` (an instant in UTC); with `everything`, those that are over, too."""
    reader = _reader(pack, bot, now)
    _ = reader.gettext
    made = [Poster(pack.event.short, (_("Ask the bot on Telegram"),), f"https://t.me/{bot}")]
    for each in pack.roundtables:
        title = _("Roundtable {number}").format(number=each.number)
        made.append(Poster(title, (each.title,), reader.link(each.id)))
    for meeting in pack.meetings:
        if meeting.cancelled or (meeting.closes <= now and not everything):
            continue
        lines = (times.venue_time(reader, meeting), where(reader, meeting))
        made.append(
            Poster(meeting.title, tuple(each for each in lines if each), reader.link(key(meeting)))
        )
    return made


def draw(pack: Pack, posters: Sequence[Poster], bot: str, now: datetime, paper: Paper) -> bytes:
    """The PDF, a page a poster. Raises NotDrawable."""
    reader = _reader(pack, bot, now)
    _ = reader.gettext
    chinese = reader.language == "zh"
    _register(chinese)
    foot = (pack.event.name, _("The bot is not an official channel of registration."))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=_PAPERS[paper])
    canvas.setTitle(f"{pack.event.short} – @{bot}")
    for each in posters:
        _page(canvas, each, foot, chinese)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def modules(link: str) -> Iterator[tuple[int, int]]:
    """The dark squares of a link's code, (column, row) from the upper left."""
    for row, line in enumerate(_code(link).matrix):
        for column, dark in enumerate(line):
            if dark:
                yield column, row


def _code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error="m")


def _page(canvas: Any, poster: Poster, foot: Sequence[str], chinese: bool) -> None:
    width, height = canvas._pagesize
    plain, bold = (_CHINESE, _CHINESE) if chinese else (_PLAIN, _BOLD)
    room = width - 2 * _MARGIN
    top = height - _MARGIN
    code_top = height * 0.63
    title_room = top - code_top - 10 * mm
    below = [(each, plain, 20) for each in poster.lines]
    top = _put(canvas, [(poster.title, bold, _LARGEST), *below], room, title_room, top)
    left = (width - _CODE) / 2
    _draw_code(canvas, poster.link, left, code_top - _CODE)
    canvas.linkURL(poster.link, (left, code_top - _CODE, left + _CODE, code_top))
    said = poster.link.removeprefix("https://")
    _put(canvas, [(said, plain, 16)], room, 20 * mm, code_top - _CODE - 4 * mm)
    _put(canvas, [(each, plain, 11) for each in foot], room, 30 * mm, _MARGIN + 18 * mm)


def _draw_code(canvas: Any, link: str, left: float, bottom: float) -> None:
    across = _code(link).symbol_size(border=_QUIET)[0]
    side = _CODE / across
    canvas.setFillGray(0)
    for column, row in modules(link):
        x = left + (column + _QUIET) * side
        y = bottom + _CODE - (row + _QUIET + 1) * side
        canvas.rect(x, y, side, side, stroke=0, fill=1)


def _put(
    canvas: Any, texts: Sequence[tuple[str, str, int]], width: float, height: float, top: float
) -> float:
    """Texts below each other, made smaller together until all fit; where the last one ends."""
    shrunk = 1.0
    while True:
        set_ = [_paragraph(text, font, max(_SMALLEST * 0.6, size * shrunk), width)
                for text, font, size in texts]  # fmt: skip
        sizes = [each.wrap(width, 10_000)[1] for each in set_]
        if sum(sizes) + 4 * mm * (len(sizes) - 1) <= height or shrunk < 0.2:
            break
        shrunk *= 0.9
    for each, size in zip(set_, sizes, strict=True):
        each.drawOn(canvas, (canvas._pagesize[0] - width) / 2, top - size)
        top -= size + 4 * mm
    return top


def _paragraph(text: str, font: str, size: float, width: float) -> Any:
    if font != _CHINESE:
        known = pdfmetrics.getFont(font).face.charToGlyph
        unknown = next((each for each in text if not each.isspace() and ord(each) not in known), "")
        arabic = next((each for each in text if "\u0590" <= each <= "\u08ff"), "")
        if unknown or arabic:
            raise NotDrawable(text)
    longest = max(text.split() or [""], key=len)
    while size > 6 and pdfmetrics.stringWidth(longest, font, size) > width:
        size *= 0.95
    style = ParagraphStyle(
        "poster", fontName=font, fontSize=size, leading=size * 1.2, alignment=TA_CENTER,
        wordWrap="CJK" if font == _CHINESE else None,
    )  # fmt: skip
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Paragraph(escaped, style)


def _register(chinese: bool) -> None:
    if chinese:
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
        return
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise NotDrawable("no font is installed")
    fonts = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont(_PLAIN, str(fonts / "DejaVuSans.ttf")))
    pdfmetrics.registerFont(TTFont(_BOLD, str(fonts / "DejaVuSans-Bold.ttf")))


def _reader(pack: Pack, bot: str, now: datetime) -> Reader:
    language = spoken(pack.language) or SOURCE_LANGUAGE
    zone = ZoneInfo(pack.event.time_zone)
    return Reader(language, zone, True, now, Sentences()[language], bot)

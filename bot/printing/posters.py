"""Posters to print: the bot, each roundtable and each meeting, with a code that opens it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import segno
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from bot.printing.text_layout import Fit, Lettering
from content.languages import SOURCE_LANGUAGE, Sentences, spoken
from content.model import Pack
from handlers.framework.request import Reader
from handlers.meetings.lines import key, where
from handlers.wording import times

Paper = Literal["a4", "letter"]
_PAPERS = {"a4": A4, "letter": LETTER}
_MARGIN = 20 * mm
_CODE = 110 * mm
# Four modules of white around it: https://www.qrcode.com/en/howto/code.html
_QUIET = 4
_LARGEST, _SMALLEST = 40, 7


@dataclass(frozen=True)
class Poster:
    """`lines` stand below the title; `link` is what the code opens."""

    title: str
    lines: tuple[str, ...]
    link: str

    @property
    def id(self) -> str:
        """What the link opens in the bot, or the bot itself."""
        address, _, payload = self.link.partition("?start=")
        return payload or f"@{address.rpartition('/')[2]}"


@dataclass(frozen=True)
class Drawn:
    """`lacking` are letters that no font here has, by the ids of the posters that go without them
    (`""`: every poster's foot); `bare` are ids of posters with letters that the PDF does not bring
    along."""

    pdf: bytes
    lacking: dict[str, str]
    bare: tuple[str, ...]


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


def left_out(pack: Pack, now: datetime, everything: bool = False) -> int:
    """How many meetings have no poster because they are cancelled."""
    return sum(each.cancelled and (everything or each.closes > now) for each in pack.meetings)


def draw(pack: Pack, posters: Sequence[Poster], bot: str, now: datetime, paper: Paper) -> Drawn:
    """The PDF, a page a poster. What cannot be printed of a poster's words is left out, and its id
    stands there. Raises NoFont."""
    reader = _reader(pack, bot, now)
    _ = reader.gettext
    lettering = Lettering(reader.language)
    said = (pack.event.name, _("The bot is not an official channel of registration."))
    foot = [lettering.fit(each) for each in said]
    lacking = {"": "".join(each.lacking for each in foot)}
    bare: list[str] = []
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=_PAPERS[paper])
    canvas.setTitle(f"{pack.event.short} – @{bot}")
    for each in posters:
        texts = [lettering.fit(text) for text in (each.title, *each.lines)]
        lacking[each.id] = "".join(dict.fromkeys("".join(fit.lacking for fit in texts)))
        if not all(fit.embedded for fit in (*texts, *foot)):
            bare.append(each.id)
        printable = _printable(each, texts)
        _page(canvas, printable, [fit.text for fit in foot], lettering)
        canvas.showPage()
    canvas.save()
    lacking = {id: letters for id, letters in lacking.items() if letters}
    return Drawn(out.getvalue(), lacking, tuple(bare))


def _printable(poster: Poster, texts: Sequence[Fit]) -> Poster:
    """With what is left of its words, and its id where some are not."""
    title, *lines = (each.text for each in texts)
    if any(each.lacking for each in texts):
        lines.append(poster.id)
    if not any(each.isalnum() for each in title):
        title, lines = poster.id, lines[:-1] if lines else []
    return replace(poster, title=title, lines=tuple(each for each in lines if each))


def modules(link: str) -> Iterator[tuple[int, int]]:
    """The dark squares of a link's code, (column, row) from the upper left."""
    for row, line in enumerate(_code(link).matrix):
        for column, dark in enumerate(line):
            if dark:
                yield column, row


def _code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error="m")


def _page(canvas: Any, poster: Poster, foot: Sequence[str], lettering: Lettering) -> None:
    width, height = canvas._pagesize
    top = height - _MARGIN
    code_top = height * 0.63
    left, bottom = (width - _CODE) / 2, code_top - _CODE
    words = [(poster.title, True, _LARGEST), *((each, False, 20) for each in poster.lines)]
    _put(canvas, lettering, words, top - code_top - 10 * mm, top)
    _draw_code(canvas, poster.link, left, bottom)
    canvas.linkURL(poster.link, (left, bottom, left + _CODE, code_top))
    said = poster.link.removeprefix("https://")
    _put(canvas, lettering, [(said, False, 16)], 20 * mm, bottom - 4 * mm)
    _put(canvas, lettering, [(each, False, 11) for each in foot], 30 * mm, _MARGIN + 18 * mm)


def _draw_code(canvas: Any, link: str, left: float, bottom: float) -> None:
    across = _code(link).symbol_size(border=_QUIET)[0]
    side = _CODE / across
    canvas.setFillGray(0)
    for column, row in modules(link):
        x = left + (column + _QUIET) * side
        y = bottom + _CODE - (row + _QUIET + 1) * side
        canvas.rect(x, y, side, side, stroke=0, fill=1)


def _put(
    canvas: Any,
    lettering: Lettering,
    texts: Sequence[tuple[str, bool, int]],
    height: float,
    top: float,
) -> None:
    """Texts (each with whether it is bold, and its size) below each other, made smaller together
    until all fit."""
    width = canvas._pagesize[0] - 2 * _MARGIN
    shrunk = 1.0
    while True:
        set_ = [lettering.block(text, bold, max(_SMALLEST, size * shrunk), width)
                for text, bold, size in texts]  # fmt: skip
        sizes = [each.wrap(width, 10_000)[1] for each in set_]
        if sum(sizes) + 4 * mm * (len(sizes) - 1) <= height or shrunk < 0.2:
            break
        shrunk *= 0.9
    for each, size in zip(set_, sizes, strict=True):
        each.drawOn(canvas, _MARGIN, top - size)
        top -= size + 4 * mm


def _reader(pack: Pack, bot: str, now: datetime) -> Reader:
    language = spoken(pack.language) or SOURCE_LANGUAGE
    zone = ZoneInfo(pack.event.time_zone)
    return Reader(language, zone, True, now, Sentences()[language], bot)

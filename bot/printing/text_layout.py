"""Words on paper, in whatever script they are.

What DejaVu Sans can set letter by letter becomes text of the PDF. All else (Arabic, Chinese, marks
above and below) is set by matplotlib, which brings HarfBuzz, the order of right-to-left and DejaVu
Sans, and becomes outlines: a printer needs no font for them. Letters that DejaVu Sans lacks are
taken from the fonts of the machine that makes the PDF.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph

_PLAIN, _BOLD, _CHINESE = "Posters", "Posters-Bold", "STSong-Light"
_FILES = {_PLAIN: "DejaVuSans.ttf", _BOLD: "DejaVuSans-Bold.ttf"}
_SMALLEST = 6
# Outlines are kept in this size, in points, and scaled.
_EM = 100
# Where a line may be broken: between words, and between Chinese, Japanese or Korean letters, which
# keep what closes a sentence.
_PIECES = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]?[\u3001\u3002\uff01-\uff1f\u300b\u300d]*\s*"
    r"|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+\s*"
)
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"


class NoFont(Exception):
    """The fonts that every machine should have are missing."""


@dataclass(frozen=True)
class Fit:
    """What can be printed of a text; `lacking` are letters that no font here has, each once.
    `embedded` says that the PDF brings all its letters along."""

    text: str
    lacking: str = ""
    embedded: bool = True


class Lettering:
    """The fonts that are there, for texts mostly in one language. Raises NoFont."""

    def __init__(self, language: str) -> None:
        self._language = "zh-Hans" if language == "zh" else language
        self._outlines: dict[tuple[str, bool], _Outline] = {}
        folder = _fonts_folder()
        for name, file in _FILES.items():
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
        self._known = frozenset(pdfmetrics.getFont(_PLAIN).face.charToGlyph) & frozenset(
            pdfmetrics.getFont(_BOLD).face.charToGlyph
        )

    def fit(self, text: str) -> Fit:
        """Leave out what cannot be printed."""
        text = unicodedata.normalize("NFC", text)
        lacking = self._lacking(text)
        if not lacking:
            return Fit(text)
        if self._as_chinese(text):
            return Fit(" ".join(text.split()), embedded=False)
        kept = "".join(each for each in text if each not in lacking)
        said = "".join(each for each in lacking if unicodedata.category(each) != "Cf")
        return Fit(" ".join(kept.split()), said)

    def block(self, text: str, bold: bool, size: float, width: float) -> Flowable:
        """A text that fits, centred, in lines no longer than `width` (points)."""
        name = _BOLD if bold else _PLAIN
        if not self._by_itself(text):
            if self._lacking(text):
                return _paragraph(text, _CHINESE, size, width)
            return self._outlined(text, bold, size, width)
        return _paragraph(text, name, size, width)

    def _by_itself(self, text: str) -> bool:
        """Whether DejaVu Sans has all of it, and it can be set letter by letter from the left."""
        return all(
            each.isspace() or (ord(each) in self._known and not _shaped(each)) for each in text
        )

    def _lacking(self, text: str) -> str:
        unknown = {
            each: None for each in text if not each.isspace() and ord(each) not in self._known
        }
        found = {each for font in _fonts_with("".join(unknown), False) for each in font.letters}
        return "".join(each for each in unknown if ord(each) not in found)

    def _as_chinese(self, text: str) -> bool:
        """Whether it can be set in a Chinese font that PDF readers have, though files do not."""
        if any(_shaped(each) for each in text):
            return False
        try:
            "".join(text.split()).encode("gbk")
        except UnicodeEncodeError:
            return False
        return True

    def _outlined(self, text: str, bold: bool, size: float, width: float) -> Flowable:
        first = next((unicodedata.bidirectional(e) for e in text if _directed(e)), "L")
        mark = _LEFT_TO_RIGHT if first == "L" else _RIGHT_TO_LEFT
        pieces = [each for each in _PIECES.findall(text) if each]

        def outline(words: str) -> _Outline:
            return self._outline(mark + words.rstrip(), bold)

        widest = max(outline(each).width for each in pieces) / _EM
        while size > _SMALLEST and widest * size > width:
            size *= 0.95
        lines: list[str] = []
        for piece in pieces:
            if lines and outline(lines[-1] + piece).width * size / _EM <= width:
                lines[-1] += piece
            else:
                lines.append(piece)
        return _Outlined([outline(each) for each in lines], size)

    def _outline(self, text: str, bold: bool) -> _Outline:
        if (text, bold) not in self._outlines:
            self._outlines[text, bold] = self._set(text, bold)
        return self._outlines[text, bold]

    def _set(self, text: str, bold: bool) -> _Outline:
        from matplotlib.font_manager import get_font
        from matplotlib.textpath import TextToPath

        unknown = "".join(each for each in text if ord(each) not in self._known)
        first = _fonts_folder() / _FILES[_BOLD if bold else _PLAIN]
        font = get_font([str(first), *(each.file for each in _fonts_with(unknown, bold))])
        font.set_size(_EM, 72)
        placed, shapes, _ = TextToPath().get_glyphs_with_font(font, text, language=self._language)
        glyphs: list[_Glyph] = []
        for name, x, y, scale in placed:
            points, codes = shapes[name]
            moved = [(float(a) * scale + x, float(b) * scale + y) for a, b in points]
            glyphs.append(_Glyph(tuple(moved), tuple(int(each) for each in codes)))
        return _Outline(tuple(glyphs))


@dataclass(frozen=True)
class _Glyph:
    points: tuple[tuple[float, float], ...]
    codes: tuple[int, ...]


@dataclass(frozen=True)
class _Outline:
    """A line of text in _EM points, its base line at 0."""

    glyphs: tuple[_Glyph, ...]

    @property
    def left(self) -> float:
        return min((x for glyph in self.glyphs for x, _ in glyph.points), default=0)

    @property
    def width(self) -> float:
        most = max((x for glyph in self.glyphs for x, _ in glyph.points), default=0)
        return most - self.left


class _Outlined(Flowable):  # type: ignore[misc]
    """Lines of outlines below each other."""

    def __init__(self, lines: Sequence[_Outline], size: float) -> None:
        super().__init__()
        self._lines = lines
        self._size = size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self._size * 1.4 * len(self._lines)
        return self.width, self.height

    def draw(self) -> None:
        scale = self._size / _EM
        for number, line in enumerate(self._lines):
            x = (self.width - line.width * scale) / 2 - line.left * scale
            y = self.height - self._size * (1.4 * number + 1.05)
            for glyph in line.glyphs:
                at = [(x + a * scale, y + b * scale) for a, b in glyph.points]
                _fill(self.canv, at, glyph.codes)


def _fill(canvas: Any, points: Sequence[tuple[float, float]], codes: Sequence[int]) -> None:
    """The codes are matplotlib's: https://matplotlib.org/stable/api/path_api.html"""
    path = canvas.beginPath()
    number = 0
    while number < len(codes):
        x, y = points[number]
        match codes[number]:
            case 1:
                path.moveTo(x, y)
            case 2:
                path.lineTo(x, y)
            case 3:  # quadratic, which a PDF does not know: one of a higher degree is the same
                (a, b), (c, d) = points[number - 1], points[number + 1]
                path.curveTo(
                    a + (x - a) * 2 / 3, b + (y - b) * 2 / 3,
                    c + (x - c) * 2 / 3, d + (y - d) * 2 / 3, c, d,
                )  # fmt: skip
                number += 1
            case 4:
                path.curveTo(x, y, *points[number + 1], *points[number + 2])
                number += 2
            case _:
                path.close()
        number += 1
    canvas.drawPath(path, stroke=0, fill=1)


@dataclass(frozen=True)
class _Font:
    file: str
    bold: bool
    plain: bool
    letters: Mapping[int, int]


@cache
def _machine_fonts() -> tuple[_Font, ...]:
    """The fonts of this machine that hold outlines."""
    from matplotlib.font_manager import findSystemFonts, get_font

    found: list[_Font] = []
    for file in sorted(findSystemFonts()):
        try:
            font = get_font(file)
        except (OSError, RuntimeError):
            continue
        style, family = font.style_name.lower(), font.family_name.lower()
        if font.scalable and "color" not in family and "emoji" not in family:
            plain = style in ("regular", "bold") and "sans" in family and "mono" not in family
            found.append(_Font(file, "bold" in style, plain, font.get_charmap()))
    return tuple(found)


@cache
def _fonts_with(letters: str, bold: bool) -> tuple[_Font, ...]:
    """As few fonts as have these letters, as far as there are any."""
    missing, chosen = {ord(each) for each in letters}, list[_Font]()
    while missing:
        best = max(
            _machine_fonts(),
            key=lambda font: (
                len(missing & font.letters.keys()), font.plain, font.bold == bold
            ),
            default=None,
        )  # fmt: skip
        if best is None or not missing & best.letters.keys():
            break
        missing -= best.letters.keys()
        chosen.append(best)
    return tuple(chosen)


def _paragraph(text: str, font: str, size: float, width: float) -> Flowable:
    # A Chinese line is broken anywhere.
    longest = "" if font == _CHINESE else max(text.split() or [""], key=len)
    while size > _SMALLEST and pdfmetrics.stringWidth(longest, font, size) > width:
        size *= 0.95
    style = ParagraphStyle(
        "poster", fontName=font, fontSize=size, leading=size * 1.2, alignment=TA_CENTER,
        wordWrap="CJK" if font == _CHINESE else None,
    )  # fmt: skip
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Paragraph(escaped, style)


def _shaped(letter: str) -> bool:
    """Whether a letter's form or place depends on those beside it."""
    return (
        unicodedata.bidirectional(letter) in ("R", "AL", "AN")
        or unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")
    )  # fmt: skip


def _directed(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("L", "R", "AL")


def _fonts_folder() -> Path:
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise NoFont("matplotlib, which brings the fonts, is not installed")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"

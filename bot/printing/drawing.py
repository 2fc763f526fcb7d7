"""Draw a chart: `python -m bot.printing.drawing` reads it as JSON and writes a PNG.

It is a program of its own, run by charting.py, because drawing holds the interpreter's lock for a
tenth of a second. It imports nothing else of the bot, so that it starts quickly.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from html import escape
from itertools import groupby
from math import ceil, log10
from typing import Any

import orjson
import resvg_py
import uharfbuzz

from bot.printing import FONTS, is_right_to_left

_SIZE = 1200  # pixels, both ways
_MARGIN = 40
_INK, _FAINT, _FILL, _PALE, _GRID = "#1d3557", "#64748b", "#2a78b5", "#bcd4e6", "#e2e8f0"
# Font families by the names in their files; the first one that has a letter sets it.
_FAMILIES = {"Roundtable Sans": "RoundtableSans", "Noto Sans CJK SC": "NotoSansSC"}
_LINE_BOTTOM = 330
_LISTS_TOP = 440
_LIST_HEIGHT, _LIST_WIDTH, _ROW_HEIGHT = 390, 530, 52
_TICK_WIDTH = 150  # of a date below the line
# https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
_RIGHT_TO_LEFT_ISOLATE, _POP_ISOLATE = "\u2067", "\u2069"


def draw(chart: dict[str, Any]) -> bytes:
    """Return a PNG of 1200 by 1200 pixels; `chart` has the fields of handlers.framework's Chart.

    Rows with a letter that no font here has are left out, as a box in its place says nothing.
    """
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg(chart),
            skip_system_fonts=True,
            font_files=[str(file) for file in sorted(FONTS.glob("*.?tf"))],
        )
    )


def svg(chart: dict[str, Any]) -> str:
    """Return the chart as SVG; fonts are named in it, not embedded."""
    right_to_left: bool = chart["right_to_left"]
    parts = [f'<rect width="{_SIZE}" height="{_SIZE}" fill="#fff"/>']
    parts += _line(chart["line_title"], chart["line"], right_to_left)
    for number, bars in enumerate(chart["bars"]):
        row, column = divmod(number, 2)
        left = _MARGIN + (column != right_to_left) * (_SIZE - 2 * _MARGIN - _LIST_WIDTH)
        top = _LISTS_TOP + row * _LIST_HEIGHT
        parts += _bars(bars, chart, left, top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIZE}" height="{_SIZE}">'
        f"{''.join(parts)}</svg>"
    )


def _line(title: str, points: Sequence[Sequence[Any]], right_to_left: bool) -> Iterator[str]:
    """A line over time, which goes from left to right in every language."""
    left, right, top = _MARGIN + 70, _SIZE - _MARGIN, 90
    yield _text(title, right if right_to_left else _MARGIN, 50, 28, bold=True,
                anchor="end" if right_to_left else "start")  # fmt: skip
    step = _step(max((number for *_, number in points), default=0))
    highest = step * max(1, ceil(max((number for *_, number in points), default=0) / step))
    for value in range(0, highest + 1, step):
        y = _LINE_BOTTOM - (_LINE_BOTTOM - top) * value / highest
        yield f'<path d="M{left} {y:.1f}H{right}" stroke="{_GRID}" stroke-width="2"/>'
        yield _text(str(value), left - 14, y + 8, 22, anchor="end", fill=_FAINT)
    if not points:
        return
    days = [date.fromisoformat(day).toordinal() for day, *_ in points]
    whole = max(1, days[-1] - days[0])
    xs = [left + (right - left) * (day - days[0]) / whole for day in days]
    if len(points) == 1:
        xs = [(left + right) / 2]
    ys = [_LINE_BOTTOM - (_LINE_BOTTOM - top) * number / highest for *_, number in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True))
    yield f'<path d="M{path}" fill="none" stroke="{_FILL}" stroke-width="5"'
    yield ' stroke-linejoin="round" stroke-linecap="round"/>'
    if len(points) < 15:
        for x, y in zip(xs, ys, strict=True):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{_FILL}"/>'
    for number in _ticks(xs):
        anchor = (
            "end" if xs[number] > right - 50 else "start" if xs[number] < left + 50 else "middle"
        )
        yield _text(
            points[number][1], xs[number], _LINE_BOTTOM + 36, 22, anchor=anchor, fill=_FAINT
        )


def _bars(bars: dict[str, Any], chart: dict[str, Any], left: int, top: int) -> Iterator[str]:
    right_to_left: bool = chart["right_to_left"]
    start, anchor = (left + _LIST_WIDTH, "end") if right_to_left else (left, "start")
    yield _text(bars["title"], start, top, 28, bold=True, anchor=anchor)
    rows = [(name, number) for name, number in bars["rows"] if _has_letters(name)]
    # A hidden number has a pale bar as long as it can be at most.
    lengths = [chart["hidden_length"] if number is None else number for _, number in rows]
    longest = max(lengths, default=1) or 1
    for place, ((name, number), length) in enumerate(zip(rows, lengths, strict=True)):
        y = top + 40 + place * _ROW_HEIGHT
        label = chart["hidden_label"] if number is None else str(number)
        width = max(4.0, (_LIST_WIDTH - 90) * length / longest)
        x = start - width if right_to_left else start
        beside = start - width - 12 if right_to_left else start + width + 12
        yield _text(_shortened(name, 22, _LIST_WIDTH), start, y, 22, anchor=anchor)
        fill = _PALE if number is None else _FILL
        yield f'<rect x="{x:.1f}" y="{y + 11}" width="{width:.1f}" height="16"'
        yield f' rx="3" fill="{fill}"/>'
        yield _text(label, beside, y + 27, 22, bold=True, anchor=anchor)


def _step(highest: int) -> int:
    """The distance of grid lines (1, 2 or 5 times a power of ten) that makes at most five."""
    power: int = 10 ** max(0, int(log10(max(1, highest / 5))))
    return next(step * power for step in (1, 2, 5, 10) if step * power * 5 >= highest)


def _ticks(xs: Sequence[float]) -> list[int]:
    """The points whose dates are written: the last one, and as many before it as have room."""
    chosen: list[int] = []
    for number in range(len(xs) - 1, -1, -1):
        if not chosen or xs[chosen[-1]] - xs[number] >= _TICK_WIDTH:
            chosen.append(number)
    return chosen


def _text(
    text: str, x: float, y: float, size: int, *, bold: bool = False, anchor: str, fill: str = _INK
) -> str:
    if is_right_to_left(text):
        text = f"{_RIGHT_TO_LEFT_ISOLATE}{text}{_POP_ISOLATE}"
    # resvg looks for a missing letter in any font, of any weight; so each run names its own.
    runs = "".join(
        f'<tspan font-family="{family}">{escape(run)}</tspan>' for family, run in _runs(text)
    )
    weight = "bold" if bold else "normal"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{fill}" xml:space="preserve">{runs}</text>'
    )


def _has_letters(name: str) -> bool:
    """Whether every letter of a name can be drawn. Control characters cannot, so that no name of a
    stranger turns others around."""
    return all(
        unicodedata.category(letter)[0] != "C"
        and any(ord(letter) in _letters(family) for family in _FAMILIES)
        for letter in name
    )


def _runs(text: str) -> list[tuple[str, str]]:
    """A text in (font family, run of letters). Spaces, digits and signs go with the letters before
    them where their font has them."""
    runs: list[tuple[str, str]] = []
    for letter in text:
        families = [family for family in _FAMILIES if ord(letter) in _letters(family)]
        if runs and (not families or (not letter.isalpha() and runs[-1][0] in families)):
            runs[-1] = (runs[-1][0], runs[-1][1] + letter)
        else:
            runs.append((families[0] if families else next(iter(_FAMILIES)), letter))
    return [
        (family, "".join(letters for _, letters in same))
        for family, same in groupby(runs, key=lambda run: run[0])
    ]


def _shortened(name: str, size: int, width: float) -> str:
    """A name no wider than `width` pixels, with an ellipsis where it was cut."""
    if _width(name, size) <= width:
        return name
    while name and _width(f"{name}…", size) > width:
        name = name[:-1].rstrip()
    return f"{name}…"


def _width(text: str, size: int) -> float:
    """Pixels of a text in the regular style."""
    return size * sum(_run_width(run, family) for family, run in _runs(text))


def _run_width(run: str, family: str) -> float:
    font = _font(family)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    units: int = sum(position.x_advance for position in buffer.glyph_positions or ())
    return units / int(font.face.upem)


@cache
def _font(family: str) -> uharfbuzz.Font:
    (file,) = FONTS.glob(f"{_FAMILIES[family]}-Regular.?tf")
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file)))


@cache
def _letters(family: str) -> frozenset[int]:
    return frozenset(_font(family).face.unicodes)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(orjson.loads(sys.stdin.buffer.read())))

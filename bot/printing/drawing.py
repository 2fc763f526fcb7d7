"""`python -m bot.printing.drawing` reads a chart as JSON and writes it as a PNG.

It is a process of its own (bot/printing/charting.py), and imports nothing of the bot, so that it
starts at once.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from datetime import date
from typing import Any

import matplotlib
import orjson

matplotlib.use("Agg")  # before anything that draws

from matplotlib import font_manager, pyplot
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.ticker import MaxNLocator

_INK, _FILL, _PALE = "#1d3557", "#2a78b5", "#bcd4e6"
_SHORT = 28  # letters of a name


def draw(chart: dict[str, Any]) -> bytes:
    """A line over time, and below it four lists of bars with their numbers: 1200 by 1200 pixels."""
    pyplot.rcParams.update(
        {
            "font.size": 15, "axes.titlesize": 18, "axes.titleweight": "bold",
            "text.color": _INK, "axes.labelcolor": _INK,
            # Words of strangers are words, not formulas.
            "text.parse_math": False,
        }
    )  # fmt: skip
    figure = pyplot.figure(figsize=(12, 12), dpi=100, layout="constrained")
    grid = figure.add_gridspec(3, 2)
    over_time = figure.add_subplot(grid[0, :])
    _draw_line(over_time, chart)
    letters = _letters()
    lists = [figure.add_subplot(grid[row, column]) for row in (1, 2) for column in (0, 1)]
    for panel, bars in zip(lists, chart["bars"], strict=True):
        _draw_bars(panel, bars, chart, letters)
    for panel in (over_time, *lists):
        panel.spines[["top", "right"]].set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _draw_line(panel: Axes, chart: dict[str, Any]) -> None:
    panel.set_title(chart["delegates_title"], loc="left")
    dates = [date.fromisoformat(day) for day, _ in chart["delegates"]]
    days = date2num(dates)  # type: ignore[no-untyped-call]
    panel.plot(days, [number for _, number in chart["delegates"]], color=_FILL, linewidth=3,
               marker="o" if len(days) < 15 else None)  # fmt: skip
    locator = AutoDateLocator(maxticks=8)  # type: ignore[no-untyped-call]
    panel.xaxis.set_major_locator(locator)
    panel.xaxis.set_major_formatter(
        ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
    )
    panel.yaxis.set_major_locator(MaxNLocator(integer=True))
    panel.set_ylim(bottom=0)
    if dates:
        panel.set_xlim(days[0] - 1, days[-1] + 1)
    panel.grid(axis="y", alpha=0.3)


def _draw_bars(
    panel: Axes, bars: dict[str, Any], chart: dict[str, Any], letters: frozenset[int]
) -> None:
    panel.set_title(bars["title"], loc="left")
    rows = [(name, number) for name, number in bars["rows"] if _drawable(name, letters)]
    names = [name if len(name) <= _SHORT else name[: _SHORT - 1] + "…" for name, _ in rows]
    # What is not told is as long as it may be at most, and pale.
    lengths = [chart["fewest"] - 1 if number is None else number for _, number in rows]
    colours = [_PALE if number is None else _FILL for _, number in rows]
    labels = [chart["few"] if number is None else str(number) for _, number in rows]
    places = range(len(rows))
    drawn = panel.barh(places, lengths, color=colours)
    panel.set_yticks(places, names)
    panel.bar_label(drawn, labels, padding=4)
    panel.invert_yaxis()
    panel.set_xlim(right=1.15 * max(lengths, default=1))
    panel.xaxis.set_visible(False)


def _letters() -> frozenset[int]:
    """Code points that the chart's font has."""
    file = font_manager.findfont(font_manager.FontProperties())
    return frozenset(font_manager.get_font(file).get_charmap())


def _drawable(name: str, letters: frozenset[int]) -> bool:
    """Boxes say nothing; and letters from the right would stand in the wrong order, unjoined."""
    return all(
        ord(each) in letters
        and unicodedata.bidirectional(each) not in ("R", "AL")
        and unicodedata.category(each)[0] != "C"
        for each in name
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(orjson.loads(sys.stdin.buffer.read())))

"""Charts, drawn in a process of its own: matplotlib takes a second and 100 MB, which nobody else
should pay for. `python -m bot.charting` reads a chart as JSON and writes a PNG."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import Any

import orjson

from handlers.charts import Chart

_SECONDS = 30
_INK, _FILL, _PALE = "#1d3557", "#2a78b5", "#bcd4e6"


async def drawn(chart: Chart) -> bytes | None:
    """The PNG, 1200 by 900 pixels; None where it could not be drawn in time."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", "bot.charting",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        out, _ = await asyncio.wait_for(process.communicate(orjson.dumps(asdict(chart))), _SECONDS)
    except (TimeoutError, asyncio.CancelledError) as problem:
        process.kill()
        await process.wait()
        if isinstance(problem, asyncio.CancelledError):
            raise
        return None
    return out if process.returncode == 0 else None


def draw(chart: dict[str, Any]) -> bytes:
    """Four panels: a line over time, and three lists of bars with their numbers."""
    import io
    from datetime import date, timedelta

    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import MaxNLocator

    pyplot.rcParams.update({"font.size": 15, "axes.titlesize": 18, "axes.titleweight": "bold",
                            "text.color": _INK, "axes.labelcolor": _INK})  # fmt: skip
    figure, panels = pyplot.subplots(2, 2, figsize=(12, 9), dpi=100, layout="constrained")
    over_time, *lists = panels.flat
    over_time.set_title(chart["delegates_title"], loc="left")
    days = [date.fromisoformat(day) for day, _ in chart["delegates"]]
    over_time.plot(days, [number for _, number in chart["delegates"]], color=_FILL, linewidth=3,
                   marker="o" if len(days) < 15 else None)  # fmt: skip
    locator = AutoDateLocator(maxticks=5)  # type: ignore[no-untyped-call]
    over_time.xaxis.set_major_locator(locator)
    over_time.xaxis.set_major_formatter(
        ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
    )
    over_time.yaxis.set_major_locator(MaxNLocator(integer=True))
    over_time.set_ylim(bottom=0)
    if days:
        over_time.set_xlim(days[0] - timedelta(days=1), days[-1] + timedelta(days=1))
    over_time.grid(axis="y", alpha=0.3)
    for panel, bars in zip(lists, chart["bars"], strict=True):
        panel.set_title(bars["title"], loc="left")
        names = [name if len(name) <= 24 else name[:23] + "…" for name, _ in bars["rows"]]
        numbers = [number for _, number in bars["rows"]]
        # What is not told is as long as it may be at most, and pale.
        lengths = [chart["fewest"] - 1 if each is None else each for each in numbers]
        colours = [_PALE if each is None else _FILL for each in numbers]
        places = range(len(names))
        drawn_bars = panel.barh(places, lengths, color=colours)
        panel.set_yticks(places, names)
        labels = [chart["few"] if each is None else str(each) for each in numbers]
        panel.bar_label(drawn_bars, labels, padding=4)
        panel.invert_yaxis()
        panel.set_xlim(right=1.15 * max(lengths, default=1))
        panel.xaxis.set_visible(False)
    for panel in panels.flat:
        panel.spines[["top", "right"]].set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(orjson.loads(sys.stdin.buffer.read())))

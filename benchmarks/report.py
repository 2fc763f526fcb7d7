"""The figures as docs/performance.md tells them: tables between its two marks, and a chart."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl

from benchmarks.double import ROOT
from benchmarks.lookups import OURS, Figures, Latency
from benchmarks.reminders import LOOKUPS_A_SECOND, Delivering, Size

PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "pictures" / "performance.svg"
_BEGIN, _END = "<!-- figures -->", "<!-- end of figures -->"
# What is aimed at: our answers a second against theirs.
_GOALS = {
    "python-telegram-bot 22, its defaults": 5.0, "aiogram 3": 3.0,
    "grammY and runner (Node)": 1.1, "no framework: uvloop, aiohttp, orjson": 0.45,
}  # fmt: skip


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(str(each) for each in row) + " |" for row in lines)


def machine() -> str:
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine()
    )  # fmt: skip
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    packages = ", ".join(
        f"{name} {version(name)}"
        for name in ("python-telegram-bot", "aiogram", "aiohttp", "uvloop")
    )
    cores = len(os.sched_getaffinity(0))
    return (
        f"{model}, {cores} cores ({platform.system()} {platform.release()}); "
        f"Python {platform.python_version()}, Node {node.strip().removeprefix('v')}; {packages}."
    )


def contest(found: Mapping[str, Figures]) -> str:
    mine = found[OURS].a_second
    rows = []
    for name, each in found.items():
        against = "" if name == OURS else f"{mine / each.a_second:.2f}"
        goal = f"{_GOALS[name]:g}" if name in _GOALS else ""
        rows.append(
            [name, f"{each.a_second:,.0f}", f"{each.lowest:,.0f}–{each.highest:,.0f}",
             f"{each.microseconds:,.0f}", against, goal, f"{each.busy:.0%}"]
        )  # fmt: skip
    head = ["answering `/roundtable N`", "answers/s a core", "lowest–highest",
            "CPU µs an update", "ours ÷ it", "goal ≥", "the double's core"]  # fmt: skip
    return table(head, rows)


def kinds(found: Mapping[str, Figures], latency: Latency) -> str:
    rows = [
        [kind, f"{each.a_second:,.0f}", f"{each.lowest:,.0f}–{each.highest:,.0f}",
         f"{each.microseconds:,.0f}"]
        for kind, each in found.items()
    ]  # fmt: skip
    head = ["our look-ups", "answers/s a core", "lowest–highest", "CPU µs an update"]
    said = (
        f"At half of the full load ({latency.rate:,.0f} commands a second): "
        f"p50 {latency.p50:.1f} ms, p99 {latency.p99:.1f} ms (goal ≤ 20 ms)."
    )
    return f"{table(head, rows)}\n\nA button takes two calls, a command one.\n{said}"


def starts(took: Mapping[str, Sequence[float]]) -> str:
    middle = {name: statistics.median(each) for name, each in took.items()}
    mine, bare = middle.values()
    rows = [[name, f"{value:.2f}"] for name, value in middle.items()]
    head = ["from starting to the first answer", "seconds (median)"]
    return f"{table(head, rows)}\n\nOurs is {mine / bare:.2f} times the bare bot (goal ≤ 1.3)."


def curve(sizes: Sequence[Size]) -> str:
    rows = [
        [f"{each.chats:,}", f"{each.look_up:.1f}", f"{each.subscribe:.1f}",
         f"{each.plan_few:,.0f}", f"{each.plan_tenth:,.0f}"]
        for each in sizes
    ]  # fmt: skip
    head = ["chats, a subscription each", "settings of one, ms", "subscribe, ms",
            "plan 1,000, ms", "plan a tenth of all, ms"]  # fmt: skip
    return table(head, rows)


def delivering(found: Delivering, chats: int) -> str:
    told = _delivering(found, f"{chats // 10:,} wait, of {chats:,} chats")
    if found.whole is None:
        return told
    number, seconds = found.whole
    return (
        f"{told}\n\nAll went out: {number:,} messages in {seconds:.1f} s "
        f"(goal: {chats // 10:,} within {chats // 10 / 1000 * 1.05:.0f} s)."
    )


def announcing(found: Delivering, chats: int) -> str:
    return _delivering(found, f"to {chats:,} chats, from its beginning on")


def _delivering(found: Delivering, title: str) -> str:
    rows = [
        ["messages a second (limit 1,000)", f"{found.sent / found.seconds:,.0f}", ""],
        ["share of a core, look-ups and all", f"{found.share:.0%}", "≤ 60%"],
        ["CPU ms a message, look-ups and all", f"{found.a_message:.2f}", ""],
        ["most memory, MB", f"{found.memory:.0f}", "≤ 150"],
        [f"look-up alone ({LOOKUPS_A_SECOND}/s), p50 / p99 ms", _both(found.alone), ""],
        ["look-up meanwhile, p50 / p99 ms", _both(found.beside), "≤ 2 × alone"],
    ]
    return table([title, "", "goal"], rows)


def _both(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.1f} / {pair[1]:.1f}"


def parts(found: Mapping[str, tuple[float, float]]) -> str:
    rows = [[name, f"{middle:.3f}", f"{last:.3f}"] for name, (middle, last) in found.items()]
    return table(["part", "median ms", "p99 ms"], rows)


def write(sections: Mapping[str, str]) -> None:
    """Put the figures between the page's marks; what stands around them stays."""
    page = PAGE.read_text()
    before, rest = page.split(_BEGIN)
    _, after = rest.split(_END)
    told = "\n\n".join(f"### {title}\n\n{text}" for title, text in sections.items())
    PAGE.write_text(f"{before}{_BEGIN}\n{machine()}\n\n{told}\n{_END}{after}")


def draw(found: Mapping[str, Figures]) -> None:
    """Bars with their spread; the file is the same where the figures are."""
    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "roundtable", "font.family": "sans-serif"})
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    order = sorted(found.items(), key=lambda each: each[1].a_second)
    names = [name for name, _ in order]
    middles = [each.a_second for _, each in order]
    spread = [
        [each.a_second - each.lowest for _, each in order],
        [each.highest - each.a_second for _, each in order],
    ]
    colours = ["#2f6fab" if name == OURS else "#9aa5b1" for name in names]
    axes.barh(names, middles, xerr=spread, color=colours, error_kw={"ecolor": "#555"})
    axes.set_xlabel("answers a second and core, /roundtable N")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(CHART, metadata={"Date": None})
    plt.close(figure)


def say(title: str, text: str) -> None:
    print(f"\n{title}\n\n{text}", flush=True)
    sys.stdout.flush()

"""The figures as tables in docs/performance.md, between two marks, and as a chart."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.checkouts import NOW, ROOT
from benchmarks.lookups import Figures, Latency
from benchmarks.programs import PTB
from benchmarks.reminders import LOOKUPS_A_SECOND, Delivering, Size

PAGE = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- figures -->", "<!-- end of figures -->"
# Goals: our answers a second divided by those of a peer.
_GOALS = {
    "python-telegram-bot 22, its defaults": 5.0, "aiogram 3": 3.0,
    "grammY and runner (Node)": 1.0, "no framework: uvloop, aiohttp, orjson": 0.45,
}  # fmt: skip


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; all columns but the first are aligned to the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def machine() -> str:
    """Describe the machine and the versions in one sentence."""
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
    ours = found[NOW.name]
    rows = []
    for name, figures in found.items():
        by_cpu = by_time = ""
        if name != NOW.name:
            by_cpu = f"{ours.a_core_second / figures.a_core_second:.2f}"
            by_time = f"{ours.a_second / figures.a_second:.2f}"
        goal = f"{_GOALS[name]:g}" if name in _GOALS else ""
        rows.append(
            [name, f"{figures.a_core_second:,.0f}", f"{figures.lowest:,.0f}–{figures.highest:,.0f}",
             f"{figures.microseconds:,.0f}", by_cpu, f"{figures.a_second:,.0f}", by_time, goal,
             f"{figures.double_share:.0%}"]
        )  # fmt: skip
    head = ["answering `/roundtable N`", "answers/s a core", "lowest–highest", "CPU µs an update",
            "ours ÷ it", "answers/s by the clock", "ours ÷ it", "goal ≥",
            "the double's core"]  # fmt: skip
    return table(head, rows)


def kinds(found: Mapping[tuple[str, str], Figures], latencies: Mapping[str, Latency]) -> str:
    rows = [
        [_label(kind, name), f"{figures.a_core_second:,.0f}",
         f"{figures.lowest:,.0f}–{figures.highest:,.0f}", f"{figures.microseconds:,.0f}"]
        for (kind, name), figures in found.items()
    ]  # fmt: skip
    head = ["our look-ups", "answers/s a core", "lowest–highest", "CPU µs an update"]
    lines = [table(head, rows), "", "A button takes two calls, a command one."]
    for name, latency in latencies.items():
        load = f"At half of the full load ({latency.rate:,.0f} commands a second)"
        figures_ms = f"p50 {latency.p50:.1f} ms, p99 {latency.p99:.1f} ms (goal ≤ 20 ms)."
        lines.append(f"{_label(load, name)}: {figures_ms}")
    return "\n".join(lines)


def starts(took: Mapping[str, Sequence[float]]) -> str:
    medians = {name: statistics.median(seconds) for name, seconds in took.items()}
    ours, bare = medians[NOW.name], medians[PTB.name]
    rows = [[name, f"{seconds:.2f}"] for name, seconds in medians.items()]
    head = ["from starting to the first answer", "seconds (median)"]
    return (
        f"{table(head, rows)}\n\nOurs takes {ours:.2f} s (goal ≤ 1.0), "
        f"{ours / bare:.2f} times the bare bot (goal ≤ 2.5)."
    )


def curve(sizes: Mapping[tuple[int, str], Size]) -> str:
    rows = [
        [_label(f"{size.chats:,}", name), f"{size.look_up:.1f}", f"{size.subscribe:.1f}",
         f"{size.plan_few:,.0f}", f"{size.plan_tenth:,.0f}"]
        for (_, name), size in sizes.items()
    ]  # fmt: skip
    head = ["chats, a subscription each", "settings of one, ms", "subscribe, ms",
            "plan 1,000, ms", "plan a tenth of all, ms"]  # fmt: skip
    return table(head, rows)


def delivering(found: Mapping[str, Delivering], chats: int) -> str:
    due = chats // 10
    lines = [_delivering(found, f"{due:,} due, of {chats:,} chats")]
    for name, outcome in found.items():
        if outcome.whole is not None:
            count, seconds = outcome.whole
            goal = f"(goal: {due:,} within {due / 1000 * 1.05:.0f} s)"
            all_sent = f"All went out: {count:,} messages in {seconds:.1f} s {goal}."
            lines.append(_label(all_sent, name))
    return "\n\n".join(lines)


def announcing(found: Mapping[str, Delivering], chats: int) -> str:
    return _delivering(found, f"to {chats:,} chats, from its beginning on")


def _delivering(found: Mapping[str, Delivering], title: str) -> str:
    rows: list[tuple[str, list[str], str]] = [
        ("messages a second (limit 1,000)",
         [f"{each.sent / each.seconds:,.0f}" for each in found.values()], ""),
        ("share of a core, look-ups included",
         [f"{each.share:.0%}" for each in found.values()], "≤ 60%"),
        ("CPU ms a message, look-ups included",
         [f"{each.a_message:.2f}" for each in found.values()], ""),
        ("highest memory, MB", [f"{each.memory:.0f}" for each in found.values()], "≤ 150"),
        (f"look-up alone ({LOOKUPS_A_SECOND}/s), p50 / p99 ms",
         [_both(each.alone) for each in found.values()], ""),
        ("look-up meanwhile, p50 / p99 ms",
         [_both(each.beside) for each in found.values()], "≤ 2 × alone"),
    ]  # fmt: skip
    names = ["" if name == NOW.name else "before" for name in found]
    return table([title, *names, "goal"], [[label, *cells, goal] for label, cells, goal in rows])


def parts(found: Mapping[tuple[str, str], tuple[float, float]]) -> str:
    rows = [
        [_label(part, name), f"{median:.3f}", f"{p99:.3f}"]
        for (part, name), (median, p99) in found.items()
    ]
    return table(["part", "median ms", "p99 ms"], rows)


def write(sections: Mapping[str, str]) -> None:
    """Replace the figures between the page's marks; the rest of the page stays."""
    page = PAGE.read_text()
    before, rest = page.split(_BEGIN)
    _, after = rest.split(_END)
    figures = "\n\n".join(f"### {title}\n\n{text}" for title, text in sections.items())
    PAGE.write_text(f"{before}{_BEGIN}\n{machine()}\n\n{figures}\n{_END}{after}")


def _both(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.1f} / {pair[1]:.1f}"


def _label(text: str, name: str) -> str:
    """Mark a figure of the other checkout."""
    return text if name == NOW.name else f"{text} (before)"

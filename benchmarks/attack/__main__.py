"""`make attack`: bad days, tried again; prints tables. No figure makes it fail.

`BEFORE=folder` tries another checkout beside this one, `ONLY=words` the trials whose names hold
these words; `KILLS` and `OUTAGE_SECONDS` change how often the program is killed and for how long
the Bot API is away. All takes about eight minutes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence

from benchmarks.api_double import pin_this
from benchmarks.attack import floods, kills, notices, roundtables
from benchmarks.checkouts import NOW, Checkout, checkouts
from benchmarks.report import machine, table

Trial = Callable[[Checkout], Awaitable[str]]


def trials(kill_times: int, outage_seconds: float) -> Sequence[tuple[str, str, Trial]]:
    """Return each trial's name, its goal, and what makes its figure."""
    found: list[tuple[str, str, Trial]] = []
    for name, flood in floods.FLOODS:
        for way in ("polling", "webhook"):
            found.append((
                f"{name} ({way}): look-ups of others, p50 / p99 s since they were handed over "
                "(p99 since they were asked); memory MB", "p99 ≤ 0.5",
                _flood(flood, way == "webhook"),
            ))  # fmt: skip
    found += [
        ("1,500 `/subscribe` at once: look-ups, as above; failed; seconds", "p99 ≤ 0.5; 0",
         _subscribe),
        ("200 reminders at 25 a second beside a refused group: reached; seconds", "200; 8 s",
         _refused_group),
    ]  # fmt: skip
    for number in (0, 1, 4):
        name = f"200 reminders, calls to {number} further chats hang: reached; seconds"
        found.append((name, "200; 8 s", _hanging(number)))
    found += [
        ("50 changes of settings a second: lateness of 120 reminders, p50 / p99 s", "p99 ≤ 2",
         _lateness),
        (f"outage of {outage_seconds:.0f} s: useful notices sent; twice; useless sent",
         "100; 0; 0", _outage(outage_seconds)),
        (f"{kill_times} kills at 60 notices a second: lost; doubled", "0; ≤ 1 a kill",
         _kills(kill_times, 0.0)),
        (f"{kill_times} kills, Telegram takes 50 ms: lost; doubled; of them unanswered", "0",
         _kills(kill_times, 0.05)),
    ]  # fmt: skip
    found += [
        ("300 ask for the floor within a second: kept, in order, the last after s; look-ups’ "
         "p99 idle → meanwhile", "300; ≤ 2 ×", _asked_at_once),
        (f"{kill_times} kills during a session: acts; notices lost; doubled", "0; ≤ 1 a kill",
         _killed_session(kill_times)),
    ]  # fmt: skip
    return found


async def _asked_at_once(checkout: Checkout) -> str:
    if checkout is not NOW:
        return "–"
    found = await roundtables.asked_at_once()
    order = "in order" if found.in_order else "not in order"
    return (
        f"{found.kept}, {order}, {found.answered:.2f}; {found.idle.p99:.3f} → {found.busy.p99:.3f}"
    )


def _killed_session(times: int) -> Trial:
    async def figure(checkout: Checkout) -> str:
        if checkout is not NOW:
            return "–"
        found = await roundtables.killed_session(times)
        return f"{found.acts}; {found.lost} of {found.notices}; {found.doubled}"

    return figure


def _flood(flood: floods.Flood, by_webhook: bool) -> Trial:
    async def figure(checkout: Checkout) -> str:
        found = await floods.flooded(checkout, flood, by_webhook)
        memory = " → ".join(f"{value:.0f}" for value in (found.memory[0], found.memory[1]))
        asked = found.asked
        lost = f"; {asked.missing} of 400 none in 45 s" if asked.missing else ""
        handed = found.handed
        return f"{handed.p50:.3f} / {handed.p99:.3f} ({asked.p99:.2f}){lost}; {memory}"

    return figure


async def _subscribe(checkout: Checkout) -> str:
    found = await floods.many_subscribe(checkout)
    asked, handed = found.asked, found.handed
    look_ups = f"{handed.p50:.3f} / {handed.p99:.3f} ({asked.p99:.2f})"
    return f"{look_ups}; {found.failed}; {found.seconds:.1f}"


async def _refused_group(checkout: Checkout) -> str:
    found = await notices.beside_a_refused_group(checkout)
    return f"{found.reached}; {found.seconds:.1f} s"


def _hanging(number: int) -> Trial:
    async def figure(checkout: Checkout) -> str:
        found = await notices.beside_hanging_chats(checkout, number)
        return f"{found.reached}; {found.seconds:.1f} s"

    return figure


async def _lateness(checkout: Checkout) -> str:
    found = await notices.lateness(checkout)
    return f"{found.p50:.3f} / {found.p99:.3f}"


def _outage(seconds: float) -> Trial:
    async def figure(checkout: Checkout) -> str:
        found = await notices.outage(checkout, seconds)
        sent = f"{found.sent} of {found.useful}"
        return f"{sent}; {found.twice}; {found.useless_sent}"

    return figure


def _kills(times: int, latency: float) -> Trial:
    async def figure(checkout: Checkout) -> str:
        found = await kills.killed(checkout, times, latency=latency)
        unanswered = f"; {found.unanswered}" if latency else ""
        return f"{found.lost} of {found.notices}; {found.doubled}{unanswered}"

    return figure


async def main() -> None:
    print(machine(), flush=True)
    pin_this(1)
    chosen = os.environ.get("ONLY", "")
    rows = []
    for name, goal, trial in trials(
        int(os.environ.get("KILLS") or 20), float(os.environ.get("OUTAGE_SECONDS") or 60)
    ):
        if chosen in name:
            cells = []
            for checkout in reversed(checkouts()):
                try:
                    cells.append(await trial(checkout))
                except RuntimeError as problem:
                    cells.append(f"failed: {str(problem)[:60]}")
            rows.append([name, *cells, goal])
            print(" | ".join(map(str, rows[-1])), flush=True)
    names = ["now" if checkout is NOW else "before" for checkout in reversed(checkouts())]
    print("\n" + table(["", *names, "goal"], rows))


if __name__ == "__main__":
    asyncio.run(main())

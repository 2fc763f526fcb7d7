"""Look-ups: the program as it runs in production, and peers that send the same answers.

The peers store nothing.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from benchmarks.api_double import ApiDouble
from benchmarks.programs import OURS, PEER_PROGRAMS, PTB, Load, Program, RunningBot
from benchmarks.workload import Workload

IN_FLIGHT = 200  # updates
KINDS = ("command", "button", "inline", "search")


@dataclass(frozen=True)
class Figures:
    """Medians over rounds, with the lowest and highest round of `a_core_second`."""

    a_core_second: float
    lowest: float
    highest: float
    a_second: float
    microseconds: float  # CPU time of an update
    double_share: float  # of its core

    @classmethod
    def of(cls, rounds: Sequence[Load]) -> Figures:
        rates = [load.a_core_second for load in rounds]
        return cls(
            a_core_second=statistics.median(rates),
            lowest=min(rates),
            highest=max(rates),
            a_second=statistics.median(load.a_second for load in rounds),
            microseconds=1e6 / statistics.median(rates),
            double_share=statistics.median(load.double_cpu / load.seconds for load in rounds),
        )


@dataclass(frozen=True)
class Latency:
    """Milliseconds from an update to its answer, at `rate` updates a second."""

    rate: float
    p50: float
    p99: float


class Contest:
    """All programs run at once, each with a double of its own, and take turns.

    So a slow moment of the machine affects them alike. `ours` are checkouts of this project.
    """

    def __init__(
        self, workload: Workload, folder: Path, ours: Sequence[Program], stack: ExitStack
    ) -> None:
        self._ours = ours
        self._bots: dict[Program, RunningBot] = {}
        answers = json.loads(workload.answers.read_text())
        for program in (*ours, *PEER_PROGRAMS):
            double = stack.enter_context(ApiDouble(workload))
            place = folder / str(len(self._bots))
            place.mkdir()
            self._bots[program] = stack.enter_context(RunningBot(double, workload, place, program))
            double.control("ready")
            for number in answers:
                # Another checkout may word its answers differently.
                expected = answers[number] if program in (OURS, *PEER_PROGRAMS) else None
                check_answer(program, double, number, expected)

    def rounds(self, count: int, seconds: float) -> dict[str, Figures]:
        """Measure commands with all programs; a first round warms up and does not count."""
        loads: dict[str, list[Load]] = {program.name: [] for program in self._bots}
        for number in range(count + 1):
            for program, bot in self._bots.items():
                load = bot.run("command", seconds, inflight=IN_FLIGHT)
                if load.lost:
                    raise RuntimeError(f"{program.name} left {load.lost} updates unanswered")
                if number:
                    loads[program.name].append(load)
        return {name: Figures.of(rounds) for name, rounds in loads.items()}

    def kinds(self, count: int, seconds: float) -> dict[tuple[str, str], Figures]:
        """Measure each kind of look-up with ours; the keys are kind and program."""
        loads: dict[tuple[str, str], list[Load]] = {}
        for number in range(count + 1):
            for kind in KINDS:
                for program in self._ours:
                    load = self._bots[program].run(kind, seconds, inflight=IN_FLIGHT)
                    if number:
                        loads.setdefault((kind, program.name), []).append(load)
        return {key: Figures.of(rounds) for key, rounds in loads.items()}

    def latency(self, rate: float, seconds: float) -> dict[str, Latency]:
        """Measure how long ours take at a moderate load."""
        found = {}
        for program in self._ours:
            load = self._bots[program].run("command", seconds, rate=rate)
            found[program.name] = Latency(rate, load.p50, load.p99)
        return found


def check_answer(
    program: Program, double: ApiDouble, number: str, expected: Mapping[str, Any] | None
) -> None:
    """Raises RuntimeError unless a program answers `/roundtable number` with one message.

    Its text and keyboard have to be the expected ones, if given.
    """
    calls = double.control("once", kind="command", number=int(number) - 1)["calls"]
    if [call["method"] for call in calls] != ["sendMessage"]:
        methods = [call["method"] for call in calls]
        raise RuntimeError(f"{program.name} answered with {methods}")
    if expected is None:
        return
    body = calls[0]["body"]
    if not body.startswith("{"):
        body = json.dumps({key: values[0] for key, values in parse_qs(body).items()})
    given = json.loads(body)
    markup = given["reply_markup"]
    keyboard = (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
    if (given["text"], keyboard) != (expected["text"], expected["keyboard"]):
        raise RuntimeError(f"{program.name} answers something else to /roundtable {number}")


def first_answers(
    workload: Workload, folder: Path, ours: Sequence[Program], count: int
) -> dict[str, list[float]]:
    """Return the seconds from starting a program to its first answer; an update waits for it."""
    programs = (*ours, PTB)
    took: dict[str, list[float]] = {program.name: [] for program in programs}
    for number in range(count):
        for index, program in enumerate(programs):
            place = folder / f"start-{number}-{index}"
            place.mkdir()
            with ApiDouble(workload) as double:
                began = time.time()
                with RunningBot(double, workload, place, program):
                    at = double.control("first", kind="command")["at"]
                took[program.name].append(at / 1000 - began)
    return took

"""Look-ups: the program with everything on, beside the bots of peers that do the same visible work
and keep nothing."""

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

from benchmarks.asked import Asked
from benchmarks.double import Bot, Double, Load, ours, peers

OURS = "Roundtable, everything on"
IN_FLIGHT = 200
KINDS = ("command", "button", "inline", "search")


@dataclass(frozen=True)
class Figures:
    """Medians over rounds, and the spread: the lowest and highest of them."""

    a_second: float
    lowest: float
    highest: float
    microseconds: float  # CPU, an update
    busy: float  # the double's share of its core

    @classmethod
    def of(cls, rounds: Sequence[Load]) -> Figures:
        each = [load.a_second for load in rounds]
        return cls(
            statistics.median(each), min(each), max(each), 1e6 / statistics.median(each),
            statistics.median(load.busy / load.seconds for load in rounds),
        )  # fmt: skip


@dataclass(frozen=True)
class Latency:
    """Milliseconds from an update's being there to its answer, at so many updates a second."""

    rate: float
    p50: float
    p99: float


class Contest:
    """All contenders stand ready before a double each, and take turns, so that a slow moment of
    the machine meets all."""

    def __init__(self, asked: Asked, folder: Path, stack: ExitStack) -> None:
        self._bots: dict[str, tuple[Double, Bot]] = {}
        answers = json.loads(asked.answers.read_text())
        for name, command in {OURS: ours(), **peers()}.items():
            double = stack.enter_context(Double(asked))
            place = folder / str(len(self._bots))
            place.mkdir()
            bot = stack.enter_context(Bot(double, asked, place, command))
            self._bots[name] = (double, bot)
            double.control("ready")
            for number in answers:
                check_same(name, double, answers, number)

    def rounds(self, count: int, seconds: float) -> dict[str, Figures]:
        """Commands by everybody; a first round warms up and is not counted."""
        loads: dict[str, list[Load]] = {name: [] for name in self._bots}
        for number in range(count + 1):
            for name, (_, bot) in self._bots.items():
                load = bot.under("command", seconds, inflight=IN_FLIGHT)
                if load.lost:
                    raise RuntimeError(f"{name} left {load.lost} updates unanswered")
                if number:
                    loads[name].append(load)
        return {name: Figures.of(each) for name, each in loads.items()}

    def kinds(self, count: int, seconds: float) -> dict[str, Figures]:
        """All kinds of look-ups by ours."""
        _, bot = self._bots[OURS]
        loads: dict[str, list[Load]] = {kind: [] for kind in KINDS}
        for number in range(count + 1):
            for kind in KINDS:
                load = bot.under(kind, seconds, inflight=IN_FLIGHT)
                if number:
                    loads[kind].append(load)
        return {kind: Figures.of(each) for kind, each in loads.items()}

    def latency(self, rate: float, seconds: float) -> Latency:
        load = self._bots[OURS][1].under("command", seconds, rate=rate)
        return Latency(rate, load.p50, load.p99)


def check_same(name: str, double: Double, answers: Mapping[str, Any], number: str) -> None:
    """Raises where a contender's answer is not the one that all are to give."""
    calls = double.control("once", kind="command", number=int(number) - 1)["calls"]
    if [call["method"] for call in calls] != ["sendMessage"]:
        raise RuntimeError(f"{name} answered with {[call['method'] for call in calls]}")
    body = calls[0]["body"]
    if not body.startswith("{"):
        body = json.dumps({key: values[0] for key, values in parse_qs(body).items()})
    given = json.loads(body)
    markup = given["reply_markup"]
    keyboard = (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
    if (given["text"], keyboard) != (answers[number]["text"], answers[number]["keyboard"]):
        raise RuntimeError(f"{name} answers something else to /roundtable {number}")


def first_answers(asked: Asked, folder: Path, count: int) -> dict[str, list[float]]:
    """Seconds from starting a program to its first answer, an update waiting for it."""
    bare = "python-telegram-bot 22, its defaults"
    took: dict[str, list[float]] = {OURS: [], bare: []}
    for number in range(count):
        for name, command in ((OURS, ours()), (bare, peers()[bare])):
            place = folder / f"start-{number}-{len(name)}"
            place.mkdir()
            with Double(asked) as double:
                began = time.time()
                with Bot(double, asked, place, command):
                    at = double.control("first", kind="command")["at"]
                took[name].append(at / 1000 - began)
    return took

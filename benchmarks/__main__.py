"""`make bench`: measures all figures of docs/performance.md, in about six minutes.

`make bench QUICK=1` takes about two minutes and writes nothing. `make bench BEFORE=folder` measures
another checkout of this project beside this one and writes nothing. No figure makes it fail.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import chart, report
from benchmarks.announcements import announce
from benchmarks.checkouts import NOW, Checkout, checkouts
from benchmarks.lookups import Contest, first_answers
from benchmarks.programs import bot_of, install_peers
from benchmarks.reminders import Delivering, Size, deliver
from benchmarks.workload import Workload, write_workload

SIZES = (1_000, 10_000, 100_000, 1_000_000)  # chats


class Run:
    """One run of all benchmarks; `sections` collects the tables by title."""

    def __init__(self, folder: Path, quick: bool) -> None:
        self._folder = folder
        self._quick = quick
        self._workload: Workload = write_workload(folder)
        self._checkouts = checkouts()
        self._sizes = SIZES[:3] if quick else SIZES
        self.sections: dict[str, str] = {}

    def everything(self) -> None:
        self.lookups()
        self.starts()
        self.reminders()
        found = {
            (part, checkout.name): figures
            for checkout in self._checkouts
            for part, figures in checkout.call("parts", "parts").items()
        }
        self._add("Parts of a look-up", report.parts(found))
        if not self._quick and len(self._checkouts) == 1:
            report.write(self.sections)

    def lookups(self) -> None:
        rounds, seconds = (2, 1.0) if self._quick else (5, 2.0)
        ours = [bot_of(checkout) for checkout in self._checkouts]
        with ExitStack() as stack:
            contest = Contest(self._workload, self._folder, ours, stack)
            found = contest.rounds(rounds, seconds)
            self._add("Look-ups beside other frameworks", report.contest(found))
            kinds = contest.kinds(rounds, seconds / 2)
            latencies = contest.latency(found[NOW.name].a_core_second / 2, 4 * seconds)
            self._add("Each kind of look-up", report.kinds(kinds, latencies))
        if not self._quick and len(self._checkouts) == 1:
            chart.draw(found)

    def starts(self) -> None:
        ours = [bot_of(checkout) for checkout in self._checkouts]
        took = first_answers(self._workload, self._folder, ours, 2 if self._quick else 5)
        self._add("Start", report.starts(took))

    def reminders(self) -> None:
        """Planning, delivering and announcing; each checkout fills databases of its own."""
        planned: dict[tuple[int, str], Size] = {}
        delivered: dict[str, Delivering] = {}
        announced: dict[str, Delivering] = {}
        largest = self._sizes[-1]
        for index, checkout in enumerate(self._checkouts):
            folder = self._folder / f"databases-{index}"
            folder.mkdir()
            for size in self._sizes:
                path = checkout.call("reminders", "fill", folder, size)
                planned[size, checkout.name] = checkout.call("reminders", "measure", path, size)
            delivered[checkout.name] = self._deliver(checkout, folder, largest)
            announced[checkout.name] = announce(
                self._workload, folder, checkout, folder / f"{SIZES[2]}.db",
                5.0 if self._quick else 10.0,
            )  # fmt: skip
        in_order = dict(sorted(planned.items(), key=lambda item: item[0][0]))
        self._add("Reminders: planning", report.curve(in_order))
        self._add("Reminders: delivering", report.delivering(delivered, largest))
        self._add("An announcement", report.announcing(announced, SIZES[2]))

    def _deliver(self, checkout: Checkout, folder: Path, chats: int) -> Delivering:
        # A copy, as what follows needs a database in which nothing has been sent.
        copied = Path(shutil.copy(folder / f"{chats}.db", folder / "delivering.db"))
        return deliver(
            self._workload, folder, checkout, copied,
            5.0 if self._quick else 12.0, wait_for=0 if self._quick else chats // 10,
        )  # fmt: skip

    def _add(self, title: str, text: str) -> None:
        self.sections[title] = text
        print(f"\n{title}\n\n{text}", flush=True)


def main() -> None:
    install_peers()
    print(report.machine())
    with tempfile.TemporaryDirectory() as folder:
        Run(Path(folder), quick=bool(os.environ.get("QUICK"))).everything()


if __name__ == "__main__":
    main()

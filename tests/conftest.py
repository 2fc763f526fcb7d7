"""For every layer: how Hypothesis looks for examples, and the figures that tests print."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Machines differ in speed, so no example has a deadline. CI looks at the same examples every
# time; at a developer's, each run looks at others, and what is found becomes a test.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "developer")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests measured, also where they ran in another process."""
    measured = [
        report
        for report in terminalreporter.stats.get("passed", [])
        if report.when == "call" and report.capstdout.strip()
    ]
    if measured:
        terminalreporter.section("figures")
    for report in measured:
        terminalreporter.write_line(report.nodeid)
        terminalreporter.write_line(report.capstdout.strip("\n"))

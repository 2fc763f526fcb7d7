"""`python -m content.calendars [called] [--entries N] [--options JSON]`: read a file from standard
input and print the Read as JSON, or nothing if it is no calendar file. A process of its own can be
killed, and its memory bounded, whatever the file makes it do."""

from __future__ import annotations

import sys
from contextlib import suppress

from content.calendars import MAX_BYTES, MAX_ENTRIES, Options, read

_MAX_MEMORY_BYTES = 400_000_000  # a file within the limits takes up to 200 MB
_MAX_CPU_SECONDS = 20  # and less than one second


def _limit() -> None:
    """Limit the memory and the time of this process, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))


def _value(arguments: list[str], name: str) -> str:
    return arguments[arguments.index(name) + 1] if name in arguments else ""


def main() -> None:
    _limit()
    arguments = sys.argv[1:]
    entries = int(_value(arguments, "--entries") or 0)
    options = Options.model_validate_json(_value(arguments, "--options") or "{}")
    found = read(
        sys.stdin.buffer.read(MAX_BYTES + 1), called="called" in arguments,
        max_entries=entries or MAX_ENTRIES, options=options,
    )  # fmt: skip
    sys.stdout.write("" if found is None else found.model_dump_json())


if __name__ == "__main__":
    main()

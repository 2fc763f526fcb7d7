"""`python -m content.calendars [called] [--entries N]`: read a file from standard input and print
the Read as JSON, or nothing if it is no calendar file. A process of its own can be killed, and its
memory bounded, whatever the file makes it do."""

from __future__ import annotations

import sys
from contextlib import suppress

from content.calendars import MAX_BYTES, MAX_ENTRIES, read

_MAX_MEMORY_BYTES = 400_000_000  # a file within the limits takes up to 200 MB


def _limit_memory() -> None:
    """Limit the memory of this process, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))


def main() -> None:
    _limit_memory()
    arguments = sys.argv[1:]
    entries = int(arguments[arguments.index("--entries") + 1]) if "--entries" in arguments else 0
    found = read(
        sys.stdin.buffer.read(MAX_BYTES + 1), called="called" in arguments,
        max_entries=entries or MAX_ENTRIES,
    )  # fmt: skip
    sys.stdout.write("" if found is None else found.model_dump_json())


if __name__ == "__main__":
    main()

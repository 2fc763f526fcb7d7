"""`python -m content.calendars [called]`: reads a file from its input and says what it found as
JSON, in a process of its own, so that whatever the file does can be ended."""

from __future__ import annotations

import sys

from content.calendars import MOST_BYTES, read


def main() -> None:
    found = read(sys.stdin.buffer.read(MOST_BYTES + 1), called="called" in sys.argv[1:])
    sys.stdout.write("" if found is None else found.model_dump_json())


if __name__ == "__main__":
    main()

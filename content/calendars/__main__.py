"""`python -m content.calendars [called]`: read a file from standard input and print the Read as
JSON, or nothing if it is no calendar file. A process of its own can be killed, whatever the file
makes it do."""

from __future__ import annotations

import sys

from content.calendars import MAX_BYTES, read


def main() -> None:
    found = read(sys.stdin.buffer.read(MAX_BYTES + 1), called="called" in sys.argv[1:])
    sys.stdout.write("" if found is None else found.model_dump_json())


if __name__ == "__main__":
    main()

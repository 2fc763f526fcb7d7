"""Parsing a file that was sent, in a subprocess that can be killed."""

from __future__ import annotations

from pydantic import ValidationError

from content.calendars import MAX_ENTRIES, Options, Read
from handlers.framework.subprocesses import run_module

# A file within the limits takes less than one second of a processor, and the subprocess limits
# itself to twenty; where much else runs that takes longer.
_TIMEOUT_SECONDS = 60


class ParsingFailed(Exception):
    """The parser took too long or too much memory, or crashed."""


async def parse_file(
    content: bytes,
    named_as_calendar: bool,
    max_entries: int = MAX_ENTRIES,
    options: Options | None = None,
) -> Read | None:
    """Return what content.calendars.read returns for the file. Raises ParsingFailed."""
    arguments = ["--entries", str(max_entries), *(["called"] if named_as_calendar else [])]
    if options is not None:
        arguments += ["--options", options.model_dump_json()]
    try:
        parser = await run_module(
            "content.calendars", *arguments, stdin=content, timeout_seconds=_TIMEOUT_SECONDS
        )
    except TimeoutError:
        raise ParsingFailed from None
    if parser.exit_code:
        raise ParsingFailed
    try:
        return Read.model_validate_json(parser.stdout) if parser.stdout else None
    except ValidationError:
        raise ParsingFailed from None

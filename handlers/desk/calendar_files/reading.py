"""Reading a file that was sent, in a process that can be ended."""

from __future__ import annotations

from pydantic import ValidationError

from content.calendars import Read
from handlers.framework.subprocesses import run_module

# What is within the limits takes less than a second.
_SECONDS = 20


class NotRead(Exception):
    """The reading did not come to an end."""


async def read_apart(content: bytes, called: bool) -> Read | None:
    """As content.calendars.read. Raises NotRead."""
    try:
        ended = await run_module(
            "content.calendars",
            *(["called"] if called else []),
            stdin=content,
            timeout_seconds=_SECONDS,
        )
    except TimeoutError:
        raise NotRead from None
    if ended.exit_code:
        raise NotRead
    try:
        return Read.model_validate_json(ended.stdout) if ended.stdout else None
    except ValidationError:
        raise NotRead from None

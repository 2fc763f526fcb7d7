"""Reading a file that was sent, in a process that can be ended."""

from __future__ import annotations

import asyncio
import sys

from pydantic import ValidationError

from content.calendars import Read

# What is within the limits takes less than a second.
_SECONDS = 20


class NotRead(Exception):
    """The reading did not come to an end."""


async def read_apart(content: bytes, called: bool) -> Read | None:
    """As content.calendars.read. Raises NotRead."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "content.calendars", *(["called"] if called else []),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await process.communicate(content)
    except TimeoutError:
        raise NotRead from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotRead
    try:
        return Read.model_validate_json(said) if said else None
    except ValidationError:
        raise NotRead from None

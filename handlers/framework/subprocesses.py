"""Our own programs in a process of their own, for what takes long, takes much, or comes from
strangers: it can be ended, and is given nothing that it does not need."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass

# All that is handed on of the environment: where programs and modules are. Not the token,
# nor the database's address.
_PASSED = (
    "PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE",
)  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """What a program said before it ended, and its exit code."""

    code: int
    out: bytes
    complaints: bytes


async def run_apart(module: str, *arguments: str, given: bytes = b"", seconds: float) -> Ended:
    """Run a module with something to read. Raises TimeoutError where it takes longer; then, and
    where who asked is gone, it is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", module, *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in _PASSED if name in os.environ},
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            out, complaints = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode or 0, out, complaints)

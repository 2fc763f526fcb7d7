"""Running one of the program's own modules in a subprocess.

For work that takes long, uses much memory or reads untrusted input: the subprocess can be killed,
and it gets neither the token nor the database's address.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass

_PASSED_VARIABLES = (
    "PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE",
)  # fmt: skip
# Look-ups go before work that takes seconds, where there are few cores. See nice(2).
_NICENESS = 10


@dataclass(frozen=True)
class CompletedModule:
    """Like subprocess.CompletedProcess, for a module."""

    exit_code: int
    stdout: bytes
    stderr: bytes


async def run_module(
    module: str, *arguments: str, stdin: bytes = b"", timeout_seconds: float
) -> CompletedModule:
    """Run `python -m module arguments` in a subprocess and wait for its end. Raises TimeoutError.

    The subprocess is killed on a timeout, and when the waiting task is cancelled.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", module, *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in _PASSED_VARIABLES if name in os.environ},
    )  # fmt: skip
    with suppress(ProcessLookupError):  # it has ended already
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    try:
        async with asyncio.timeout(timeout_seconds):
            stdout, stderr = await process.communicate(stdin)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return CompletedModule(process.returncode or 0, stdout, stderr)

"""Telling systemd how the program is (https://www.freedesktop.org/software/systemd/man/sd_notify.html).

The protocol is one datagram a message, so that no library is needed for it.
"""

from __future__ import annotations

import asyncio
import os
import socket

READY = "READY=1"
STOPPING = "STOPPING=1"
_ALIVE = "WATCHDOG=1"


def notify(message: str) -> None:
    """Send a message to the service manager; without one, do nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address.startswith("@"):  # an abstract socket
        address = f"\0{address[1:]}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sending:
            sending.connect(address)
            sending.sendall(message.encode())
    except OSError:
        pass  # a service manager that is not there any more does not stop the program


def watchdog_seconds() -> float | None:
    """Return how often the service manager wants to hear of the program; None if it does not ask.

    It asks one process: https://www.freedesktop.org/software/systemd/man/sd_watchdog_enabled.html
    """
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(microseconds) / 1e6 if microseconds.isdecimal() and int(microseconds) else None


async def report_alive() -> None:
    """Tell the service manager twice in each interval that the event loop runs, until cancelled.
    Where it hangs, the service manager ends the program and starts it again."""
    seconds = watchdog_seconds()
    while seconds is not None:
        notify(_ALIVE)
        await asyncio.sleep(seconds / 2)

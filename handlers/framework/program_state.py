"""What the program knows of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ProgramState:
    """Instants are in UTC. `trouble` is why Telegram last failed to carry out a call, in English
    and without secrets; empty if it never did since the start."""

    version: str = ""
    started: datetime | None = None
    by_webhook: bool = False
    trouble: str = ""
    trouble_at: datetime | None = None
    free_bytes: int = 0
    disk_bytes: int = 0
    # How many programs share the database, this one included.
    programs: int = 1

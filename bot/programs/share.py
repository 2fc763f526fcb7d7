"""What a program knows of its part in the work, for health checks and metrics."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.leases import Lease


@dataclass
class ProgramShare:
    """With SQLite a program is the only one and does everything; the rest then stays as it is."""

    only: bool = True
    # Whether the database knows this program, and it may answer.
    joined: bool = True
    # How many programs share the database, this one included.
    programs: int = 1
    # The slots of chats that this program answers, of CHAT_SLOTS; empty if it is the only one.
    slots: set[int] = field(default_factory=set)
    # Whether this program sends what is due, and whether it polls.
    sends: bool = True
    polls: bool = False
    # Whether another program uses another version of the pack's folder.
    packs_differ: bool = False
    # When the last heartbeat was written, by Lease.now(); None if there is none.
    heartbeat_at: float | None = None

    @property
    def heartbeat_age_seconds(self) -> float | None:
        return None if self.heartbeat_at is None else Lease.now() - self.heartbeat_at

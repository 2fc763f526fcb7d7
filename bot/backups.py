"""`backup` and `restore`: what they need beside the database itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import SystemClock
from storage.backups import prepared, settle_what_was_due, take_the_place
from storage.database import open_database
from storage.files import lock_file


@dataclass(frozen=True)
class Restored:
    """`kept` is where the database is that was there before, None if there was none; `settled` is
    how much of what was due is not sent."""

    kept: Path | None
    settled: int


async def restore(
    backup: Path, file: Path, now: datetime, event_zone: str, send_due: bool
) -> Restored:
    """Put a backup in the place of the database, brought up to date. What was due before `now` is
    not sent any more, unless `send_due`.

    Raises DatabaseError if the backup cannot be used, and DatabaseInUse if a program is running.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file(file), prepared(backup, file) as copy:
        settled = 0
        database = open_database(f"sqlite+aiosqlite:///{copy}")
        try:
            await database.migrate()
            if not send_due:
                async with database.write_transaction() as connection:
                    settled = await settle_what_was_due(connection, now, event_zone)
        finally:
            await database.close()  # and with the last connection goes the write-ahead log
        kept = file.with_name(f"{file.name}.before-{SystemClock().now():%Y%m%dT%H%M%S}")
        replaced = take_the_place(copy, file, kept)
    return Restored(kept if replaced else None, settled)

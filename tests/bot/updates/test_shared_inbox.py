"""The inbox of a program that the database does not know any more."""

from __future__ import annotations

import pytest

from bot.clock import SystemClock
from bot.programs.bus import Bus
from bot.updates.inbox import NotKept
from bot.updates.shared_inbox import SharedInbox
from storage.database import Database

RAW = {"update_id": 11, "message": {"chat": {"id": 101}}}


async def test_who_left_keeps_no_update_and_calls_that_no_error(
    postgresql_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(problem: Exception) -> None:
        raise problem

    bus = Bus(postgresql_database)
    # A session whose program is not registered, as after its end.
    async with postgresql_database.program_session(7, bus.receive, lambda: None):
        inbox = SharedInbox(postgresql_database, SystemClock(), fail, bus)
        await inbox.start()
        with pytest.raises(NotKept):
            await inbox.keep([RAW])
        await inbox.stop()
    assert not caplog.records

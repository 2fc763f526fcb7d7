"""Work that may be another program's by now is refused."""

from __future__ import annotations

import asyncio

import pytest

from storage.database import Database
from storage.leases import Lease, LeaseLost, current_lease


async def test_a_lease_lasts_as_long_as_it_is_extended_and_never_begins_again() -> None:
    lease = Lease(0.05)
    assert not lease.holds
    lease.extend(Lease.now())
    assert lease.holds and 0.0 < lease.seconds_left <= 0.05
    await asyncio.sleep(0.06)
    assert not lease.holds and lease.seconds_left == 0.0
    lease.extend(Lease.now())
    lease.end()
    lease.extend(Lease.now())
    assert not lease.holds


async def test_nothing_is_read_or_written_under_a_lease_that_is_over(database: Database) -> None:
    lease = Lease(60.0)
    lease.extend(Lease.now())
    token = current_lease.set(lease)
    try:
        async with database.write_transaction():
            pass
        lease.end()
        for transaction in (database.transaction, database.write_transaction):
            with pytest.raises(LeaseLost):
                async with transaction():
                    pytest.fail("it began")
    finally:
        current_lease.reset(token)


async def test_without_a_lease_nothing_is_refused(database: Database) -> None:
    assert current_lease.get() is None
    async with database.write_transaction():
        pass

"""The programs that share a PostgreSQL: who is alive, and who does what.

The work is cut into slots. A chat belongs to the slot of its id, and two further slots stand for
sending what is due and for polling. A slot is one program's at a time. A program is dead when the
lock of its session is free, which is at once after a crash, or when its last heartbeat is too old,
as after it was stopped or cut off. It loses its slots only after all of its connections to the
database were ended, and it can open no new ones under its id; so it cannot write any more, whatever
it believes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import (
    Integer,
    String,
    column,
    delete,
    func,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import programs, slots
from storage.updates import CHAT_SLOTS

# Sending what is due: notices, announcements, questions, the floor's cards, and cleaning up.
OUTBOX = CHAT_SLOTS
# Asking Telegram for updates, unless they come by webhook.
POLLING = CHAT_SLOTS + 1
CHATS = frozenset(range(CHAT_SLOTS))
ALL_SLOTS = frozenset(range(POLLING + 1))
CHANNEL = "roundtable"

_NOW = func.clock_timestamp()


@dataclass(frozen=True)
class Others:
    """What a heartbeat finds: whether one's own row is still there, which programs live, this one
    included, which are dead, who has which slot, and the packs of the others."""

    alive: bool
    living: frozenset[int]
    dead: frozenset[int]
    owners: dict[int, int | None]
    packs: frozenset[str]


async def lock_session(connection: AsyncConnection, program: int) -> None:
    """Take the lock that shows that a program's session lives; for a connection of its own."""
    await connection.execute(select(func.pg_advisory_lock(program)))
    # What stands in these tables is worth nothing after the server crashed, as all register again.
    await connection.exec_driver_sql("SET synchronous_commit = off")
    await connection.commit()


async def register(connection: AsyncConnection, program: int, pack: str) -> None:
    """Add a program whose session has its lock."""
    await connection.execute(insert(programs).values(id=program, heartbeat=_NOW, pack=pack))
    rows = [{"slot": slot} for slot in sorted(ALL_SLOTS)]
    await connection.execute(insert(slots).on_conflict_do_nothing(), rows)


async def beat(connection: AsyncConnection, program: int, dead_after_seconds: float) -> Others:
    """Note that a program lives, and look at the others."""
    own = await connection.execute(
        update(programs).where(programs.c.id == program).values(heartbeat=_NOW)
    )
    silent = programs.c.heartbeat < _NOW - text(f"interval '{dead_after_seconds} s'")
    # Whoever gets the lock, for the time of this transaction, shows that nobody has it.
    unlocked = func.pg_try_advisory_xact_lock(programs.c.id)
    others = await connection.execute(
        select(programs.c.id, programs.c.pack, or_(silent, unlocked)).where(
            programs.c.id != program
        )
    )
    rows = others.all()
    dead = frozenset(id for id, _, is_dead in rows if is_dead)
    owned = await connection.execute(select(slots.c.slot, slots.c.program))
    owners: dict[int, int | None] = {row.slot: row.program for row in owned}
    living = frozenset(id for id, _, is_dead in rows if not is_dead) | {program}
    # Those that ended in the middle of burying one leave slots of nobody's.
    orphans = {owner for owner in owners.values() if owner is not None} - living
    return Others(
        alive=own.rowcount == 1,
        living=living,
        dead=dead | orphans,
        owners=owners,
        packs=frozenset(pack for id, pack, is_dead in rows if not is_dead),
    )


async def set_pack(connection: AsyncConnection, program: int, pack: str) -> None:
    """Note the hash of the pack that a program uses."""
    await connection.execute(update(programs).where(programs.c.id == program).values(pack=pack))


async def unregister(connection: AsyncConnection, dead: Collection[int]) -> None:
    """Remove programs: from now on they can open no connections."""
    await connection.execute(delete(programs).where(programs.c.id.in_(dead)))


async def end_connections(connection: AsyncConnection, dead: Iterable[int]) -> int:
    """Tell the connections of programs that were removed to end; return how many are left. To be
    called, in a transaction of its own, until there are none."""
    names = [application_name(id) for id in dead]
    told = await connection.execute(
        select(func.pg_terminate_backend(column("pid", Integer)))
        .select_from(table("pg_stat_activity"))
        .where(column("application_name", String).in_(names))
    )
    return len(told.all())


async def free_slots(connection: AsyncConnection, dead: Collection[int]) -> None:
    """Free the slots of programs whose connections are gone."""
    await connection.execute(update(slots).where(slots.c.program.in_(dead)).values(program=None))


async def claim(
    connection: AsyncConnection, program: int, wanted: Collection[int], limit: int
) -> set[int]:
    """Take up to `limit` of these slots that are free, and return them."""
    free = (
        select(slots.c.slot)
        .where(slots.c.program.is_(None), slots.c.slot.in_(wanted))
        .order_by(slots.c.slot)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = await connection.execute(
        update(slots)
        .where(slots.c.slot.in_(free.scalar_subquery()))
        .values(program=program)
        .returning(slots.c.slot)
    )
    return set(taken.scalars())


async def release(connection: AsyncConnection, program: int, which: Collection[int]) -> None:
    """Give slots back whose work has ended."""
    mine = (slots.c.program == program) & slots.c.slot.in_(which)
    await connection.execute(update(slots).where(mine).values(program=None))


async def notify(connection: AsyncConnection, payload: str) -> None:
    """Tell all programs something, once this transaction is committed."""
    await connection.execute(select(func.pg_notify(CHANNEL, payload)))


def application_name(program: int | None) -> str:
    """The name by which the connections of a program are known to the database."""
    return "roundtable" if program is None else f"roundtable {program:x}"

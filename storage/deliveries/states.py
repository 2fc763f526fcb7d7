"""The states of a delivery, and every way from one to another.

    pending → claimed → sent | failed
    pending, claimed → expired | cancelled
    claimed → pending (its lease is over, or it is tried again)
    cancelled → pending (it was overtaken by a revision of which it tells as well)

A pending delivery may be taken back, that is deleted, so that it is planned anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Integer, String, Update, bindparam, delete, null, or_, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, DIGEST
from storage.tables import Instant, chats_to_plan, deliveries


class State(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Why a delivery was not sent, where the reason is ours."""

    UNSUBSCRIBED = "unsubscribed"
    UNWANTED = "unwanted"  # a lead time given up
    UNREACHABLE = "unreachable"
    MOVED = "moved"  # of a revision that no longer holds
    EMPTY = "empty"  # a digest of a day on which nothing is left
    MERGED = "merged"  # another about the same meeting is due with it
    LEASE = "lease"
    SWITCHED_OFF = "switched-off"  # the chat wants no announcements
    STOPPED = "stopped"  # an announcement was paused or stopped


_FROM = {
    State.PENDING: (State.CLAIMED,),
    State.CLAIMED: (State.PENDING,),
    # Its lease may have ended while it was under way; what went out is sent.
    State.SENT: (State.CLAIMED, State.PENDING),
    State.FAILED: (State.CLAIMED, State.PENDING),
    State.EXPIRED: (State.PENDING, State.CLAIMED),
    State.CANCELLED: (State.PENDING, State.CLAIMED),
}
# The person may undo what led to these; then they are planned like new ones.
_UNDONE = (Reason.UNSUBSCRIBED, Reason.UNWANTED, Reason.UNREACHABLE)
# The deliveries of a batch, in statements that are built once.
THESE = deliveries.c.id.in_(bindparam("these", expanding=True, type_=Integer))
_AT = bindparam("at", type_=Instant)
_WHY = bindparam("why", type_=String)


async def claim_these(
    connection: AsyncConnection,
    ids: Sequence[int],
    until: datetime,
    late: tuple[Sequence[str], datetime],
) -> None:
    """Waiting ones are under way. `late`: which notices are, where they fell due before when."""
    notices, before = late
    given = {"these": ids, "at": until, "notices": notices, "sooner": before}
    await connection.execute(_claimed(), given)


async def release_these(
    connection: AsyncConnection, ids: Sequence[int], reason: str, not_before: datetime | None = None
) -> None:
    """Claimed ones wait again, until `not_before` where it is given."""
    await connection.execute(_released(), {"these": ids, "at": not_before, "why": reason})


async def release_each(
    connection: AsyncConnection, released: Sequence[tuple[int, str, datetime]]
) -> None:
    """Claimed ones wait again: (id, reason, the instant from which it may be tried)."""
    rows = [{"this": id, "why": reason, "at": instant} for id, reason, instant in released]
    if rows:
        await connection.execute(_released_one(), rows)


async def release_leased(connection: AsyncConnection, now: datetime) -> None:
    """Those whose lease is over wait again."""
    await connection.execute(_released_leased(), {"at": now})


async def release_all(connection: AsyncConnection) -> int:
    """All claimed ones wait again."""
    all_claimed = deliveries.c.state == State.CLAIMED
    return (await connection.execute(_freed(all_claimed, Reason.LEASE))).rowcount


async def unclaim_these(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Claimed ones wait again, as if they had not been claimed."""
    tried = deliveries.c.attempts - 1
    unclaimed = _moved(THESE, State.PENDING, claimed_until=null(), attempts=tried)
    await connection.execute(unclaimed, {"these": ids})


async def settle_these(
    connection: AsyncConnection,
    ids: Sequence[int],
    state: State,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Pending and claimed ones end as sent, failed, expired or cancelled."""
    await connection.execute(_settled(state), {"these": ids, "at": now, "why": reason})


async def expire(connection: AsyncConnection, now: datetime) -> int:
    """What waits and is of no use any more."""
    over = (deliveries.c.state == State.PENDING) & (deliveries.c.expires <= now)
    expired = _moved(over, State.EXPIRED, claimed_until=null(), settled=now, reason=null())
    return (await connection.execute(expired)).rowcount


async def cancel_pending(
    connection: AsyncConnection, which: ColumnElement[bool], reason: Reason, now: datetime | None
) -> int:
    """What waits is cancelled. One under way is judged again if it is tried again."""
    waiting = deliveries.c.state == State.PENDING
    cancelled = _moved(waiting & which, State.CANCELLED, settled=now, reason=reason)
    return (await connection.execute(cancelled)).rowcount


async def revive(connection: AsyncConnection, which: ColumnElement[bool], **values: object) -> None:
    """What waits, or was cancelled as overtaken and never sent, waits with other values."""
    kept = deliveries.c.state.concat("").in_((State.PENDING, State.CANCELLED))
    statement = update(deliveries).where(which, kept)
    await connection.execute(
        statement.values(state=State.PENDING, settled=null(), reason=null(), **values)
    )


async def cancel_overtaken(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime
) -> None:
    """What waits is cancelled as of a revision that no longer holds. `which` finds it, by its
    chats: all that waits may be too much to look through."""
    waits = deliveries.c.state.concat("") == State.PENDING
    statement = update(deliveries).where(which, waits)
    await connection.execute(
        statement.values(state=State.CANCELLED, settled=now, reason=Reason.MOVED)
    )


async def clear_way(connection: AsyncConnection, chat_id: int) -> None:
    """Take back what a change of mind cancelled, so that planning may insert it again."""
    undone = (
        (deliveries.c.state == State.CANCELLED)
        & deliveries.c.reason.in_(_UNDONE)
        & deliveries.c.notice.not_in(ANNOUNCEMENT_NOTICES)  # nobody plans those anew
    )
    await connection.execute(delete(deliveries).where(deliveries.c.chat_id == chat_id, undone))


async def plan_again(connection: AsyncConnection, chat_id: int) -> None:
    """Take back the reminders and digests that wait: the chat's own settings moved their
    instants."""
    await clear_way(connection, chat_id)
    waiting = (deliveries.c.state == State.PENDING) & deliveries.c.notice.in_(("reminder", DIGEST))
    await connection.execute(delete(deliveries).where(deliveries.c.chat_id == chat_id, waiting))
    again = insert(chats_to_plan).values(chat_id=chat_id)
    await connection.execute(again.on_conflict_do_nothing())


@cache
def _claimed() -> Update:
    late = deliveries.c.notice.in_(bindparam("notices", expanding=True)) & (
        deliveries.c.due < bindparam("sooner", type_=Instant)
    )
    tried = deliveries.c.attempts + 1
    return _moved(THESE, State.CLAIMED, claimed_until=_AT, attempts=tried, late=late)


@cache
def _released() -> Update:
    return _moved(THESE, State.PENDING, claimed_until=null(), reason=_WHY, not_before=_AT)


@cache
def _released_one() -> Update:
    this = deliveries.c.id == bindparam("this", type_=Integer)
    return _moved(this, State.PENDING, claimed_until=null(), reason=_WHY, not_before=_AT)


@cache
def _released_leased() -> Update:
    over = (deliveries.c.state == State.CLAIMED) & (deliveries.c.claimed_until <= _AT)
    return _freed(over, Reason.LEASE)


@cache
def _settled(state: State) -> Update:
    return _moved(THESE, state, claimed_until=null(), settled=_AT, reason=_WHY)


def _freed(which: ColumnElement[bool], reason: Reason) -> Update:
    return _moved(which, State.PENDING, claimed_until=null(), reason=reason, not_before=null())


def _moved(which: ColumnElement[bool], state: State, **values: object) -> Update:
    # `which` finds the rows. The state is written so that no index answers it, or a few ids would
    # be looked for among all that wait.
    before = deliveries.c.state.concat("")
    allowed = or_(*(before == allowed for allowed in _FROM[state]))  # IN takes no lists of rows
    return update(deliveries).where(which, allowed).values(state=state, **values)

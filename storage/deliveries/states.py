"""The states of a delivery, and all transitions between them.

    pending → claimed → sent | failed
    pending, claimed → expired | cancelled
    claimed → pending (its lease ended, or it is tried again)
    cancelled → pending (a newer revision of the meeting can use it)

A pending delivery may also be deleted, so that it is planned anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Update,
    bindparam,
    case,
    delete,
    null,
    or_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, DIGESTS
from storage.dialect import insert, unindexed
from storage.tables import Instant, chats_to_plan, deliveries


class State(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Why a delivery was not sent, if the reason is on our side."""

    UNSUBSCRIBED = "unsubscribed"
    UNWANTED = "unwanted"  # the chat gave up the lead time
    UNREACHABLE = "unreachable"
    OUTDATED = "outdated"  # of a revision that no longer holds
    EMPTY = "empty"  # a digest of a day on which nothing is left
    MERGED = "merged"  # another reminder of the same meeting is due with it
    LEASE = "lease"  # its lease ended
    SWITCHED_OFF = "switched-off"  # the chat wants no announcements
    STOPPED = "stopped"  # the announcement was paused or stopped
    DAMAGED = "damaged"  # its row in the database
    RESTORED = "restored"  # it was due before a backup was restored, and may have been sent


class Trouble(StrEnum):
    """Why a chat takes no messages although the bot is in it, so that its deliveries wait. The
    first two are of one topic of a forum: what went there goes to General."""

    TOPIC_CLOSED = "topic-closed"
    TOPIC_GONE = "topic-gone"
    NO_RIGHTS = "no-rights"  # the bot, or any member, may not write there
    RESTRICTED = "restricted"  # Telegram restricted the chat


OPEN_STATES = (State.PENDING, State.CLAIMED)
_ALLOWED_FROM = {
    State.PENDING: (State.CLAIMED,),
    State.CLAIMED: (State.PENDING,),
    # A lease may end while the message is being sent; it is sent all the same.
    State.SENT: OPEN_STATES,
    State.FAILED: OPEN_STATES,
    State.EXPIRED: OPEN_STATES,
    State.CANCELLED: OPEN_STATES,
}
# The person can undo what caused these; then the deliveries are planned like new ones.
_UNDONE = (Reason.UNSUBSCRIBED, Reason.UNWANTED, Reason.UNREACHABLE)

# Statements that are executed with every batch are built once, with these parameters.
IN_BATCH = deliveries.c.id.in_(bindparam("ids", expanding=True, type_=Integer))
_INSTANT = bindparam("instant", type_=Instant)
_REASON = bindparam("why", type_=String)


async def claim_these(
    connection: AsyncConnection,
    ids: Sequence[int],
    until: datetime,
    late_notices: Sequence[str],
    late_before: datetime,
) -> None:
    """Claim pending deliveries until an instant. Those of `late_notices` that were due before
    `late_before` are marked as late."""
    await connection.execute(
        _claim_batch(),
        {"ids": ids, "instant": until, "notices": late_notices, "late_before": late_before},
    )


async def release_each(
    connection: AsyncConnection, released: Sequence[tuple[int, str, datetime]]
) -> None:
    """Release claimed deliveries for another attempt: (id, reason, instant of the attempt)."""
    rows = [{"delivery": id, "why": reason, "instant": at} for id, reason, at in released]
    if rows:
        await connection.execute(_release_one(), rows)


async def hold(
    connection: AsyncConnection,
    chat_id: int,
    ids: Sequence[int],
    reason: Trouble,
    until: datetime,
    now: datetime,
) -> None:
    """Let the due deliveries of a chat wait until an instant: the pending ones, and the claimed
    ones `ids`."""
    mine = deliveries.c.chat_id == chat_id
    values = {"reason": reason, "not_before": until}
    due = deliveries.c.due <= now
    # The claimed ones count no attempt.
    attempts = deliveries.c.attempts - 1
    released = _transition(
        mine & deliveries.c.id.in_(ids), State.PENDING, claimed_until=null(), attempts=attempts,
        **values,
    )  # fmt: skip
    await connection.execute(released)
    pending = deliveries.c.state == State.PENDING
    await connection.execute(update(deliveries).where(mine, pending, due).values(**values))


async def resume(connection: AsyncConnection, chat_ids: Sequence[int]) -> None:
    """Let what waits because of a trouble of its chat be tried at once."""
    waits = (deliveries.c.state == State.PENDING) & deliveries.c.reason.in_(list(Trouble))
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.chat_id.in_(chat_ids), waits)
        .values(not_before=null())
    )


async def uncount_attempts(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Take back that an attempt was counted, for deliveries that are still claimed."""
    if ids:
        fewer = (
            update(deliveries)
            .where(IN_BATCH, deliveries.c.state == State.CLAIMED)
            .values(attempts=deliveries.c.attempts - 1)
        )
        await connection.execute(fewer, {"ids": ids})


async def release_leased(connection: AsyncConnection, now: datetime) -> None:
    """Release deliveries whose lease ended."""
    await connection.execute(_release_leased(), {"instant": now})


async def release_all(connection: AsyncConnection) -> int:
    """Release all claimed deliveries; return their number."""
    claimed = deliveries.c.state == State.CLAIMED
    return (await connection.execute(_release(claimed))).rowcount


async def unclaim_these(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Release claimed deliveries that nobody tried to send: the attempt does not count."""
    attempts = deliveries.c.attempts - 1
    released = _transition(IN_BATCH, State.PENDING, claimed_until=null(), attempts=attempts)
    await connection.execute(released, {"ids": ids})


async def settle_these(
    connection: AsyncConnection,
    ids: Sequence[int],
    state: State,
    now: datetime,
    reason: str | None = None,
) -> None:
    """End open deliveries as sent, failed, expired or cancelled."""
    await connection.execute(_settle(state), {"ids": ids, "instant": now, "why": reason})


async def expire(connection: AsyncConnection, now: datetime) -> int:
    """Expire the pending deliveries that are no longer of use; return their number."""
    over = (deliveries.c.state == State.PENDING) & (deliveries.c.expires <= now)
    # That it waited because of a trouble of its chat is worth knowing; other reasons are not.
    reason = case((deliveries.c.reason.in_(list(Trouble)), deliveries.c.reason), else_=null())
    expired = _transition(over, State.EXPIRED, claimed_until=null(), settled=now, reason=reason)
    return (await connection.execute(expired)).rowcount


async def expire_all_due(
    connection: AsyncConnection, now: datetime, other_than: Sequence[str]
) -> int:
    """Expire everything that was due until now, also what is claimed, since a backup was restored;
    return its number. Notices of the kinds `other_than` stay."""
    due = (deliveries.c.due <= now) & deliveries.c.notice.not_in(other_than)
    expired = _transition(
        due, State.EXPIRED, claimed_until=null(), settled=now, reason=Reason.RESTORED
    )
    return (await connection.execute(expired)).rowcount


async def cancel_pending(
    connection: AsyncConnection, which: ColumnElement[bool], reason: Reason, now: datetime | None
) -> int:
    """Cancel pending deliveries; return their number. A claimed one is checked again if it is
    tried again."""
    pending = deliveries.c.state == State.PENDING
    cancelled = _transition(pending & which, State.CANCELLED, settled=now, reason=reason)
    return (await connection.execute(cancelled)).rowcount


async def revive(connection: AsyncConnection, which: ColumnElement[bool], **values: object) -> None:
    """Make pending deliveries, and cancelled ones that were never sent, pending with new values."""
    unsent = unindexed(deliveries.c.state).in_((State.PENDING, State.CANCELLED))
    statement = update(deliveries).where(which, unsent)
    await connection.execute(
        statement.values(state=State.PENDING, settled=null(), reason=null(), **values)
    )


async def cancel_outdated(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime
) -> None:
    """Cancel pending deliveries of a revision that no longer holds. `which` must find them by
    chat, since there may be too many pending ones to read."""
    pending = unindexed(deliveries.c.state) == State.PENDING
    statement = update(deliveries).where(which, pending)
    await connection.execute(
        statement.values(state=State.CANCELLED, settled=now, reason=Reason.OUTDATED)
    )


async def delete_undone(connection: AsyncConnection, chat_id: int) -> None:
    """Delete what was cancelled because of a choice that the person undid, so that planning can
    insert it again."""
    undone = (
        (deliveries.c.state == State.CANCELLED)
        & deliveries.c.reason.in_(_UNDONE)
        & deliveries.c.notice.not_in(ANNOUNCEMENT_NOTICES)  # these are not planned
    )
    await connection.execute(delete(deliveries).where(deliveries.c.chat_id == chat_id, undone))


async def plan_again(connection: AsyncConnection, chat_id: int) -> None:
    """Delete the pending reminders and digests of a chat whose settings changed their due times,
    so that they are planned anew."""
    await delete_undone(connection, chat_id)
    pending = (deliveries.c.state == State.PENDING) & deliveries.c.notice.in_(
        ("reminder", *DIGESTS)
    )
    await connection.execute(delete(deliveries).where(deliveries.c.chat_id == chat_id, pending))
    row = insert(chats_to_plan).values(chat_id=chat_id)
    await connection.execute(row.on_conflict_do_nothing())


@cache
def _claim_batch() -> Update:
    late = deliveries.c.notice.in_(bindparam("notices", expanding=True)) & (
        deliveries.c.due < bindparam("late_before", type_=Instant)
    )
    attempts = deliveries.c.attempts + 1
    return _transition(
        IN_BATCH, State.CLAIMED, claimed_until=_INSTANT, attempts=attempts, late=late
    )


@cache
def _release_one() -> Update:
    this = deliveries.c.id == bindparam("delivery", type_=Integer)
    return _transition(
        this, State.PENDING, claimed_until=null(), reason=_REASON, not_before=_INSTANT
    )


@cache
def _release_leased() -> Update:
    return _release(
        (deliveries.c.state == State.CLAIMED) & (deliveries.c.claimed_until <= _INSTANT)
    )


@cache
def _settle(state: State) -> Update:
    return _transition(IN_BATCH, state, claimed_until=null(), settled=_INSTANT, reason=_REASON)


def _release(which: ColumnElement[bool]) -> Update:
    return _transition(
        which, State.PENDING, claimed_until=null(), reason=Reason.LEASE, not_before=null()
    )


def _transition(which: ColumnElement[bool], state: State, **values: object) -> Update:
    # Or SQLite searches a few ids among all pending deliveries by the index on the state. An IN
    # would not be allowed with several sets of parameters.
    current = unindexed(deliveries.c.state)
    allowed = or_(*(current == before for before in _ALLOWED_FROM[state]))
    return update(deliveries).where(which, allowed).values(state=state, **values)

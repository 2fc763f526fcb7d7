"""Delivering: batches are claimed with a lease, judged right before, and settled afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    and_,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.contents import last_said, left_of_days, through_of
from storage.deliveries.due_check import REMINDING, due_rows, fate_of, judged, ripe
from storage.deliveries.states import (
    THESE,
    Reason,
    State,
    cancel_pending,
    claim_these,
    release_all,
    release_leased,
    release_these,
    settle_these,
    unclaim_these,
)
from storage.deliveries.subjects import DIGEST
from storage.tables import (
    chats,
    deliveries,
    meeting_revisions,
    meetings,
)

# A reminder that goes out later than this after it fell due says that it is late.
LATE_AFTER = timedelta(minutes=2)
# More late reminders than this go to a chat as one summary.
FEW = 3


@dataclass(frozen=True)
class Delivery:
    """One notice about one thing to one chat, with what a view needs.

    `subject` is a meeting's id, or what `subjects.py` names; `body` is the meeting's, None where
    it is about none. `lead` is in seconds: 0 where there is none; of a snoozed one, until the
    meeting opens, and negative after that. `previous_body` is what the chat knew before a change;
    where that was a cancellation, the meeting is `restored`. `language` and `time_zone` are what
    the chat chose, if it did. `reason` and `edited_by` are what an organiser said of the change.
    `subscriptions` are those that ask for it, as (what, value);
    `meeting_bodies` is of a digest: the bodies of the meetings still on that day, in order.
    """

    id: int
    chat_id: int
    subject: str
    revision: int
    notice: str
    lead: int
    due: datetime
    expires: datetime
    late: bool
    attempts: int
    body: str | None
    previous_body: str | None
    language: str | None
    time_zone: str | None
    restored: bool = False
    reason: str | None = None
    edited_by: str | None = None
    subscriptions: tuple[tuple[str, str], ...] = ()
    meeting_bodies: tuple[str, ...] = ()


async def claim(
    connection: AsyncConnection, now: datetime, limit: int, lease_seconds: float
) -> list[Delivery]:
    """Take what is due, the oldest first, at most one for each chat; it is ours for the lease.

    Each is looked at again: what expired, whose chat, subscription or lead time is gone, or what
    a newer revision overtook, is settled instead. Of several reminders of one meeting the
    nearest is taken. When the lease is over without a word, the delivery is due again: so claim
    no more than can be sent within it.
    """
    # Writing first takes SQLite's lock, so that nothing changes between looking and taking.
    await release_leased(connection, now)
    lease = now + timedelta(seconds=lease_seconds)
    taken: dict[int, int] = {}
    while len(taken) < limit:
        given = {"now": now, "most": limit, "but_chats": list(taken)}
        looked_at = (await connection.execute(due_rows(), given)).all()
        if not looked_at:
            break
        left, fates = _sorted_out(looked_at, now)
        for chat_id, ids in left.items():
            if chat_id not in taken and len(taken) < limit:
                taken[chat_id] = ids[0]
        for (state, reason), ids in fates.items():
            await settle_these(connection, ids, state, now, reason)
        if not fates and len(looked_at) < limit:
            break
    return await _take(connection, list(taken.values()), now, lease)


async def claim_missed(
    connection: AsyncConnection, now: datetime, limit: int, lease_seconds: float
) -> list[list[Delivery]]:
    """Take all late reminders of chats that have more than a few of them, by chat: each chat's
    are to go as one summary. Each is looked at again, as in `claim`."""
    late = and_(deliveries.c.notice.in_(REMINDING), deliveries.c.due < now - LATE_AFTER)
    piled = (
        select(deliveries.c.chat_id)
        .where(late, ripe(deliveries))
        .group_by(deliveries.c.chat_id)
        .having(func.count() > FEW)
        .limit(limit)
    )
    taken: list[int] = []
    while not taken:
        chat_ids = list((await connection.execute(piled, {"now": now})).scalars())
        if not chat_ids:
            return []
        rows = await connection.execute(
            judged().where(late, deliveries.c.chat_id.in_(chat_ids)).order_by(deliveries.c.due),
            {"now": now},
        )
        left, fates = _sorted_out(rows.all(), now)
        for (state, reason), ids in fates.items():
            await settle_these(connection, ids, state, now, reason)
        taken = [id for ids in left.values() if len(ids) > FEW for id in ids]
    lease = now + timedelta(seconds=lease_seconds)
    found: dict[int, list[Delivery]] = {}
    for delivery in await _take(connection, taken, now, lease):
        found.setdefault(delivery.chat_id, []).append(delivery)
    return list(found.values())


def _sorted_out(
    rows: Sequence[Row[Any]], now: datetime
) -> tuple[dict[int, list[int]], dict[tuple[State, str | None], list[int]]]:
    """The deliveries that go out, by chat, and those that do not, by what becomes of them."""
    left: dict[int, list[int]] = {}
    fates: dict[tuple[State, str | None], list[int]] = {}
    for row in rows:
        fate = fate_of(row, now)
        if fate is None:
            left.setdefault(row.chat_id, []).append(row.id)
        else:
            fates.setdefault(fate, []).append(row.id)
    return left, fates


async def unclaim(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """These were claimed and nobody tried to send them: they wait as before, to be looked at
    again."""
    if ids:
        await unclaim_these(connection, ids)


async def release_all_claims(connection: AsyncConnection) -> int:
    """Give back every claim. For the start of the only program that delivers: whatever was
    claimed then was claimed by one that is gone."""
    return await release_all(connection)


async def mark_sent(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> None:
    await settle_these(connection, ids, State.SENT, now)


async def mark_failed(
    connection: AsyncConnection, ids: Sequence[int], reason: str, now: datetime
) -> None:
    """They cannot be sent, now or later. `reason` is a short code."""
    await settle_these(connection, ids, State.FAILED, now, reason[:40])


async def retry(
    connection: AsyncConnection, ids: Sequence[int], not_before: datetime, reason: str
) -> None:
    """They may be tried again from an instant on. `reason` is a short code."""
    await release_these(connection, ids, reason[:40], not_before)


async def chat_unreachable(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Nothing can be sent there until the chat writes again; what waits for it is cancelled."""
    await connection.execute(
        update(chats).where(chats.c.id == chat_id).values(reachable=False, reachable_since=None)
    )
    mine = deliveries.c.chat_id == chat_id
    await cancel_pending(connection, mine, Reason.UNREACHABLE, now)


async def snooze(
    connection: AsyncConnection, chat_id: int, meeting_id: str, until: datetime, now: datetime
) -> bool:
    """Remind the chat of a meeting once more; says False if the meeting is not to come, is over
    by then, or the chat is to be reminded at that instant anyway."""
    row = (await connection.execute(select(meetings).where(meetings.c.id == meeting_id))).first()
    if row is None or row.status != "planned":
        return False
    expires = row.begins or row.closes
    if not now < until < expires:
        return False
    fresh = insert(deliveries).values(
        chat_id=chat_id,
        subject=meeting_id,
        revision=row.revision,
        notice="snoozed",
        lead=int((row.opens - until).total_seconds()),
        due=until,
        expires=expires,
        state=State.PENDING,
        attempts=0,
        late=False,
    )
    result = await connection.execute(fresh.on_conflict_do_nothing())
    return bool(result.rowcount)


async def count_of_chat(connection: AsyncConnection, chat_id: int) -> int:
    """How many deliveries are kept of a chat, in whatever state."""
    kept = select(func.count()).where(deliveries.c.chat_id == chat_id)
    return int((await connection.execute(kept)).scalar_one())


async def _take(
    connection: AsyncConnection, ids: list[int], now: datetime, lease: datetime
) -> list[Delivery]:
    if not ids:
        return []
    late = (("reminder", DIGEST), now - LATE_AFTER)
    await claim_these(connection, ids, lease, late)
    rows = (await connection.execute(_told(), {"these": ids})).all()
    through = await through_of(connection, ids)
    digests = [id for id, _, _, _, notice, *_ in rows if notice == DIGEST]
    on = await left_of_days(connection, digests, now) if digests else {}
    return [Delivery(*(*row, through.get(row[0], ()), on.get(row[0], ()))) for row in rows]


@cache
def _told() -> Select[Any]:
    """The fields of a Delivery, in their order, as far as they stand in one row."""
    previous = and_(
        meeting_revisions.c.meeting_id == deliveries.c.subject,
        meeting_revisions.c.revision == deliveries.c.known_revision,
    )
    said = meeting_revisions.alias("said")
    return (
        select(
            *(deliveries.c[name] for name in _OF_DELIVERY),
            meetings.c.body,
            meeting_revisions.c.body.label("previous_body"),
            chats.c.language,
            chats.c.time_zone,
            func.coalesce(meeting_revisions.c.status == "cancelled", False),
            said.c.reason,
            said.c.edited_by,
        )
        .select_from(
            deliveries.outerjoin(meetings, meetings.c.id == deliveries.c.subject)
            .join(chats, chats.c.id == deliveries.c.chat_id)
            .outerjoin(meeting_revisions, previous)
            .outerjoin(said, last_said(said))
        )
        .where(THESE)
        .order_by(deliveries.c.due, deliveries.c.id)
    )


_OF_DELIVERY = (
    *("id", "chat_id", "subject", "revision", "notice", "lead"),
    *("due", "expires", "late", "attempts"),
)

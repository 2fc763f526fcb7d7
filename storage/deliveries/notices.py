"""What a change of a meeting means for the outbox: notices to its subscribers, and what becomes
of those that wait for the revision before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.covering import excepted
from storage.deliveries.inserting import Moment, insert_due
from storage.deliveries.moments import Timed
from storage.deliveries.planning import quiet_hours
from storage.deliveries.states import Reason, State, cancel_pending
from storage.tables import chats, deliveries, meeting_revisions, subscriptions

# Several changes within this time come as one notice; not where the meeting is near.
CHANGES_WAIT = timedelta(minutes=2)
NEAR = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """From one revision of a meeting to the next. `moved`: its times or its status are others;
    `noticed`: a reader sees that it changed."""

    meeting: Timed
    before: int
    closed: datetime  # when the revision before would have been over
    moved: bool
    noticed: bool
    cancelled: bool


async def announce_new(
    connection: AsyncConnection, meeting: Timed, zone: str, now: datetime
) -> None:
    """Tell everybody who is subscribed to what a new meeting belongs to, after their quiet
    hours. `zone` stands in for the chats that chose none."""
    if meeting.expires > now:
        moment = Moment(meeting, 0, None, now)
        await insert_due(connection, [moment], await quiet_hours(connection, zone), zone, "new")


async def overtake(connection: AsyncConnection, step: Step, now: datetime) -> None:
    """Notices of a revision follow the next one where they still hold; the rest is cancelled.

    What was sent follows, too, so that a reminder of times that did not change is sent once.
    """
    if step.noticed:
        await _queue(connection, step, now)
    if not step.moved:
        await _follow(connection, step, ("reminder", "snoozed"))
    if not step.cancelled:
        # Who has not heard of the meeting yet hears of it as it is now.
        await _follow(connection, step, ("new",))
    if not step.noticed:
        await _follow(connection, step, ("change", "cancellation"))
    older = and_(
        deliveries.c.subject == step.meeting.id,
        deliveries.c.revision < step.meeting.revision,
    )
    await cancel_pending(connection, older, Reason.MOVED, now)


async def _follow(connection: AsyncConnection, step: Step, notices: tuple[str, ...]) -> None:
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subject == step.meeting.id,
            deliveries.c.revision == step.before,
            deliveries.c.notice.in_(notices),
        )
        .values(revision=step.meeting.revision)
    )


async def _queue(connection: AsyncConnection, step: Step, now: datetime) -> None:
    """A change or cancellation to everybody who knows the meeting otherwise than it is now."""
    meeting = step.meeting
    near = now + NEAR >= meeting.opens
    due = now if step.cancelled or near else now + CHANGES_WAIT
    expires = max(step.closed, meeting.closes)
    if expires <= due:
        return
    notice = literal("cancellation" if step.cancelled else "change")
    # A notice that still waits was not read: its reader knows the revision before it.
    unread = deliveries.alias("unread")
    waiting = and_(
        unread.c.chat_id == subscriptions.c.chat_id,
        unread.c.subject == meeting.id,
        unread.c.revision == step.before,
        unread.c.state == State.PENDING,
    )
    known = func.coalesce(unread.c.before, step.before)
    unheard = deliveries.alias("unheard")
    chosen: Any = (
        select(
            subscriptions.c.chat_id,
            literal(meeting.id),
            literal(meeting.revision),
            notice,
            literal(0),
            known,
            literal(due, deliveries.c.due.type),
            literal(expires, deliveries.c.expires.type),
            literal(State.PENDING.value),
            literal(0),
            false(),
        )
        .select_from(
            subscriptions.join(chats, chats.c.id == subscriptions.c.chat_id).outerjoin(
                unread, and_(waiting, unread.c.notice.in_(("change", "cancellation")))
            )
        )
        .where(
            tuple_(subscriptions.c.what, subscriptions.c.value).in_(meeting.ways),
            chats.c.reachable,
            not_(excepted(subscriptions.c.chat_id, literal(meeting.id))),
            not_(
                exists().where(
                    unheard.c.chat_id == subscriptions.c.chat_id,
                    unheard.c.subject == meeting.id,
                    unheard.c.revision == step.before,
                    unheard.c.notice == "new",
                    unheard.c.state == State.PENDING,
                )
            ),
            known.not_in(await _alike(connection, meeting)),
        )
        .distinct()
    )
    into = ["chat_id", "subject", "revision", "notice", "lead", "before", "due", "expires"]
    statement = insert(deliveries).from_select([*into, "state", "attempts", "late"], chosen)
    await connection.execute(statement.on_conflict_do_nothing())


async def _alike(connection: AsyncConnection, meeting: Timed) -> list[int]:
    """The older revisions that a reader could not tell from the one that now holds."""
    now, then = meeting_revisions.alias("now"), meeting_revisions.alias("then")
    rows = await connection.execute(
        select(then.c.revision)
        .join(now, now.c.meeting_id == then.c.meeting_id)
        .where(
            now.c.meeting_id == meeting.id,
            now.c.revision == meeting.revision,
            then.c.revision < meeting.revision,
            then.c.status == now.c.status,
            then.c.when_and_where == now.c.when_and_where,
        )
    )
    return list(rows.scalars())

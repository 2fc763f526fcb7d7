"""What a change of a meeting means for the outbox: what is to be told of it is written down, and
what went out or is under way follows the new revision. The notices themselves: see telling.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.changes.batches import FIRST
from storage.deliveries.states import State
from storage.tables import deliveries, meeting_changes

# Several changes within this time come as one notice; not where the meeting is near.
CHANGES_WAIT = timedelta(minutes=2)
NEAR = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """From one revision of a meeting to the next, or to its first, where `before` is None.

    `useful` is from when a reminder is of no use, `over` from when no notice is: the meeting is
    over then, as it is and as it was. `moved`: its times or its status are others; `noticed`: a
    reader sees that it changed.
    """

    meeting_id: str
    revision: int
    before: int | None
    opens: datetime
    useful: datetime
    over: datetime
    moved: bool
    noticed: bool
    cancelled: bool


async def overtake(connection: AsyncConnection, steps: Sequence[Step], now: datetime) -> None:
    """Write down what is to be told, for `tell` and `tell_some`. Nothing of a revision before
    goes out any more, as each notice is judged by its revision.

    What was sent follows, so that a reminder of times that did not change is sent once, and so
    does what is under way.
    """
    rows = [_to_tell(step, now) for step in steps if step.before is not None or step.useful > now]
    if not rows:
        return
    await connection.execute(insert(meeting_changes), rows)
    it, notice = meeting_changes, deliveries.c.notice
    if any(row["previous_revision"] is not None and not row["rescheduled"] for row in rows):
        await _follow(connection, notice.in_(("reminder", "snoozed")), ~it.c.rescheduled)
    unseen = and_(notice.in_(("change", "cancellation")), it.c.notice.is_(None))
    unheard = and_(notice == "new", it.c.notice.is_distinct_from("cancellation"))
    await _follow(connection, deliveries.c.state == State.CLAIMED, or_(unseen, unheard))


async def _follow(connection: AsyncConnection, *which: ColumnElement[bool]) -> None:
    it = meeting_changes
    mine = it.c.meeting_id == deliveries.c.subject
    revision = select(it.c.revision).where(mine).correlate(deliveries).scalar_subquery()
    await connection.execute(
        update(deliveries)
        .where(exists().where(mine, it.c.previous_revision == deliveries.c.revision, *which))
        .values(revision=revision)
    )


def _to_tell(step: Step, now: datetime) -> dict[str, object]:
    notice, due, expires = None, now, step.over
    if step.before is None:
        notice, expires = "new", step.useful
    elif step.noticed:
        notice = "cancellation" if step.cancelled else "change"
        near = now + NEAR >= step.opens
        due = now if step.cancelled or near else now + CHANGES_WAIT
    return {
        "meeting_id": step.meeting_id, "revision": step.revision, "previous_revision": step.before,
        "rescheduled": step.moved, "notice": notice, "made": now, "due": due, "expires": expires,
        "queued_to_chat_id": FIRST,
    }  # fmt: skip

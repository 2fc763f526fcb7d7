"""Recording changes of meetings, and bringing what was already sent to the new revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.batches import in_batches
from storage.deliveries.states import State
from storage.tables import deliveries, meeting_changes

# Changes of one meeting within this time become one notice, except shortly before it opens. What
# is changed in one act is told together, as soon as any of it has to be.
CHANGES_WAIT = timedelta(minutes=2)
SHORTLY_BEFORE = timedelta(hours=1)
# Below the id of any chat: https://core.telegram.org/bots/api#chat has at most 52 significant bits.
BEFORE_ALL_CHATS = -(2**62)


@dataclass(frozen=True)
class MeetingChange:
    """A new revision of a meeting; `previous_revision` is None for a new meeting.

    `reminders_until` is the last instant at which a reminder makes sense; `notices_until` is the
    end of the later of the old and the new times. `rescheduled`: the times or the status changed.
    `noticed`: subscribers are told.
    """

    meeting_id: str
    revision: int
    previous_revision: int | None
    opens: datetime
    reminders_until: datetime
    notices_until: datetime
    rescheduled: bool
    noticed: bool
    cancelled: bool


async def record_changes(
    connection: AsyncConnection, changes: Sequence[MeetingChange], now: datetime
) -> None:
    """Record changes, for `queue_change_notices` and `queue_all_change_notices`.

    Pending deliveries of older revisions do not go out any more, as each is checked against the
    meeting's revision when it is claimed. Reminders that were sent take on the new revision if the
    times did not change, so that they are not sent again; so do claimed deliveries that still hold.
    """
    at_once = any(_is_urgent(change, now) for change in changes)
    due = now if at_once else now + CHANGES_WAIT
    rows = [
        _row(change, now, due)
        for change in changes
        if change.previous_revision is not None or change.reminders_until > now
    ]
    if not rows:
        return
    async for batch in in_batches(rows):
        await connection.execute(insert(meeting_changes), batch)
    change, notice = meeting_changes.c, deliveries.c.notice
    if any(row["previous_revision"] is not None and not row["rescheduled"] for row in rows):
        await _take_on_revision(
            connection, notice.in_(("reminder", "snoozed")), ~change.rescheduled
        )
    invisible = and_(notice.in_(("change", "cancellation")), change.notice.is_(None))
    still_new = and_(notice == "new", change.notice.is_distinct_from("cancellation"))
    await _take_on_revision(
        connection, deliveries.c.state == State.CLAIMED, or_(invisible, still_new)
    )


async def _take_on_revision(connection: AsyncConnection, *which: ColumnElement[bool]) -> None:
    """Give deliveries of the previous revision the new one."""
    change = meeting_changes.c
    same_meeting = change.meeting_id == deliveries.c.subject
    revision = select(change.revision).where(same_meeting).correlate(deliveries).scalar_subquery()
    previous = change.previous_revision == deliveries.c.revision
    await connection.execute(
        update(deliveries)
        .where(exists().where(same_meeting, previous, *which))
        .values(revision=revision)
    )


def _is_urgent(change: MeetingChange, now: datetime) -> bool:
    """Return whether subscribers are told of a change at once."""
    if change.previous_revision is None or not change.noticed or change.notices_until <= now:
        return False
    return change.cancelled or now + SHORTLY_BEFORE >= change.opens


def _row(change: MeetingChange, now: datetime, changes_due: datetime) -> dict[str, object]:
    notice, due, expires = None, now, change.notices_until
    if change.previous_revision is None:
        notice, expires = "new", change.reminders_until
    elif change.noticed:
        notice, due = "cancellation" if change.cancelled else "change", changes_due
    return {
        "meeting_id": change.meeting_id, "revision": change.revision,
        "previous_revision": change.previous_revision, "rescheduled": change.rescheduled,
        "notice": notice, "made": now, "due": due, "expires": expires,
        "queued_to_chat_id": BEFORE_ALL_CHATS,
    }  # fmt: skip

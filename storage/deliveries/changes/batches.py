"""Taking the recorded changes to the outbox, a batch of chats at a time.

A batch is the next chats, in the order of their ids, for all meetings that were changed together.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    String,
    and_,
    column,
    delete,
    exists,
    func,
    select,
    true,
    update,
    values,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.changes.inserting import (
    Batch,
    covering_changes,
    insert_notices,
    subscription_key,
    update_unread,
)
from storage.deliveries.due_times import QuietHours, after_quiet_hours
from storage.deliveries.states import cancel_outdated
from storage.tables import (
    DAMAGED_INSTANT,
    Instant,
    chats,
    deliveries,
    meeting_changes,
    meetings,
    reminder_settings,
    subscriptions,
)

_logger = logging.getLogger(__name__)

# Notices in one batch, a fraction of a second's work. A statement takes at most 32,766 values, and
# a notice may need four.
MAX_NOTICES = 8_000
# Above the id of any chat.
_AFTER_ALL_CHATS = 2**62
# Meetings named in one statement.
_MAX_MEETINGS = 500
_NEVER = datetime.max.replace(tzinfo=UTC)

_change = meeting_changes.c


async def changes_waiting(connection: AsyncConnection) -> bool:
    """Return whether any change has notices that are not in the outbox. This takes no lock."""
    return bool(await connection.scalar(select(exists(select(_change.meeting_id)))))


async def queue_change_notices(connection: AsyncConnection, max_notices: int = MAX_NOTICES) -> bool:
    """Queue one batch, of about `max_notices`, for the oldest change; return whether more wait."""
    # Writing first takes SQLite's lock, so that nothing changes while the statements below read.
    await _delete_done(connection)
    groups = await _groups(connection, true())
    if groups:
        await _queue_batch(connection, groups[0], true(), max_notices)
        await _delete_done(connection)
    return await changes_waiting(connection)


async def queue_all_change_notices(
    connection: AsyncConnection, meeting_ids: Sequence[str] | None = None
) -> None:
    """Queue all notices that wait, or all that wait of some meetings."""
    if not await changes_waiting(connection):
        return
    if meeting_ids is None:
        while await queue_change_notices(connection):
            pass
        return
    for start in range(0, len(meeting_ids), _MAX_MEETINGS):
        which = _change.meeting_id.in_(meeting_ids[start : start + _MAX_MEETINGS])
        while groups := await _groups(connection, which):
            await _queue_batch(connection, groups[0], which, MAX_NOTICES)
            await _delete_done(connection)


async def _delete_done(connection: AsyncConnection) -> None:
    await connection.execute(
        delete(meeting_changes).where(_change.queued_to_chat_id == _AFTER_ALL_CHATS)
    )


async def _groups(
    connection: AsyncConnection, which: ColumnElement[bool]
) -> list[tuple[datetime, int]]:
    """Changes that were made together, the oldest first: (made, the chat up to which they are
    queued)."""
    groups = (
        select(_change.made, _change.queued_to_chat_id)
        .where(which)
        .group_by(_change.made, _change.queued_to_chat_id)
        .order_by(_change.made, _change.queued_to_chat_id)
    )
    found = [(made, chat_id) for made, chat_id in await connection.execute(groups)]
    readable = [group for group in found if not _is_damaged(group[0], group[1])]
    if len(readable) < len(found):
        await _delete_damaged(connection)
    return readable


def _is_damaged(made: datetime, queued_to_chat_id: int) -> bool:
    return made == DAMAGED_INSTANT or not isinstance(queued_to_chat_id, int)


async def _delete_damaged(connection: AsyncConnection) -> None:
    """Delete the changes that no statement finds by their values, so that others have their
    turn."""
    columns = (_change.meeting_id, _change.made, _change.queued_to_chat_id)
    rows = await connection.execute(select(*columns))
    ids = [id for id, made, chat_id in rows if _is_damaged(made, chat_id)]
    _logger.error("changes of meetings are damaged; left out", extra={"count": len(ids)})
    await connection.execute(delete(meeting_changes).where(_change.meeting_id.in_(ids)))


async def _queue_batch(
    connection: AsyncConnection,
    group: tuple[datetime, int],
    which: ColumnElement[bool],
    max_notices: int,
) -> None:
    """Queue the notices of the next chats, and settle what waits for them of older revisions."""
    made, after = group
    rows = and_(_change.made == made, _change.queued_to_chat_id == after, which)
    last = await _last_of_next_chats(connection, rows, after, max_notices)
    batch = Batch(made, after, last, rows)
    await insert_notices(connection, batch, await _quiet_hours_now(connection, batch))
    await update_unread(connection, batch)
    newer = exists().where(
        _change.meeting_id == deliveries.c.subject, _change.revision > deliveries.c.revision, rows
    )
    await cancel_outdated(connection, batch.has(deliveries.c.chat_id) & newer, made)
    await connection.execute(update(meeting_changes).where(rows).values(queued_to_chat_id=last))


async def _last_of_next_chats(
    connection: AsyncConnection, rows: ColumnElement[bool], after: int, max_notices: int
) -> int:
    """The last of the next chats that have about `max_notices` notices of the meetings together,
    and at least one chat."""
    covering = covering_changes(rows)
    counted = select(covering.c.key, func.count().label("number")).group_by(covering.c.key)
    weights: dict[str, int] = {
        row.key: int(row.number) for row in await connection.execute(counted)
    }
    chat, key = subscriptions.c.chat_id, subscription_key()
    next_ones = (
        select(chat, key)
        .where(chat > after, key.in_(select(covering.c.key)))
        .order_by(chat)
        .limit(max_notices)
    )
    found = (await connection.execute(next_ones)).all()
    total, last = 0, None
    for chat_id, to in found:
        total += weights.get(to, 0)
        if last is not None and chat_id != last and total > max_notices:
            return int(last)
        last = chat_id
    return int(last) if last is not None and len(found) == max_notices else _AFTER_ALL_CHATS


async def _quiet_hours_now(connection: AsyncConnection, batch: Batch) -> FromClause | None:
    """The quiet hours of these chats that hold at the time of the change, with their end, as a
    relation (zone, begins, ends, until); None if there are none.

    A new meeting is announced in its own zone to chats that chose none.
    """
    settings = reminder_settings
    hours = await connection.execute(
        select(chats.c.time_zone, settings.c.quiet_from, settings.c.quiet_to)
        .join(chats, chats.c.id == settings.c.chat_id)
        .where(
            batch.has(settings.c.chat_id),
            settings.c.quiet_from.is_not(None),
            settings.c.quiet_to.is_not(None),
        )
        .distinct()
    )
    chosen = hours.all()
    if not chosen:
        return None
    new = exists().where(batch.rows, _change.meeting_id == meetings.c.id, _change.notice == "new")
    zones = await connection.execute(select(meetings.c.time_zone).where(new).distinct())
    venues = list(zones.scalars())
    held: set[tuple[str, int, int, datetime]] = set()
    for own_zone, begins, ends in chosen:
        for zone in [own_zone] if own_zone else venues:
            quiet = QuietHours(zone, begins, ends, *venues[:1])
            until = after_quiet_hours(batch.made, quiet, _NEVER)
            if until != batch.made:
                held.add((zone, begins, ends, until))
    if not held:
        return None
    relation = values(
        column("zone", String), column("begins", Integer), column("ends", Integer),
        column("until", Instant), name="quiet",
    )  # fmt: skip
    return relation.data(sorted(held)).cte("quiet", nesting=True)

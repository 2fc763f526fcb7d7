"""Notices of new and changed meetings go to the outbox bit by bit.

So no statement holds the database for long, however many meetings were changed at once and however
many are subscribed. What is to be told stands in `meeting_changes` until it is; each step takes
the next chats, in the order of their numbers, for all meetings that were changed together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    String,
    and_,
    case,
    cast,
    column,
    delete,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    tuple_,
    union,
    update,
    values,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import Quiet, after_quiet
from storage.deliveries.states import Reason, State, cancel_overtaken, revive
from storage.subscription_coverage import covers, excepted
from storage.tables import (
    Instant,
    chats,
    deliveries,
    meeting_changes,
    meeting_revisions,
    meeting_roundtables,
    meetings,
    reminder_settings,
    subscriptions,
)

# At most so many notices a step: a fraction of a second. A statement takes 32,766 values, and four
# of them may be needed for each.
MOST = 8_000
# No chat's number is as low as the first, or as high as the last.
FIRST, _LAST = -(2**62), 2**62
# A statement that names meetings names at most so many.
_MEETINGS = 500
_ENDLESS = datetime.max.replace(tzinfo=UTC)
_CHANGES = ("change", "cancellation")

_it = meeting_changes


@dataclass(frozen=True)
class _Act:
    """Meetings that were changed in one act, and the chat up to which that was told."""

    made: datetime
    queued_to_chat_id: int
    meetings: int

    @property
    def rows(self) -> ColumnElement[bool]:
        return and_(_it.c.made == self.made, _it.c.queued_to_chat_id == self.queued_to_chat_id)


async def changes_waiting(connection: AsyncConnection) -> bool:
    """Whether there is anything to be told; asking takes no lock."""
    return bool(await connection.scalar(select(exists(select(_it.c.meeting_id)))))


async def queue_change_notices(connection: AsyncConnection, most: int = MOST) -> bool:
    """Take one step, of about so many notices; says whether more is left."""
    # Writing first takes SQLite's lock, so that nothing changes under the statements below.
    await _end(connection)
    acts = await _acts(connection, true())
    if acts:
        await _step(connection, acts[0], true(), most)
        await _end(connection)
    return await changes_waiting(connection)


async def queue_all_change_notices(
    connection: AsyncConnection, ids: Sequence[str] | None = None
) -> None:
    """Tell all that is left, or all that is left of these meetings."""
    if not await changes_waiting(connection):
        return
    if ids is None:
        while await queue_change_notices(connection):
            pass
        return
    for start in range(0, len(ids), _MEETINGS):
        these = _it.c.meeting_id.in_(ids[start : start + _MEETINGS])
        while acts := await _acts(connection, these):
            await _step(connection, acts[0], these, MOST)
            await _end(connection)


async def _end(connection: AsyncConnection) -> None:
    await connection.execute(delete(_it).where(_it.c.queued_to_chat_id == _LAST))


async def _acts(connection: AsyncConnection, which: ColumnElement[bool]) -> list[_Act]:
    """The oldest first."""
    rows = await connection.execute(
        select(_it.c.made, _it.c.queued_to_chat_id, func.count())
        .where(which)
        .group_by(_it.c.made, _it.c.queued_to_chat_id)
        .order_by(_it.c.made, _it.c.queued_to_chat_id)
    )
    return [_Act(*row) for row in rows]


async def _step(
    connection: AsyncConnection, act: _Act, which: ColumnElement[bool], most: int
) -> None:
    """The next chats have their notices, and what waited for them in revisions before is
    settled."""
    rows = and_(act.rows, which)
    upto = await _next_chats(connection, act, rows, max(1, most // act.meetings))
    quiet = await _quiet(connection, act, rows, upto)
    await _insert(connection, act, rows, upto, quiet)
    await _follow(connection, act, rows, upto)
    here = _between(deliveries.c.chat_id, act, upto)
    older = exists().where(
        _it.c.meeting_id == deliveries.c.subject, _it.c.revision > deliveries.c.revision, rows
    )
    await cancel_overtaken(connection, here & older, act.made)
    await connection.execute(update(_it).where(rows).values(queued_to_chat_id=upto))


async def _next_chats(
    connection: AsyncConnection, act: _Act, rows: ColumnElement[bool], most: int
) -> int:
    """The last of the next chats that subscribe to any of the meetings."""
    chat = subscriptions.c.chat_id
    found = await connection.execute(
        select(chat)
        .distinct()
        .where(chat > act.queued_to_chat_id, _concerned(rows))
        .order_by(chat)
        .limit(most)
    )
    ids = list(found.scalars())
    return ids[-1] if len(ids) == most else _LAST


async def _quiet(
    connection: AsyncConnection, act: _Act, rows: ColumnElement[bool], upto: int
) -> FromClause | None:
    """By zone and quiet hours of these chats, when those end that hold now. The meeting's own
    zone stands in for the chats that chose none."""
    settings = reminder_settings
    hours = await connection.execute(
        select(chats.c.time_zone, settings.c.quiet_from, settings.c.quiet_to)
        .join(chats, chats.c.id == settings.c.chat_id)
        .where(
            _between(settings.c.chat_id, act, upto),
            settings.c.quiet_from.is_not(None),
            settings.c.quiet_to.is_not(None),
        )
        .distinct()
    )
    found = hours.all()
    if not found:
        return None
    zones = await connection.execute(
        select(meetings.c.time_zone)
        .where(exists().where(rows, _it.c.meeting_id == meetings.c.id, _it.c.notice == "new"))
        .distinct()
    )
    venues = list(zones.scalars())
    held: set[tuple[str, int, int, datetime]] = set()
    for zone, begins, ends in found:
        for each in [zone] if zone else venues:
            until = after_quiet(act.made, Quiet(each, begins, ends), _ENDLESS)
            if until != act.made:
                held.add((each, begins, ends, until))
    if not held:
        return None
    listed = values(
        column("zone", String), column("begins", Integer), column("ends", Integer),
        column("until", Instant), name="quiet",
    )  # fmt: skip
    return listed.data(sorted(held)).cte("quiet", nesting=True)


async def _insert(
    connection: AsyncConnection,
    act: _Act,
    rows: ColumnElement[bool],
    upto: int,
    quiet: FromClause | None,
) -> None:
    """A new meeting, a change or a cancellation, to everybody who is subscribed and knows the
    meeting otherwise than it is now."""
    chat = subscriptions.c.chat_id
    # What was not read: its reader knows the revision before it.
    unread, unheard = deliveries.alias("unread"), deliveries.alias("unheard")
    waits = [_of_before(unread), unread.c.chat_id == chat, unread.c.notice.in_(_CHANGES)]
    hears = [_of_before(unheard), unheard.c.chat_id == chat, unheard.c.notice == "new"]
    known = case(
        (_it.c.previous_revision.is_(None), null()),
        else_=func.coalesce(unread.c.known_revision, _it.c.previous_revision),
    )
    source: FromClause = (
        subscriptions.join(_it, rows)
        .join(meetings, and_(meetings.c.id == _it.c.meeting_id, covers()))
        .join(chats, chats.c.id == chat)
        .outerjoin(reminder_settings, reminder_settings.c.chat_id == chat)
        .outerjoin(unread, and_(*waits, _unread(unread)))
    )
    due: ColumnElement[datetime] = _it.c.due
    if quiet is not None:
        source = source.outerjoin(
            quiet,
            and_(
                quiet.c.zone == func.coalesce(chats.c.time_zone, meetings.c.time_zone),
                quiet.c.begins == reminder_settings.c.quiet_from,
                quiet.c.ends == reminder_settings.c.quiet_to,
            ),
        )
        held = and_(_it.c.notice == "new", quiet.c.until < _it.c.expires)
        due = case((held, quiet.c.until), else_=_it.c.due)
    chosen = (
        select(
            chat.label("chat_id"), _it.c.meeting_id.label("subject"), _it.c.revision,
            _it.c.notice, literal(0).label("lead"), known.label("known_revision"), due.label("due"),
            _it.c.expires, literal(State.PENDING.value).label("state"),
            literal(0).label("attempts"), false().label("late"),
        )
        .select_from(source)
        .where(
            _between(chat, act, upto),
            _concerned(rows),
            chats.c.reachable,
            not_(excepted(chat, _it.c.meeting_id)),
            _it.c.notice.is_not(None),
            _it.c.due < _it.c.expires,
            not_(exists().where(*hears, _unread(unheard))),
            not_(_alike(known)),
        )
        .distinct()
        .subquery("chosen")
    )  # fmt: skip
    # The relation stands inside, so that the statement begins with INSERT: only then does Python
    # begin a transaction. The condition tells ON CONFLICT from a join's ON.
    statement = insert(deliveries).from_select(
        list(chosen.c.keys()), select(chosen).where(chosen.c.attempts == 0)
    )
    await connection.execute(statement.on_conflict_do_nothing())


async def _follow(
    connection: AsyncConnection, act: _Act, rows: ColumnElement[bool], upto: int
) -> None:
    """Who has not heard of a meeting yet hears of it as it is now; and where nobody sees a
    change, what waits holds."""
    notice = deliveries.c.notice
    unheard = and_(notice == "new", _it.c.notice.is_distinct_from("cancellation"))
    unseen = and_(notice.in_(_CHANGES), _it.c.notice.is_(None))
    follows = exists().where(rows, _of_before(deliveries), or_(unheard, unseen))
    mine = _it.c.meeting_id == deliveries.c.subject
    useful = select(func.coalesce(meetings.c.begins, meetings.c.closes)).where(
        meetings.c.id == deliveries.c.subject
    )
    await revive(
        connection,
        and_(_between(deliveries.c.chat_id, act, upto), _unread(deliveries), follows),
        revision=select(_it.c.revision).where(mine).scalar_subquery(),
        expires=case((notice == "new", useful.scalar_subquery()), else_=deliveries.c.expires),
    )


def _concerned(rows: ColumnElement[bool]) -> ColumnElement[bool]:
    """The subscription covers any of the meetings. All ways to them are found once, so that a
    chat that is not concerned costs one look."""
    told = and_(rows, meetings.c.id == _it.c.meeting_id)
    number = meeting_roundtables.c.roundtable
    ways = (
        select(literal("all"), literal("")),
        select(literal("meeting"), meetings.c.id).where(told),
        select(literal("kind"), meetings.c.kind).where(told),
        select(literal("region"), meetings.c.region).where(told),
        select(literal("roundtable"), cast(number, String)).where(
            meeting_roundtables.c.meeting_id == _it.c.meeting_id, rows
        ),
    )
    found = union(*(each.correlate(None) for each in ways))
    return tuple_(subscriptions.c.what, subscriptions.c.value).in_(found)


def _of_before(table: FromClause) -> ColumnElement[bool]:
    return and_(table.c.subject == _it.c.meeting_id, table.c.revision == _it.c.previous_revision)


def _unread(table: FromClause) -> ColumnElement[bool]:
    """It waits, or was settled as overtaken since the change was made. The state is written so
    that no index answers it, or all that waits would be looked through."""
    state: Any = table.c.state
    overtaken = and_(state == State.CANCELLED, table.c.reason == Reason.MOVED)
    return or_(state.concat("") == State.PENDING, overtaken)


def _between(chat: ColumnElement[int], act: _Act, upto: int) -> ColumnElement[bool]:
    return and_(chat > act.queued_to_chat_id, chat <= upto)


def _alike(known: ColumnElement[int]) -> ColumnElement[bool]:
    """A reader could not tell that revision from the one that now holds."""
    now, then = meeting_revisions.alias("now"), meeting_revisions.alias("then")
    return exists().where(
        now.c.meeting_id == _it.c.meeting_id,
        now.c.revision == _it.c.revision,
        then.c.meeting_id == _it.c.meeting_id,
        then.c.revision == known,
        then.c.status == now.c.status,
        then.c.visible_hash == now.c.visible_hash,
    )

"""Planning: everything that falls due becomes a row of the outbox, by statements over sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
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
    values,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.covering import excepted, ways_to
from storage.deliveries.moments import Quiet, Timed, after_quiet, instant_of
from storage.deliveries.states import State, settle
from storage.tables import (
    Instant,
    chats,
    chats_to_plan,
    deliveries,
    lead_overrides,
    meeting_roundtables,
    meetings,
    planned_moments,
    reminder_settings,
    subscriptions,
)

DEFAULT_LEADS = (86_400, 3_600)

_DEFAULT = ",".join(map(str, DEFAULT_LEADS))
# Who subscribed just before a moment may be written down just after it.
_SETTLED = timedelta(seconds=30)
# A statement takes at most 32,766 values; a row below has at most 12.
_ROWS = 2_000


@dataclass(frozen=True)
class Moment:
    """One lead time of one meeting; `zone` is None where it falls due everywhere at once."""

    meeting: Timed
    lead: int
    zone: str | None
    instant: datetime

    @property
    def key(self) -> tuple[str, int, int, str]:
        return (self.meeting.id, self.meeting.revision, self.lead, self.zone or "")


async def plan(connection: AsyncConnection, now: datetime, until: datetime, event_zone: str) -> int:
    """Insert every reminder that falls due until an instant and is still of use; says how many.

    Run again it inserts nothing twice. What fell due while nobody planned is inserted too.
    """
    # Writing first takes SQLite's lock, so that nothing changes under the statements below.
    await expire(connection, now)
    found = [
        each for each in await moments(connection, now, event_zone, until) if each.instant <= until
    ]
    planned = await _planned(connection, now)
    fresh = [each for each in found if planned.get(each.key, each.meeting.since) < each.instant]
    again = list((await connection.execute(select(chats_to_plan.c.chat_id))).scalars())
    if not fresh and not again:
        return 0
    quiets = await quiet_hours(connection, event_zone)
    inserted = await insert_due(connection, fresh, quiets, event_zone)
    if again:
        ours = subscriptions.c.chat_id.in_(select(chats_to_plan.c.chat_id))
        inserted += await insert_due(connection, found, quiets, event_zone, whose=ours)
        await connection.execute(delete(chats_to_plan))
    await _mark_planned(connection, [each for each in fresh if each.instant <= now - _SETTLED], now)
    return inserted


async def next_due(connection: AsyncConnection, now: datetime, event_zone: str) -> datetime | None:
    """The next instant at which something falls due, may be tried again, or a lease ends.

    It sees what is planned and what will be; of what fell due before `now` only what is planned,
    so plan first.
    """
    waiting = deliveries.c.state == State.PENDING
    found: list[datetime] = []
    for moment, which in (
        (deliveries.c.due, waiting & deliveries.c.not_before.is_(None)),
        (deliveries.c.not_before, waiting),
        (deliveries.c.claimed_until, deliveries.c.state == State.CLAIMED),
    ):
        first = (await connection.execute(select(func.min(moment)).where(which))).scalar()
        if first is not None:
            found.append(first)
    best = min(found, default=None)
    coming = [each for each in await moments(connection, now, event_zone) if each.instant > now]
    for moment_to_come in sorted(coming, key=lambda each: each.instant):
        if best is not None and moment_to_come.instant >= best:
            break
        due = await _first_due(connection, moment_to_come, event_zone)
        if due is not None and (best is None or due < best):
            best = due
    return best


async def expire(connection: AsyncConnection, now: datetime) -> int:
    """What waits and is of no use any more."""
    over = (deliveries.c.state == State.PENDING) & (deliveries.c.expires <= now)
    return await settle(connection, over, State.EXPIRED, now)


async def moments(
    connection: AsyncConnection, now: datetime, event_zone: str, until: datetime | None = None
) -> list[Moment]:
    """All moments, past and to come, that are of use to somebody subscribed. `until` spares the
    meetings that are too far off to remind of before it."""
    leads = await _leads(connection)
    timed = await _timed_meetings(connection, now)
    if until is not None:
        near = until + timedelta(seconds=max(leads)) + timedelta(days=2)
        timed = [meeting for meeting in timed if meeting.opens <= near]
    of_days = any(meeting.begins is None for meeting in timed)
    zones = await _zones(connection, event_zone) if of_days else []
    found: list[Moment] = []
    for meeting in timed:
        for lead in leads:
            for zone in zones if meeting.begins is None else [None]:
                instant = instant_of(meeting, lead, zone or event_zone)
                if meeting.since < instant < meeting.expires:
                    found.append(Moment(meeting, lead, zone, instant))
    return found


async def quiet_hours(connection: AsyncConnection, event_zone: str) -> list[Quiet]:
    """Each zone with each pair of quiet hours that somebody has there."""
    settings = reminder_settings
    rows = await connection.execute(
        select(
            func.coalesce(chats.c.time_zone, event_zone), settings.c.quiet_from, settings.c.quiet_to
        )
        .join(chats, chats.c.id == settings.c.chat_id)
        .where(settings.c.quiet_from.is_not(None), settings.c.quiet_to.is_not(None))
        .distinct()
    )
    return [Quiet(*row) for row in rows]


async def insert_due(
    connection: AsyncConnection,
    found: Sequence[Moment],
    quiets: Sequence[Quiet],
    event_zone: str,
    notice: str = "reminder",
    whose: ColumnElement[bool] | None = None,
) -> int:
    """Insert a notice at each moment for everybody it concerns, after their quiet hours."""
    inserted = 0
    everybody = true() if whose is None else whose
    rows = [row for moment in found for row in _rows(moment)]
    held = (
        (*row, quiet.zone, quiet.begins, quiet.ends, due)
        for moment in found
        for quiet in quiets
        if moment.zone in (None, quiet.zone)
        and (due := after_quiet(moment.instant, quiet, moment.meeting.expires)) != moment.instant
        for row in _rows(moment)
    )
    # Those held back come first; then what falls due at once no longer applies to them.
    for some in _batches(held):
        relation = _relation(some, _MOMENT + _HELD)
        sleeping = and_(
            everybody,
            _zone(event_zone) == relation.c.quiet_zone,
            reminder_settings.c.quiet_from == relation.c.quiet_from,
            reminder_settings.c.quiet_to == relation.c.quiet_to,
        )
        inserted += await _insert(
            connection, relation, event_zone, notice, relation.c.due, sleeping
        )
    for zoned in (False, True):
        for some in _batches(row for row in rows if bool(row[_ZONE]) is zoned):
            relation = _relation(some, _MOMENT)
            inserted += await _insert(
                connection, relation, event_zone, notice, relation.c.instant, everybody
            )
    return inserted


_MOMENT: tuple[tuple[str, Any], ...] = (
    ("what", String),
    ("value", String),
    ("meeting_id", String),
    ("revision", Integer),
    ("lead", Integer),
    ("pattern", String),
    ("zone", String),
    ("instant", Instant),
    ("expires", Instant),
)
_ZONE = 6
_HELD: tuple[tuple[str, Any], ...] = (
    ("quiet_zone", String),
    ("quiet_from", Integer),
    ("quiet_to", Integer),
    ("due", Instant),
)


def _rows(moment: Moment) -> Iterator[tuple[object, ...]]:
    meeting, lead = moment.meeting, moment.lead
    for what, value in meeting.ways:
        yield (
            *(what, value, meeting.id, meeting.revision, lead, f"%,{lead},%"),
            *(moment.zone or "", moment.instant, meeting.expires),
        )


def _relation(rows: list[tuple[object, ...]], columns: tuple[tuple[str, Any], ...]) -> FromClause:
    listed = values(*(column(name, kind) for name, kind in columns), name="moments")
    return listed.data(rows).cte("moments", nesting=True)


def _batches(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    source = iter(rows)
    while some := list(islice(source, _ROWS)):
        yield some


def _zone(event_zone: str) -> ColumnElement[str]:
    return func.coalesce(chats.c.time_zone, event_zone)


async def _insert(
    connection: AsyncConnection,
    relation: FromClause,
    event_zone: str,
    notice: str,
    due: ColumnElement[datetime],
    further: ColumnElement[bool],
) -> int:
    chosen = _concerned(relation, event_zone, by_lead=notice == "reminder").add_columns(
        subscriptions.c.chat_id,
        relation.c.meeting_id,
        relation.c.revision,
        literal(notice).label("notice"),
        relation.c.lead,
        due.label("due"),
        relation.c.expires,
        literal(State.PENDING.value).label("state"),
        literal(0).label("attempts"),
        false().label("late"),
    )
    # The relation stands inside, so that the statement begins with INSERT: only then does Python
    # begin a transaction and count. The condition tells ON CONFLICT from a join's ON.
    rows = chosen.where(further).subquery("chosen")
    statement = insert(deliveries).from_select(
        list(rows.c.keys()), select(rows).where(rows.c.attempts == 0)
    )
    result = await connection.execute(
        statement.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}
    )
    return int(result.rowcount)


def _concerned(relation: FromClause, event_zone: str, by_lead: bool) -> Select[Any]:
    """The chats a relation of moments concerns: reachable, subscribed before the moment, not
    excepted, and with that lead time chosen before it."""
    chat, instant = subscriptions.c.chat_id, relation.c.instant
    settings, override = reminder_settings, lead_overrides
    matching = and_(
        subscriptions.c.what == relation.c.what, subscriptions.c.value == relation.c.value
    )
    mine = and_(override.c.chat_id == chat, override.c.meeting_id == relation.c.meeting_id)
    statement: Select[Any] = (
        select()
        .select_from(
            relation.join(subscriptions, matching)
            .join(chats, chats.c.id == chat)
            .outerjoin(settings, settings.c.chat_id == chat)
            .outerjoin(override, mine)
        )
        .where(
            chats.c.reachable,
            or_(relation.c.zone == "", relation.c.zone == _zone(event_zone)),
            not_(excepted(chat, relation.c.meeting_id)),
        )
    )
    if not by_lead:
        return statement
    leads = func.coalesce(override.c.lead_times, settings.c.lead_times, _DEFAULT)
    since = case((override.c.lead_times.is_not(None), null()), else_=settings.c.leads_since)
    return statement.where(
        instant > subscriptions.c.created,
        instant > func.coalesce(chats.c.reachable_since, subscriptions.c.created),
        instant > func.coalesce(override.c.since, subscriptions.c.created),
        instant > func.coalesce(since, subscriptions.c.created),
        literal(",").concat(leads).concat(",").like(relation.c.pattern),
    )


async def _first_due(
    connection: AsyncConnection, moment: Moment, event_zone: str
) -> datetime | None:
    """The first instant at which a moment to come reaches anybody."""
    concerned = _concerned(_relation(list(_rows(moment)), _MOMENT), event_zone, by_lead=True)
    awake = reminder_settings.c.quiet_from.is_(None) | reminder_settings.c.quiet_to.is_(None)
    anybody = concerned.add_columns(literal(1)).where(awake).limit(1)
    if (await connection.execute(anybody)).first() is not None:
        return moment.instant
    sleeping = concerned.add_columns(
        _zone(event_zone), reminder_settings.c.quiet_from, reminder_settings.c.quiet_to
    )
    rows = await connection.execute(sleeping.where(not_(awake)).distinct())
    expires = moment.meeting.expires
    return min((after_quiet(moment.instant, Quiet(*row), expires) for row in rows), default=None)


async def _timed_meetings(connection: AsyncConnection, now: datetime) -> list[Timed]:
    """The planned meetings, not over, that somebody is subscribed to."""
    numbers: dict[str, tuple[int, ...]] = {}
    for row in await connection.execute(select(meeting_roundtables)):
        numbers[row.meeting_id] = (*numbers.get(row.meeting_id, ()), row.roundtable)
    rows = await connection.execute(
        select(meetings).where(meetings.c.status == "planned", meetings.c.closes > now)
    )
    timed = [timed_meeting(row, numbers.get(row.id, ())) for row in rows]
    wanted: set[tuple[str, str]] = set()
    for way in {way for meeting in timed for way in meeting.ways}:
        somebody = exists().where(subscriptions.c.what == way[0], subscriptions.c.value == way[1])
        if (await connection.execute(select(somebody))).scalar():
            wanted.add(way)
    return [
        meeting for meeting in timed if meeting.expires > now and wanted.intersection(meeting.ways)
    ]


def timed_meeting(row: Any, roundtables: tuple[int, ...]) -> Timed:
    ways = tuple(ways_to(row.id, row.kind, row.region, roundtables))
    return Timed(
        *(row.id, row.revision, row.first_day, row.begins, row.opens, row.closes),
        *(row.since, ways),
    )


async def _leads(connection: AsyncConnection) -> list[int]:
    """Every lead time that somebody has."""
    found = set(DEFAULT_LEADS)
    for table in (reminder_settings, lead_overrides):
        for text in await _distinct(connection, table.c.lead_times):
            found.update(lead_times_of(text))
    return sorted(found)


async def _zones(connection: AsyncConnection, event_zone: str) -> list[str]:
    return sorted({event_zone, *await _distinct(connection, chats.c.time_zone)})


async def _distinct(connection: AsyncConnection, name: Column[str]) -> list[str]:
    """The values of an indexed column, found by steps from one to the next, however many rows
    have them."""
    first = select(func.min(name).label("value")).cte("found", recursive=True)
    following = select(func.min(name)).where(name > first.c.value).scalar_subquery()
    steps = first.union_all(select(following).where(first.c.value.is_not(None)))
    rows = await connection.execute(select(steps.c.value).where(steps.c.value.is_not(None)))
    return list(rows.scalars())


async def _planned(
    connection: AsyncConnection, now: datetime
) -> dict[tuple[str, int, int, str], datetime]:
    """When each moment was planned. What a clock ahead of this one wrote does not count."""
    rows = await connection.execute(select(planned_moments).where(planned_moments.c.planned <= now))
    return {(row.meeting_id, row.revision, row.lead, row.zone): row.planned for row in rows}


async def _mark_planned(
    connection: AsyncConnection, planned: Sequence[Moment], now: datetime
) -> None:
    if not planned:
        return
    fresh = insert(planned_moments)
    statement = fresh.on_conflict_do_update(
        index_elements=["meeting_id", "revision", "lead", "zone"], set_={"planned": now}
    )
    names = ("meeting_id", "revision", "lead", "zone")
    rows = [dict(zip(names, each.key, strict=True)) | {"planned": now} for each in planned]
    await connection.execute(statement, rows)
    over = select(meetings.c.id).where(meetings.c.closes <= now)
    await connection.execute(delete(planned_moments).where(planned_moments.c.meeting_id.in_(over)))


def lead_times_of(text: str | None) -> tuple[int, ...]:
    """The lead times kept as text, seconds, the longest first."""
    return tuple(int(part) for part in text.split(",")) if text else ()

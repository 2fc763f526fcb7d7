"""Planning: everything that falls due becomes a row of the outbox, by statements over sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    String,
    column,
    delete,
    exists,
    func,
    literal,
    not_,
    select,
    values,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.digests import Morning, first_digest, insert_digests, mornings, unplanned
from storage.deliveries.due_times import DEFAULT_LEADS, Quiet, Timed, after_quiet, instant_of
from storage.deliveries.reminders import (
    OF_A_MOMENT,
    Moment,
    concerned,
    insert_due,
    relation_of,
    rows_of,
    zone_of_chat,
)
from storage.deliveries.states import State, expire
from storage.subscription_coverage import ways_to
from storage.tables import (
    chats,
    chats_to_plan,
    deliveries,
    lead_overrides,
    meeting_roundtables,
    meetings,
    planned_reminders,
    reminder_settings,
    subscriptions,
)

T = TypeVar("T")

# Who subscribed just before a moment may be written down just after it.
_SETTLED = timedelta(seconds=30)
# A day, and the hours by which zones differ.
_A_DAY_ANYWHERE = timedelta(days=2)


async def plan(connection: AsyncConnection, now: datetime, until: datetime, event_zone: str) -> int:
    """Insert every reminder and digest that falls due until an instant and is still of use; says
    how many.

    Run again it inserts nothing twice. What fell due while nobody planned is inserted too.
    """
    # Writing first takes SQLite's lock, so that nothing changes under the statements below.
    await expire(connection, now)
    timed = await _timed_meetings(connection, now)
    found = [
        each
        for each in await moments(connection, _of_use(timed, now), event_zone, until)
        if each.instant <= until
    ]
    days = await _mornings(connection, timed, now, event_zone, until)
    planned = await _planned(connection, now)
    fresh = [each for each in found if planned.get(each.key, each.meeting.since) < each.instant]
    fresh_days = unplanned(days, planned)
    again = list((await connection.execute(select(chats_to_plan.c.chat_id))).scalars())
    if not fresh and not fresh_days and not again:
        return 0
    quiets = await quiet_hours(connection, event_zone)
    inserted = await insert_due(connection, fresh, quiets, event_zone)
    inserted += await insert_digests(connection, fresh_days, event_zone)
    if again:
        those = select(chats_to_plan.c.chat_id)
        ours = subscriptions.c.chat_id.in_(those)
        inserted += await insert_due(connection, found, quiets, event_zone, whose=ours)
        inserted += await insert_digests(connection, days, event_zone, chats.c.id.in_(those))
        await connection.execute(delete(chats_to_plan))
    over = [each.key for each in fresh if each.instant <= now - _SETTLED]
    over += [each.key for each in fresh_days if each.instant <= now - _SETTLED]
    await _mark_planned(connection, over, now)
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
    timed = await _timed_meetings(connection, now)
    reminding = await moments(connection, _of_use(timed, now), event_zone)
    coming = [each for each in reminding if each.instant > now]
    for moment_to_come in sorted(coming, key=lambda each: each.instant):
        if best is not None and moment_to_come.instant >= best:
            break
        due = await _first_due(connection, moment_to_come, event_zone)
        if due is not None and (best is None or due < best):
            best = due
    days = [
        each
        for each in await _mornings(connection, timed, now, event_zone, best)
        if each.instant > now
    ]
    return await first_digest(connection, days, event_zone, best) or best


async def moments(
    connection: AsyncConnection,
    timed: Sequence[Timed],
    event_zone: str,
    until: datetime | None = None,
) -> list[Moment]:
    """All moments, past and to come, at which these meetings remind. `until` spares those that
    are too far off to remind of before it."""
    leads = await leads_held(connection)
    if until is not None:
        near = until + timedelta(seconds=max(leads, default=0)) + timedelta(days=2)
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


async def _mornings(
    connection: AsyncConnection,
    timed: Sequence[Timed],
    now: datetime,
    event_zone: str,
    until: datetime | None,
) -> list[Morning]:
    """Every hour at which a digest falls due until an instant, on days that are not over."""
    on = [meeting for meeting in timed if until is None or meeting.opens <= until + _A_DAY_ANYWHERE]
    minutes = await _distinct(connection, reminder_settings.c.digest_at) if on else []
    zones = await _zones(connection, event_zone) if minutes else []
    found = mornings(on, zones, minutes, now, until)
    return [each for each in found if until is None or each.instant <= until]


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


async def _first_due(
    connection: AsyncConnection, moment: Moment, event_zone: str
) -> datetime | None:
    """The first instant at which a moment to come reaches anybody."""
    relation = relation_of(list(rows_of(moment)), OF_A_MOMENT)
    reached = concerned(relation, event_zone)
    awake = reminder_settings.c.quiet_from.is_(None) | reminder_settings.c.quiet_to.is_(None)
    anybody = reached.add_columns(literal(1)).where(awake).limit(1)
    if (await connection.execute(anybody)).first() is not None:
        return moment.instant
    sleeping = reached.add_columns(
        zone_of_chat(event_zone), reminder_settings.c.quiet_from, reminder_settings.c.quiet_to
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
    ways = {way for meeting in timed for way in meeting.ways}
    if not ways:
        return []
    given = values(column("what", String), column("value", String), name="ways").data(list(ways))
    listed = given.cte("ways")
    somebody = exists().where(
        subscriptions.c.what == listed.c.what, subscriptions.c.value == listed.c.value
    )
    rows = await connection.execute(select(listed).where(somebody))
    wanted = {(what, value) for what, value in rows}
    return [meeting for meeting in timed if wanted.intersection(meeting.ways)]


def _of_use(timed: Sequence[Timed], now: datetime) -> list[Timed]:
    """Those that may still be reminded of. A digest also has those that have begun."""
    return [meeting for meeting in timed if meeting.expires > now]


def timed_meeting(row: Any, roundtables: tuple[int, ...]) -> Timed:
    ways = tuple(ways_to(row.id, row.kind, row.region, roundtables))
    return Timed(
        *(row.id, row.revision, row.first_day, row.begins, row.opens, row.closes),
        *(row.times_since, ways),
    )


async def leads_held(connection: AsyncConnection) -> list[int]:
    """Every lead time that somebody has. One that nobody has would cost a search through all
    subscriptions for each meeting."""
    settings = reminder_settings
    chose_none = (
        select(chats.c.id)
        .outerjoin(settings, settings.c.chat_id == chats.c.id)
        .where(settings.c.lead_times.is_(None))
    )
    usual = (await connection.execute(select(chose_none.exists()))).scalar()
    found = set(DEFAULT_LEADS) if usual else set()
    for table in (reminder_settings, lead_overrides):
        for text in await _distinct(connection, table.c.lead_times):
            found.update(lead_times_of(text))
    return sorted(found)


async def _zones(connection: AsyncConnection, event_zone: str) -> list[str]:
    return sorted({event_zone, *await _distinct(connection, chats.c.time_zone)})


async def _distinct(connection: AsyncConnection, name: Column[T]) -> list[T]:
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
    rows = await connection.execute(
        select(planned_reminders).where(planned_reminders.c.planned <= now)
    )
    return {(row.subject, row.revision, row.lead, row.zone): row.planned for row in rows}


async def _mark_planned(
    connection: AsyncConnection, planned: Sequence[tuple[str, int, int, str]], now: datetime
) -> None:
    if not planned:
        return
    fresh = insert(planned_reminders)
    statement = fresh.on_conflict_do_update(
        index_elements=["subject", "revision", "lead", "zone"], set_={"planned": now}
    )
    names = ("subject", "revision", "lead", "zone")
    rows = [dict(zip(names, each, strict=True)) | {"planned": now} for each in planned]
    await connection.execute(statement, rows)
    over = select(meetings.c.id).where(meetings.c.closes <= now)
    await connection.execute(delete(planned_reminders).where(planned_reminders.c.subject.in_(over)))


def lead_times_of(text: str | None) -> tuple[int, ...]:
    """The lead times kept as text, seconds, the longest first."""
    return tuple(int(part) for part in text.split(",")) if text else ()

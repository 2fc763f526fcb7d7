"""Planning: what falls due is inserted into the outbox, by statements over sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Column, delete, exists, func, literal, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.batches import BATCH_SIZE, in_batches
from storage.deliveries.digests import (
    DigestTime,
    chosen_columns,
    digest_times,
    insert_digests,
    next_digest,
    unplanned,
)
from storage.deliveries.due_times import (
    DEFAULT_LEADS,
    MeetingTimes,
    QuietHours,
    after_quiet_hours,
    is_minute,
    is_minute_of_week,
    lead_times_of,
    reminder_time,
)
from storage.deliveries.kind_leads import KindLeads, leads_of_kinds
from storage.deliveries.reminders import (
    DUE_TIME_COLUMNS,
    DueTime,
    PlannedKey,
    chats_with,
    insert_reminders,
    relation_of,
    rows_of,
    zone_of_chat,
)
from storage.deliveries.states import State, expire
from storage.deliveries.subjects import DIGEST, WEEKLY
from storage.dialect import insert, json_rows
from storage.subscription_coverage import covering_subscriptions_of
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

# A subscription made just before an instant may be committed just after it, so an instant counts
# as planned only this long after it.
_COMMITTED_AFTER = timedelta(seconds=30)
# A day, and the hours by which time zones differ.
_DAY_IN_ANY_ZONE = timedelta(days=2)
_WEEK_IN_ANY_ZONE = timedelta(days=8)


async def plan(connection: AsyncConnection, now: datetime, until: datetime, event_zone: str) -> int:
    """Insert every reminder and digest that is due until an instant and still of use; return their
    number.

    Planning again inserts nothing twice. What fell due while no program was planning is inserted,
    too.
    """
    # Writing first takes SQLite's lock, so that nothing changes while the statements below read.
    await expire(connection, now)
    subscribed = await _subscribed_meetings(connection, now)
    reminders = [
        due_time
        for due_time in await due_times(
            connection, _with_reminders(subscribed, now), event_zone, until
        )
        if due_time.instant <= until
    ]
    digests = await _digest_times(connection, subscribed, now, event_zone, until)
    planned = await _planned(connection, now)
    new_reminders = [
        due_time
        for due_time in reminders
        if planned.get(due_time.key, due_time.meeting.since) < due_time.instant
    ]
    new_digests = unplanned(digests, planned)
    again = list((await connection.execute(select(chats_to_plan.c.chat_id))).scalars())
    if not new_reminders and not new_digests and not again:
        return 0
    quiet = await quiet_hours(connection, event_zone)
    inserted = await insert_reminders(connection, new_reminders, quiet, event_zone)
    inserted += await insert_digests(connection, new_digests, event_zone)
    if again:
        chat_ids = select(chats_to_plan.c.chat_id)
        theirs = subscriptions.c.chat_id.in_(chat_ids)
        inserted += await insert_reminders(connection, reminders, quiet, event_zone, theirs)
        inserted += await insert_digests(connection, digests, event_zone, chats.c.id.in_(chat_ids))
        await connection.execute(delete(chats_to_plan))
    before = now - _COMMITTED_AFTER
    done = [due_time.key for due_time in new_reminders if due_time.instant <= before]
    done += [digest.key for digest in new_digests if digest.instant <= before]
    await _mark_planned(connection, done, now)
    return inserted


async def next_due(connection: AsyncConnection, now: datetime, event_zone: str) -> datetime | None:
    """The next instant at which something is due, may be tried again, or a lease ends.

    This includes what is not planned yet, but of what was due before `now` only what is planned;
    so plan first.
    """
    pending = deliveries.c.state == State.PENDING
    instants: list[datetime] = []
    for instant, which in (
        (deliveries.c.due, pending & deliveries.c.not_before.is_(None)),
        (deliveries.c.not_before, pending),
        (deliveries.c.claimed_until, deliveries.c.state == State.CLAIMED),
    ):
        first = (await connection.execute(select(func.min(instant)).where(which))).scalar()
        if first is not None:
            instants.append(first)
    earliest = min(instants, default=None)
    subscribed = await _subscribed_meetings(connection, now)
    reminders = await due_times(connection, _with_reminders(subscribed, now), event_zone)
    for due_time in sorted(reminders, key=lambda due_time: due_time.instant):
        if due_time.instant <= now:
            continue
        if earliest is not None and due_time.instant >= earliest:
            break
        due = await _first_due(connection, due_time, event_zone)
        if due is not None and (earliest is None or due < earliest):
            earliest = due
    digests = [
        digest
        for digest in await _digest_times(connection, subscribed, now, event_zone, earliest)
        if digest.instant > now
    ]
    return await next_digest(connection, digests, event_zone, earliest) or earliest


async def due_times(
    connection: AsyncConnection,
    subscribed: Sequence[MeetingTimes],
    event_zone: str,
    until: datetime | None = None,
) -> list[DueTime]:
    """All past and future due times of reminders of these meetings. With `until`, meetings that
    are too far off to remind of by then are left out."""
    chosen, with_defaults = await leads_in_use(connection)
    if until is not None:
        defaults = {lead for meeting in subscribed for lead in meeting.default_leads}
        longest = max(chosen | defaults if with_defaults else chosen, default=0)
        latest = until + timedelta(seconds=longest) + _DAY_IN_ANY_ZONE
        subscribed = [meeting for meeting in subscribed if meeting.opens <= latest]
    of_days = any(meeting.begins is None for meeting in subscribed)
    zones = await _zones(connection, event_zone) if of_days else []
    found: list[DueTime] = []
    async for batch in in_batches(subscribed):
        for meeting in batch:
            leads = chosen.union(meeting.default_leads) if with_defaults else chosen
            for lead in sorted(leads):
                for zone in zones if meeting.begins is None else [None]:
                    instant = reminder_time(meeting, lead, zone or event_zone, event_zone)
                    if meeting.since < instant < meeting.reminders_until:
                        found.append(DueTime(meeting, lead, zone, instant))
    return found


async def _digest_times(
    connection: AsyncConnection,
    subscribed: Sequence[MeetingTimes],
    now: datetime,
    event_zone: str,
    until: datetime | None,
) -> list[DigestTime]:
    """All times, until an instant, at which a digest is due of a day or week that is not over."""
    due: list[DigestTime] = []
    for notice, longest, is_known in (
        (DIGEST, _DAY_IN_ANY_ZONE, is_minute),
        (WEEKLY, _WEEK_IN_ANY_ZONE, is_minute_of_week),
    ):
        on = [
            meeting for meeting in subscribed if until is None or meeting.opens <= until + longest
        ]
        at, _since = chosen_columns(notice)
        stored = await _distinct(connection, at) if on else []
        minutes = [minute for minute in stored if is_known(minute)]
        zones = await _zones(connection, event_zone) if minutes else []
        found = digest_times(on, zones, minutes, event_zone, now, until, notice)
        due += [digest for digest in found if until is None or digest.instant <= until]
    return due


async def quiet_hours(connection: AsyncConnection, event_zone: str) -> list[QuietHours]:
    """All quiet hours that any chat has, each time zone and pair of hours once."""
    settings = reminder_settings
    rows = await connection.execute(
        select(
            func.coalesce(chats.c.time_zone, event_zone), settings.c.quiet_from, settings.c.quiet_to
        )
        .join(chats, chats.c.id == settings.c.chat_id)
        .where(settings.c.quiet_from.is_not(None), settings.c.quiet_to.is_not(None))
        .distinct()
    )
    return [QuietHours(*row, event_zone) for row in rows]


async def _first_due(
    connection: AsyncConnection, due_time: DueTime, event_zone: str
) -> datetime | None:
    """The first instant at which a chat gets the reminder; None if no chat does."""
    relation = relation_of(list(rows_of(due_time)), DUE_TIME_COLUMNS)
    reminded = chats_with(relation, event_zone)
    awake = reminder_settings.c.quiet_from.is_(None) | reminder_settings.c.quiet_to.is_(None)
    anybody = reminded.add_columns(literal(1)).where(awake).limit(1)
    if (await connection.execute(anybody)).first() is not None:
        return due_time.instant
    with_quiet_hours = reminded.add_columns(
        zone_of_chat(event_zone), reminder_settings.c.quiet_from, reminder_settings.c.quiet_to
    )
    rows = await connection.execute(with_quiet_hours.where(not_(awake)).distinct())
    until = due_time.meeting.reminders_until
    return min(
        (
            after_quiet_hours(due_time.instant, QuietHours(zone, begins, ends, event_zone), until)
            for zone, begins, ends in rows
        ),
        default=None,
    )


async def _subscribed_meetings(connection: AsyncConnection, now: datetime) -> list[MeetingTimes]:
    """The planned meetings, not over, that any chat is subscribed to."""
    numbers: dict[str, tuple[int, ...]] = {}
    for row in await connection.execute(select(meeting_roundtables)):
        numbers[row.meeting_id] = (*numbers.get(row.meeting_id, ()), row.roundtable)
    table = meetings.c
    selected = select(
        table.id, table.revision, table.kind, table.region, table.time_zone, table.first_day,
        table.begins, table.opens, table.closes, table.times_since,
    ).where(table.status == "planned", table.closes > now)  # fmt: skip
    kinds = await leads_of_kinds(connection)
    planned: list[MeetingTimes] = []
    async with connection.stream(selected) as read:
        async for batch in read.partitions(BATCH_SIZE):
            planned += [meeting_times(row, numbers.get(row.id, ()), kinds) for row in batch]
    covering = {pair for meeting in planned for pair in meeting.covering}
    listed = json_rows(sorted(covering), ("what", "value"))
    anybody = exists().where(
        subscriptions.c.what == listed.c.what, subscriptions.c.value == listed.c.value
    )
    rows = await connection.execute(select(listed).where(anybody))
    used = {(row[0], row[1]) for row in rows}
    return [meeting for meeting in planned if used.intersection(meeting.covering)]


def _with_reminders(subscribed: Sequence[MeetingTimes], now: datetime) -> list[MeetingTimes]:
    """Those of which a reminder still makes sense. A digest also lists those that have begun."""
    return [meeting for meeting in subscribed if meeting.reminders_until > now]


def meeting_times(
    row: Any, roundtables: tuple[int, ...], kinds: Mapping[str, KindLeads]
) -> MeetingTimes:
    """The MeetingTimes of a row of `meetings`. `kinds` are the lead times of kinds."""
    of_kind = kinds.get(row.kind)
    covering = tuple(covering_subscriptions_of(row.id, row.kind, row.region, roundtables))
    return MeetingTimes(
        row.id, row.revision, row.time_zone, row.first_day, row.begins, row.opens, row.closes,
        row.times_since, covering, of_kind.leads if of_kind else DEFAULT_LEADS,
        of_kind.since if of_kind else None,
    )  # fmt: skip


async def leads_in_use(connection: AsyncConnection) -> tuple[set[int], bool]:
    """Every lead time (seconds) that any chat chose, and whether any chat has the defaults.
    Planning for one that no chat has would read all subscriptions for each meeting."""
    settings = reminder_settings
    with_defaults = (
        select(chats.c.id)
        .outerjoin(settings, settings.c.chat_id == chats.c.id)
        .where(settings.c.lead_times.is_(None))
    )
    any_with_defaults = bool((await connection.execute(select(with_defaults.exists()))).scalar())
    found: set[int] = set()
    for table in (reminder_settings, lead_overrides):
        for text in await _distinct(connection, table.c.lead_times):
            leads = lead_times_of(text)
            found.update(leads)
            # Damaged ones count as not chosen.
            any_with_defaults = any_with_defaults or not leads
    return found, any_with_defaults


async def _zones(connection: AsyncConnection, event_zone: str) -> list[str]:
    stored = await _distinct(connection, chats.c.time_zone)
    return sorted({event_zone, *(zone for zone in stored if isinstance(zone, str))})


async def _distinct(connection: AsyncConnection, indexed: Column[T]) -> list[T]:
    """The values of an indexed column. Each step goes to the next value by the index, so the
    number of rows does not matter."""
    first = select(func.min(indexed).label("value")).cte("found", recursive=True)
    following = select(func.min(indexed)).where(indexed > first.c.value).scalar_subquery()
    steps = first.union_all(select(following).where(first.c.value.is_not(None)))
    rows = await connection.execute(select(steps.c.value).where(steps.c.value.is_not(None)))
    return list(rows.scalars())


async def _planned(connection: AsyncConnection, now: datetime) -> dict[PlannedKey, datetime]:
    """When each due time was planned. What was written while the clock was ahead is ignored."""
    table = planned_reminders
    rows = await connection.execute(select(table).where(table.c.planned <= now))
    return {(row.subject, row.revision, row.lead, row.zone): row.planned for row in rows}


async def _mark_planned(
    connection: AsyncConnection, keys: Sequence[PlannedKey], now: datetime
) -> None:
    if not keys:
        return
    names = ("subject", "revision", "lead", "zone")
    statement = insert(planned_reminders).on_conflict_do_update(
        index_elements=names, set_={"planned": now}
    )
    rows = [dict(zip(names, key, strict=True)) | {"planned": now} for key in keys]
    await connection.execute(statement, rows)
    over = select(meetings.c.id).where(meetings.c.closes <= now)
    await connection.execute(delete(planned_reminders).where(planned_reminders.c.subject.in_(over)))

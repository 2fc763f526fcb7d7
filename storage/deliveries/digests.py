"""Digests: due at a local hour, for chats that have a meeting on that day, or in that week.

A weekly digest is due on one weekday, and about the seven days from then on. If clocks skip the
hour, a digest is due as much later; if the hour comes twice, the first counts; a day that a time
zone skips has no digest. Quiet hours do not delay a digest, since its hour was chosen. It is of use
until the day or week ends, as long as one of its meetings is not over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    column,
    false,
    func,
    literal,
    or_,
    select,
    values,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import DAY_MINUTES, MeetingTimes, known_zone
from storage.deliveries.reminders import PlannedKey, insert_new, zone_of_chat
from storage.deliveries.states import State
from storage.deliveries.subjects import (
    DIGEST,
    DIGESTS,
    WEEKLY,
    subject_of_day,
    subject_of_week,
)
from storage.subscription_coverage import any_meeting_within
from storage.tables import Instant, chats, reminder_settings

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class DigestTime:
    """The instant at which the digest from a day on is due for chats of a time zone that chose a
    minute: after midnight for the daily digest, after the beginning of Monday for the weekly one.
    `ends` is the end of the day or week that the digest is about."""

    zone: str
    minute: int
    day: date
    instant: datetime
    ends: datetime
    notice: str = DIGEST

    @property
    def subject(self) -> str:
        return subject_of_week(self.day) if self.notice == WEEKLY else subject_of_day(self.day)

    @property
    def key(self) -> PlannedKey:
        return (self.subject, 0, self.minute, self.zone)


def digest_time(
    zone: str, minute: int, day: date, other_zone: str = "UTC", notice: str = DIGEST
) -> DigestTime | None:
    """Return None for a day that the time zone skips. `other_zone` counts if this machine does not
    know the zone."""
    time_zone = known_zone(zone, other_zone)
    hour, minutes = divmod(minute % DAY_MINUTES, 60)
    days = _WEEK if notice == WEEKLY else _DAY
    instant = datetime.combine(day, time(hour, minutes), time_zone).astimezone(UTC)
    ends = datetime.combine(day + days, time(), time_zone).astimezone(UTC)
    if instant.astimezone(time_zone).date() != day:
        return None
    return DigestTime(zone, minute, day, instant, ends, notice)


def digest_times(
    meetings: Sequence[MeetingTimes],
    zones: Sequence[str],
    minutes: Sequence[int],
    other_zone: str,
    first: datetime,
    last: datetime | None = None,
    notice: str = DIGEST,
) -> Iterator[DigestTime]:
    """The digests of days or weeks that are not over at `first` and have a meeting, up to those
    that begin on the day of `last`. `other_zone` counts for zones that this machine does not
    know."""
    more = _WEEK - _DAY if notice == WEEKLY else timedelta()
    for zone in zones if minutes else ():
        time_zone = known_zone(zone, other_zone)
        today = first.astimezone(time_zone).date()
        last_day = date.max if last is None else last.astimezone(time_zone).date() + more
        days = _days_with_meetings(meetings, time_zone, today, last_day)
        for minute in minutes:
            first_days = {_weekday_before(day, minute) for day in days} if more else days
            for day in sorted(first_days):
                found = digest_time(zone, minute, day, other_zone, notice)
                if found is not None and any(
                    meeting.opens < found.ends and meeting.closes > found.instant
                    for meeting in meetings
                ):
                    yield found


def _weekday_before(day: date, minute: int) -> date:
    """The last day up to this one that is the weekday of a minute of the week."""
    return day - timedelta(days=(day.weekday() - minute // DAY_MINUTES) % 7)


def _days_with_meetings(
    meetings: Sequence[MeetingTimes], time_zone: ZoneInfo, today: date, last_day: date
) -> set[date]:
    days: set[date] = set()
    for meeting in meetings:
        day = max(today, meeting.opens.astimezone(time_zone).date())
        until = min(last_day, meeting.closes.astimezone(time_zone).date())
        while day <= until:
            days.add(day)
            day += _DAY
    return days


async def insert_digests(
    connection: AsyncConnection,
    digest_times: Sequence[DigestTime],
    event_zone: str,
    which_chats: ColumnElement[bool] | None = None,
) -> int:
    """Insert a digest for every chat that chose each time and has a meeting then; return their
    number. `which_chats` is a condition on `chats`."""
    inserted = 0
    for notice in DIGESTS:
        due = [found for found in digest_times if found.notice == notice]
        if due:
            inserted += await _insert(connection, notice, due, event_zone, which_chats)
    return inserted


async def _insert(
    connection: AsyncConnection,
    notice: str,
    digest_times: Sequence[DigestTime],
    event_zone: str,
    which_chats: ColumnElement[bool] | None,
) -> int:
    relation = _relation_of(digest_times)
    digests = _chats_with(relation, event_zone, notice).add_columns(
        chats.c.id.label("chat_id"),
        relation.c.subject,
        literal(0).label("revision"),
        literal(notice).label("notice"),
        literal(0).label("lead"),
        relation.c.instant.label("due"),
        relation.c.ends.label("expires"),
        literal(State.PENDING.value).label("state"),
        literal(0).label("attempts"),
        false().label("late"),
    )
    if which_chats is not None:
        digests = digests.where(which_chats)
    return await insert_new(connection, digests)


async def next_digest(
    connection: AsyncConnection,
    digest_times: Sequence[DigestTime],
    event_zone: str,
    before: datetime | None,
) -> datetime | None:
    """The first of these instants, if any before `before`, at which a chat has a digest."""

    def instant_of(found: DigestTime) -> datetime:
        return found.instant

    for instant, group in groupby(sorted(digest_times, key=instant_of), key=instant_of):
        if before is not None and instant >= before:
            return None
        due = list(group)
        for notice in {found.notice for found in due}:
            relation = _relation_of([found for found in due if found.notice == notice])
            anybody = _chats_with(relation, event_zone, notice).add_columns(literal(1))
            if (await connection.execute(anybody.limit(1))).first() is not None:
                return instant
    return None


_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("zone", String),
    ("minute", Integer),
    ("subject", String),
    ("instant", Instant),
    ("ends", Instant),
)


def _relation_of(digest_times: Sequence[DigestTime]) -> FromClause:
    rows = [
        (found.zone, found.minute, found.subject, found.instant, found.ends)
        for found in digest_times
    ]
    relation = values(*(column(name, kind) for name, kind in _COLUMNS), name="digest_times")
    return relation.data(rows).cte("digest_times", nesting=True)


def _chats_with(relation: FromClause, event_zone: str, notice: str) -> Select[Any]:
    """The chats that chose a time of the relation before it came, and have a meeting then."""
    settings, instant = reminder_settings, relation.c.instant
    at, since = chosen_columns(notice)
    statement: Select[Any] = select()
    return statement.select_from(
        relation.join(settings, at == relation.c.minute).join(
            chats, chats.c.id == settings.c.chat_id
        )
    ).where(
        chats.c.reachable,
        zone_of_chat(event_zone) == relation.c.zone,
        instant > func.coalesce(since, chats.c.created),
        or_(chats.c.reachable_since.is_(None), instant > chats.c.reachable_since),
        any_meeting_within(chats.c.id, instant, relation.c.ends),
    )


def chosen_columns(notice: str) -> tuple[Column[int], Column[datetime]]:
    """The columns of a digest's minute, and of when that was chosen."""
    settings = reminder_settings.c
    if notice == WEEKLY:
        return settings.weekly_at, settings.weekly_since
    return settings.digest_at, settings.digest_since


def unplanned(
    digest_times: Sequence[DigestTime], planned: Mapping[PlannedKey, datetime]
) -> list[DigestTime]:
    """Those that were not planned since they were due."""
    return [
        found
        for found in digest_times
        if (when := planned.get(found.key)) is None or when < found.instant
    ]

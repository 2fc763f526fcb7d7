"""The daily digest: due at a local hour, for whoever has something on that day.

An hour that a change of clocks leaves out comes as much later; of one that comes twice, the first
counts; a day that a zone leaves out has no digest. Quiet hours do not hold a digest back: its hour
was chosen. It is of use until its day is over, as long as something of the day is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
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
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import Timed
from storage.deliveries.reminders import zone_of_chat
from storage.deliveries.states import State
from storage.deliveries.subjects import DIGEST, subject_of_day
from storage.subscription_coverage import anything_on
from storage.tables import Instant, chats, deliveries, reminder_settings

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Morning:
    """One hour of one day in one zone; `minute` after midnight. The day begins and ends at
    instants, and the digest falls due at another."""

    zone: str
    minute: int
    day: date
    instant: datetime
    ends: datetime

    @property
    def key(self) -> tuple[str, int, int, str]:
        return (subject_of_day(self.day), 0, self.minute, self.zone)


def morning_of(zone: str, minute: int, day: date) -> Morning | None:
    """None where the zone leaves the day out."""
    here = ZoneInfo(zone)
    hour, minutes = divmod(minute, 60)
    instant = datetime.combine(day, time(hour, minutes), here).astimezone(UTC)
    ends = datetime.combine(day + _DAY, time(), here).astimezone(UTC)
    if instant.astimezone(here).date() != day:
        return None
    return Morning(zone, minute, day, instant, ends)


def mornings(
    meetings: Sequence[Timed], zones: Sequence[str], minutes: Sequence[int], first: datetime,
    last: datetime | None = None,
) -> Iterator[Morning]:  # fmt: skip
    """Those whose day is not over at `first` and has a meeting on, up to the day of `last`."""
    for zone in zones if minutes else ():
        here = ZoneInfo(zone)
        today = first.astimezone(here).date()
        latest = date.max if last is None else last.astimezone(here).date()
        for day in sorted(_days_on(meetings, here, today, latest)):
            for minute in minutes:
                morning = morning_of(zone, minute, day)
                if morning is not None and any(
                    meeting.opens < morning.ends and meeting.closes > morning.instant
                    for meeting in meetings
                ):
                    yield morning


def _days_on(meetings: Sequence[Timed], here: ZoneInfo, today: date, latest: date) -> set[date]:
    days: set[date] = set()
    for meeting in meetings:
        day = max(today, meeting.opens.astimezone(here).date())
        until = min(latest, meeting.closes.astimezone(here).date())
        while day <= until:
            days.add(day)
            day += _DAY
    return days


async def insert_digests(
    connection: AsyncConnection,
    found: Sequence[Morning],
    event_zone: str,
    whose: ColumnElement[bool] | None = None,
) -> int:
    """Insert a digest for everybody who chose that hour in that zone and has something on."""
    if not found:
        return 0
    relation = _relation(found)
    chosen = _reached(relation, event_zone).add_columns(
        chats.c.id.label("chat_id"),
        relation.c.subject,
        literal(0).label("revision"),
        literal(DIGEST).label("notice"),
        literal(0).label("lead"),
        relation.c.instant.label("due"),
        relation.c.ends.label("expires"),
        literal(State.PENDING.value).label("state"),
        literal(0).label("attempts"),
        false().label("late"),
    )
    if whose is not None:
        chosen = chosen.where(whose)
    rows = chosen.subquery("chosen")
    # The relation stands inside: see inserting.py.
    statement = insert(deliveries).from_select(
        list(rows.c.keys()), select(rows).where(rows.c.attempts == 0)
    )
    result = await connection.execute(
        statement.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}
    )
    return int(result.rowcount)


async def first_digest(
    connection: AsyncConnection,
    coming: Sequence[Morning],
    event_zone: str,
    before: datetime | None,
) -> datetime | None:
    """The first instant before another at which a digest reaches anybody."""

    def instant_of(morning: Morning) -> datetime:
        return morning.instant

    for instant, together in groupby(sorted(coming, key=instant_of), key=instant_of):
        if before is not None and instant >= before:
            return None
        anybody = _reached(_relation(list(together)), event_zone).add_columns(literal(1)).limit(1)
        if (await connection.execute(anybody)).first() is not None:
            return instant
    return None


_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("zone", String),
    ("minute", Integer),
    ("subject", String),
    ("instant", Instant),
    ("ends", Instant),
)


def _relation(found: Sequence[Morning]) -> FromClause:
    rows = [
        (each.zone, each.minute, subject_of_day(each.day), each.instant, each.ends)
        for each in found
    ]
    listed = values(*(column(name, kind) for name, kind in _COLUMNS), name="mornings")
    return listed.data(rows).cte("mornings", nesting=True)


def _reached(relation: FromClause, event_zone: str) -> Select[Any]:
    """The chats that chose the hour, before it came, and have something on."""
    settings, instant = reminder_settings, relation.c.instant
    statement: Select[Any] = select()
    return statement.select_from(
        relation.join(settings, settings.c.digest_at == relation.c.minute).join(
            chats, chats.c.id == settings.c.chat_id
        )
    ).where(
        chats.c.reachable,
        zone_of_chat(event_zone) == relation.c.zone,
        instant > func.coalesce(settings.c.digest_since, chats.c.created),
        or_(chats.c.reachable_since.is_(None), instant > chats.c.reachable_since),
        anything_on(chats.c.id, instant, relation.c.ends),
    )


def unplanned(
    found: Sequence[Morning], planned: Mapping[tuple[str, int, int, str], datetime]
) -> list[Morning]:
    """Those that nobody planned since they fell due."""
    return [
        each for each in found if (when := planned.get(each.key)) is None or when < each.instant
    ]

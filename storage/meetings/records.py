"""Meetings as they are stored."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.batches import BATCH_SIZE
from storage.tables import meeting_roundtables, meetings

_WHERE = ("venue", "city", "country")


@dataclass(frozen=True)
class MeetingRow:
    """A meeting to be stored; instants are in UTC.

    `begins` is None if only its days are known. `opens` and `closes` are the instants between which
    the meeting is on. `region` is empty if it has none. `body` is the JSON of everything else that
    is shown.
    """

    id: str
    kind: str
    region: str
    roundtables: tuple[int, ...]
    time_zone: str
    first_day: date
    last_day: date
    begins: datetime | None
    opens: datetime
    closes: datetime
    body: str

    @property
    def row(self) -> MeetingRow:
        """The part that an edit can change."""
        return MeetingRow(*_row_values(self))

    @property
    def when(self) -> tuple[object, ...]:
        return (
            self.time_zone, self.first_day, self.last_day, self.begins, self.opens, self.closes,
        )  # fmt: skip

    @property
    def where(self) -> tuple[object, ...]:
        try:
            body = json.loads(self.body)
        except ValueError:  # a damaged one; the pack's replaces it
            return ()
        if not isinstance(body, dict):
            return ()
        where = tuple(body.get(name) for name in _WHERE)
        # Without a room, the same as in revisions from before meetings had rooms.
        return (*where, body["room"]) if body.get("room") else where


_row_values = attrgetter(*(field.name for field in fields(MeetingRow)))


@dataclass(frozen=True)
class KeptMeeting(MeetingRow):
    """A meeting as it is stored. `origin` is pack or local, `status` is planned or cancelled, and
    `status_by` (pack or local) says who set the status."""

    revision: int
    origin: str
    status: str
    changed: datetime
    status_by: str


async def all_meetings(
    connection: AsyncConnection, *conditions: ColumnElement[bool]
) -> list[KeptMeeting]:
    """All meetings that meet the conditions, cancelled ones too, in the order in which they open.

    They are read in batches, so that a large calendar does not hold up the event loop.
    """
    which = meeting_roundtables.c.meeting_id.in_(select(meetings.c.id).where(*conditions))
    numbers: dict[str, list[int]] = {}
    for row in await connection.execute(
        select(meeting_roundtables)
        .where(*([which] if conditions else []))
        .order_by(meeting_roundtables.c.roundtable)
    ):
        numbers.setdefault(row.meeting_id, []).append(row.roundtable)
    selected = select(meetings).where(*conditions).order_by(meetings.c.opens, meetings.c.id)
    found: list[KeptMeeting] = []
    async with connection.stream(selected) as rows:
        async for batch in rows.partitions(BATCH_SIZE):
            found += [kept_meeting(row, tuple(numbers.get(row.id, ()))) for row in batch]
    return found


async def find_meeting(connection: AsyncConnection, meeting_id: str) -> KeptMeeting | None:
    row = (await connection.execute(select(meetings).where(meetings.c.id == meeting_id))).first()
    if row is None:
        return None
    return kept_meeting(row, await _roundtables(connection, meeting_id))


def kept_meeting(row: Any, roundtables: tuple[int, ...]) -> KeptMeeting:
    """The KeptMeeting of a row of `meetings`."""
    return KeptMeeting(
        row.id, row.kind, row.region, roundtables, row.time_zone, row.first_day, row.last_day,
        row.begins, row.opens, row.closes, row.body,
        row.revision, row.origin, row.status, row.changed, row.status_by,
    )  # fmt: skip


def notifies_subscribers(before: MeetingRow, row: MeetingRow) -> bool:
    """Return whether an edit changes the times or the place, so that subscribers are told."""
    return row.when != before.when or row.where != before.where


async def _roundtables(connection: AsyncConnection, meeting_id: str) -> tuple[int, ...]:
    numbers = meeting_roundtables.c.roundtable
    found = await connection.execute(
        select(numbers).where(meeting_roundtables.c.meeting_id == meeting_id).order_by(numbers)
    )
    return tuple(found.scalars())

"""Meetings as they are kept: the pack's own and the organisers' edits, each change a revision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.notices import Step, announce_new, overtake
from storage.deliveries.planning import timed_meeting
from storage.tables import meeting_revisions, meeting_roundtables, meetings

_WHERE = ("venue", "city", "country")


@dataclass(frozen=True)
class MeetingRow:
    """A meeting to keep. `begins` is None where its hour is not known; `opens` and `closes` are
    the instants between which it counts as on; `body` is JSON, all else that is to be shown."""

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


@dataclass(frozen=True)
class KeptMeeting(MeetingRow):
    """A meeting as it is kept: `origin` is pack or local, `status` planned or cancelled, and
    `status_by` says which of pack and local set it."""

    revision: int
    origin: str
    status: str
    changed: datetime
    status_by: str


@dataclass(frozen=True)
class PackLoad:
    """What loading a pack did, by meeting ids. `kept` were edited, cancelled or restored locally
    and stay so; `gone` came from a pack and are not in this one, they stay as they are."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    gone: tuple[str, ...]


async def load_pack_meetings(
    connection: AsyncConnection,
    rows: Sequence[MeetingRow],
    now: datetime,
    cancelled: Collection[str] = (),
) -> PackLoad:
    """Take over a pack's meetings; loading the same again changes nothing.

    `cancelled` are the ids of those that the pack calls cancelled. Subscribers hear of new
    meetings, except the first time, and of those whose time, place or status changed. A status
    set by an organiser stays.
    """
    known = {meeting.id: meeting for meeting in await all_meetings(connection)}
    added: list[str] = []
    changed: list[str] = []
    kept: list[str] = []
    for row in rows:
        before = known.get(row.id)
        said = "cancelled" if row.id in cancelled else "planned"
        if before is None:
            await _add(connection, row, "pack", said, now)
            if known and said == "planned":
                await _announce(connection, row.id, now)
            added.append(row.id)
            continue
        local = before.status_by == "local"
        if before.origin != "pack" or (local and said != before.status):
            kept.append(row.id)
        status = before.status if local else said
        if before.origin == "pack" and (_row(before) != row or status != before.status):
            await _revise(connection, before, row, "pack", status, now)
            changed.append(row.id)
    there = {row.id for row in rows}
    gone = [id for id, meeting in known.items() if meeting.origin == "pack" and id not in there]
    return PackLoad(tuple(added), tuple(changed), tuple(kept), tuple(gone))


@dataclass(frozen=True)
class Edit:
    """What an organiser says of a change to those who are told of it: why, and in whose name
    ("the secretariat", nobody's own). Both may be empty."""

    reason: str = ""
    by: str = ""


async def change_meeting(
    connection: AsyncConnection, row: MeetingRow, now: datetime, edit: Edit = Edit()
) -> int:
    """Keep an organiser's edit, or a meeting of theirs that is new; returns its revision.

    From now on no pack overwrites it. Nothing for its old time goes out once this is committed.
    """
    before = await find_meeting(connection, row.id)
    if before is None:
        await _add(connection, row, "local", "planned", now)
        await _announce(connection, row.id, now)
        return 1
    if _row(before) == row:
        return before.revision
    return await _revise(connection, before, row, "local", before.status, now, edit)


async def cancel_meeting(
    connection: AsyncConnection, meeting_id: str, now: datetime, edit: Edit = Edit()
) -> None:
    """Cancel a planned meeting; its subscribers hear of it at once. No pack brings it back."""
    before = await find_meeting(connection, meeting_id)
    if before is not None and before.status == "planned":
        row = _row(before)
        await _revise(connection, before, row, before.origin, "cancelled", now, edit)
        await _said_locally(connection, meeting_id)


async def restore_meeting(
    connection: AsyncConnection, meeting_id: str, now: datetime, edit: Edit = Edit()
) -> None:
    """Take back a cancellation; who heard of it hears of this, too."""
    before = await find_meeting(connection, meeting_id)
    if before is not None and before.status == "cancelled":
        row = _row(before)
        await _revise(connection, before, row, before.origin, "planned", now, edit)
        await _said_locally(connection, meeting_id)


async def all_meetings(connection: AsyncConnection) -> list[KeptMeeting]:
    """Every meeting, cancelled ones too, by when it opens."""
    numbers: dict[str, list[int]] = {}
    for row in await connection.execute(
        select(meeting_roundtables).order_by(meeting_roundtables.c.roundtable)
    ):
        numbers.setdefault(row.meeting_id, []).append(row.roundtable)
    rows = await connection.execute(select(meetings).order_by(meetings.c.opens, meetings.c.id))
    return [kept_meeting(row, tuple(numbers.get(row.id, ()))) for row in rows]


async def find_meeting(connection: AsyncConnection, meeting_id: str) -> KeptMeeting | None:
    row = (await connection.execute(select(meetings).where(meetings.c.id == meeting_id))).first()
    if row is None:
        return None
    return kept_meeting(row, await _roundtables(connection, meeting_id))


async def body_of(connection: AsyncConnection, meeting_id: str, revision: int) -> str | None:
    """What a revision said."""
    found = await connection.execute(
        select(meeting_revisions.c.body).where(
            meeting_revisions.c.meeting_id == meeting_id, meeting_revisions.c.revision == revision
        )
    )
    return found.scalar()


def kept_meeting(row: Any, roundtables: tuple[int, ...]) -> KeptMeeting:
    """A row of `meetings` as a value."""
    given: dict[str, Any] = {
        field.name: getattr(row, field.name, None) for field in fields(KeptMeeting)
    }
    return KeptMeeting(**{**given, "roundtables": roundtables})


def _row(meeting: MeetingRow) -> MeetingRow:
    return MeetingRow(**{field.name: getattr(meeting, field.name) for field in fields(MeetingRow)})


async def _roundtables(connection: AsyncConnection, meeting_id: str) -> tuple[int, ...]:
    numbers = meeting_roundtables.c.roundtable
    found = await connection.execute(
        select(numbers).where(meeting_roundtables.c.meeting_id == meeting_id).order_by(numbers)
    )
    return tuple(found.scalars())


async def _said_locally(connection: AsyncConnection, meeting_id: str) -> None:
    await connection.execute(
        update(meetings).where(meetings.c.id == meeting_id).values(status_by="local")
    )


async def _add(
    connection: AsyncConnection, row: MeetingRow, origin: str, status: str, now: datetime
) -> None:
    values = _values(row) | {
        "id": row.id, "revision": 1, "origin": origin, "status": status, "status_by": origin,
    }  # fmt: skip
    if origin == "pack":
        values["pack_hash"] = _hash(row.body)
    await connection.execute(insert(meetings).values(**values, changed=now, since=now))
    await _keep_revision(connection, row, 1, status, now, Edit())


async def _revise(
    connection: AsyncConnection,
    before: KeptMeeting,
    row: MeetingRow,
    origin: str,
    status: str,
    now: datetime,
    edit: Edit = Edit(),
) -> int:
    revision = before.revision + 1
    moved = status != before.status or _when(row) != _when(before)
    values = _values(row) | {"revision": revision, "origin": origin, "status": status}
    if origin == "pack":
        values["pack_hash"] = _hash(row.body)
    if moved:
        values["since"] = now
    await connection.execute(
        update(meetings).where(meetings.c.id == row.id).values(**values, changed=now)
    )
    await _keep_revision(connection, row, revision, status, now, edit)
    noticed = moved or _where(row) != _where(before)
    cancelled = status == "cancelled"
    if cancelled and before.status == "cancelled":
        noticed = False  # whoever is concerned knows that it does not take place
    timed = timed_meeting(await _fresh(connection, row.id), row.roundtables)
    step = Step(timed, before.revision, before.closes, moved, noticed, cancelled)
    await overtake(connection, step, now)
    return revision


async def _announce(connection: AsyncConnection, meeting_id: str, now: datetime) -> None:
    row = await _fresh(connection, meeting_id)
    timed = timed_meeting(row, await _roundtables(connection, meeting_id))
    await announce_new(connection, timed, row.time_zone, now)


async def _fresh(connection: AsyncConnection, meeting_id: str) -> Any:
    return (await connection.execute(select(meetings).where(meetings.c.id == meeting_id))).one()


async def _keep_revision(
    connection: AsyncConnection,
    row: MeetingRow,
    revision: int,
    status: str,
    now: datetime,
    edit: Edit,
) -> None:
    await connection.execute(
        insert(meeting_revisions).values(
            meeting_id=row.id,
            revision=revision,
            status=status,
            when_and_where=_hash(repr((_when(row), _where(row)))),
            body=row.body,
            made=now,
            reason=edit.reason or None,
            edited_by=edit.by[:64] or None,
        )
    )
    await connection.execute(
        delete(meeting_roundtables).where(meeting_roundtables.c.meeting_id == row.id)
    )
    if row.roundtables:
        numbers = [{"meeting_id": row.id, "roundtable": each} for each in set(row.roundtables)]
        await connection.execute(insert(meeting_roundtables), numbers)


def _values(row: MeetingRow) -> dict[str, Any]:
    given = {field.name: getattr(row, field.name) for field in fields(MeetingRow)}
    del given["id"], given["roundtables"]
    return given


def _when(row: MeetingRow) -> tuple[object, ...]:
    return (row.time_zone, row.first_day, row.last_day, row.begins, row.opens, row.closes)


def _where(row: MeetingRow) -> tuple[object, ...]:
    body = json.loads(row.body)
    return tuple(body.get(name) for name in _WHERE) if isinstance(body, dict) else ()


def is_noticed(before: MeetingRow, row: MeetingRow) -> bool:
    """Whether subscribers hear of an edit: its times or its place are others."""
    return _when(row) != _when(before) or _where(row) != _where(before)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

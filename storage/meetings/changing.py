"""Changing meetings: any number at once, by a fixed number of statements.

The changes are recorded for their notices, which are added to the outbox afterwards: see
`deliveries.queue_change_notices`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, case, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.batches import in_batches
from storage.deliveries.changes.batches import queue_all_change_notices
from storage.deliveries.changes.recording import MeetingChange, record_changes
from storage.hashing import sha256
from storage.meetings.records import (
    KeptMeeting,
    MeetingRow,
    all_meetings,
    find_meeting,
    notifies_subscribers,
)
from storage.tables import meeting_revisions, meeting_roundtables, meetings


@dataclass(frozen=True)
class PackLoad:
    """The meeting ids of what loading a pack did. `kept` were edited, cancelled or restored by
    organisers and stay so; `gone` are of an earlier pack and missing in this one, and stay."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """What subscribers are told about a change: the reason, and in whose name it was made, which is
    that of an office, not a person. Both may be empty."""

    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class _Change:
    """A meeting after a change, and before it; None for a new meeting."""

    before: KeptMeeting | None
    row: MeetingRow
    origin: str
    status: str
    status_by: str

    @property
    def revision(self) -> int:
        return 1 if self.before is None else self.before.revision + 1

    @property
    def rescheduled(self) -> bool:
        before = self.before
        return before is None or self.status != before.status or self.row.when != before.when

    @property
    def announced(self) -> MeetingChange:
        row, before, cancelled = self.row, self.before, self.status == "cancelled"
        noticed = before is None or self.rescheduled or notifies_subscribers(before, row)
        if cancelled and before is not None and before.status == "cancelled":
            noticed = False  # subscribers know already that it does not take place
        return MeetingChange(
            row.id, self.revision, None if before is None else before.revision, row.opens,
            reminders_until=row.begins or row.closes,
            notices_until=row.closes if before is None else max(before.closes, row.closes),
            rescheduled=self.rescheduled, noticed=noticed, cancelled=cancelled,
        )  # fmt: skip


async def load_pack_meetings(
    connection: AsyncConnection,
    rows: Sequence[MeetingRow],
    now: datetime,
    cancelled: Collection[str] = (),
) -> PackLoad:
    """Store a pack's meetings; loading the same pack again changes nothing.

    `cancelled` are the ids of meetings that the pack calls cancelled. Subscribers are told of new
    meetings, except when the calendar was empty, and of meetings whose times, place or status
    changed. A status set by an organiser stays.
    """
    known = {meeting.id: meeting for meeting in await all_meetings(connection)}
    changes: list[_Change] = []
    kept: list[str] = []
    cancelled = frozenset(cancelled)
    async for batch in in_batches(rows):
        for row in batch:
            before = known.get(row.id)
            pack_status = "cancelled" if row.id in cancelled else "planned"
            if before is None:
                changes.append(_Change(None, row, "pack", pack_status, "pack"))
                continue
            local = before.status_by == "local"
            if before.origin != "pack" or (local and pack_status != before.status):
                kept.append(row.id)
            status = before.status if local else pack_status
            if before.origin == "pack" and (before.row != row or status != before.status):
                changes.append(_Change(before, row, "pack", status, before.status_by))
    await _keep(connection, changes, now, Edit(), announce_new=bool(known))
    there = {row.id for row in rows}
    added = tuple(change.row.id for change in changes if change.before is None)
    changed = tuple(change.row.id for change in changes if change.before is not None)
    gone = tuple(
        id for id, meeting in known.items() if meeting.origin == "pack" and id not in there
    )
    return PackLoad(added, changed, tuple(kept), gone)


async def change_meetings(
    connection: AsyncConnection,
    rows: Sequence[MeetingRow],
    now: datetime,
    edit: Edit = Edit(),
    cancelled: Collection[str] = (),
) -> None:
    """Store organisers' new and changed meetings. Those with ids in `cancelled` are cancelled.

    No pack overwrites them from now on. Once this is committed, nothing is sent for their old
    times.
    """
    known = {meeting.id: meeting for meeting in await all_meetings(connection)}
    await _edit(connection, [(known.get(row.id), row) for row in rows], now, edit, cancelled)


async def change_meeting(
    connection: AsyncConnection, row: MeetingRow, now: datetime, edit: Edit = Edit()
) -> int:
    """Do for one meeting what `change_meetings` does for many; return its revision."""
    before = await find_meeting(connection, row.id)
    changes = await _edit(connection, [(before, row)], now, edit)
    if changes:
        return changes[0].revision
    return 1 if before is None else before.revision


async def cancel_meeting(
    connection: AsyncConnection, meeting_id: str, now: datetime, edit: Edit = Edit()
) -> None:
    """Cancel a planned meeting. Its subscribers are told at once, and no pack restores it."""
    before = await find_meeting(connection, meeting_id)
    if before is not None:
        await _edit(connection, [(before, before.row)], now, edit, {meeting_id})


async def restore_meeting(
    connection: AsyncConnection, meeting_id: str, now: datetime, edit: Edit = Edit()
) -> None:
    """Undo a cancellation. Chats that were told of it are told of this, too."""
    before = await find_meeting(connection, meeting_id)
    if before is not None and before.status == "cancelled":
        change = _Change(before, before.row, before.origin, "planned", "local")
        await _keep(connection, [change], now, edit)


async def _edit(
    connection: AsyncConnection,
    pairs: Sequence[tuple[KeptMeeting | None, MeetingRow]],
    now: datetime,
    edit: Edit,
    cancelled: Collection[str] = (),
) -> list[_Change]:
    """Store those that differ from what is stored; return these changes."""
    changes: list[_Change] = []
    for before, row in pairs:
        if before is None:
            status = "cancelled" if row.id in cancelled else "planned"
            changes.append(_Change(None, row, "local", status, "local"))
            continue
        same, cancels = before.row == row, row.id in cancelled and before.status == "planned"
        if same and not cancels:
            continue
        origin = before.origin if same else "local"
        status = "cancelled" if cancels else before.status
        by = "local" if cancels else before.status_by
        changes.append(_Change(before, row, origin, status, by))
    await _keep(connection, changes, now, edit)
    return changes


async def _keep(
    connection: AsyncConnection,
    changes: Sequence[_Change],
    now: datetime,
    edit: Edit,
    announce_new: bool = True,
) -> None:
    """Store new revisions, and record the changes for their notices. Nobody is told of a new
    meeting that is cancelled."""
    if not changes:
        return
    # Notices still to be queued compare with the revision that is now replaced.
    await queue_all_change_notices(connection, [change.row.id for change in changes])
    async for batch in in_batches(changes):
        await _write(connection, batch, now)
        await connection.execute(
            insert(meeting_revisions), [_revision(change, now, edit) for change in batch]
        )
        ids = [{"of": change.row.id} for change in batch]
        mine = meeting_roundtables.c.meeting_id == bindparam("of")
        await connection.execute(delete(meeting_roundtables).where(mine), ids)
        numbers = [
            {"meeting_id": change.row.id, "roundtable": number}
            for change in batch
            for number in set(change.row.roundtables)
        ]
        if numbers:
            await connection.execute(insert(meeting_roundtables), numbers)
    announced = [
        change.announced
        for change in changes
        if change.before is not None or (announce_new and change.status == "planned")
    ]
    await record_changes(connection, announced, now)


async def _write(connection: AsyncConnection, changes: Sequence[_Change], now: datetime) -> None:
    added = [_values(change) for change in changes if change.before is None]
    if added:
        times = {"changed": now, "times_since": now}
        await connection.execute(insert(meetings), [change | times for change in added])
    changed = [change for change in changes if change.before is not None]
    if not changed:
        return
    names = set(_values(changed[0])) - {"id"}
    given: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=meetings.c[name].type) for name in names
    }
    rescheduled = bindparam("rescheduled", type_=Boolean)
    given["times_since"] = case(
        (rescheduled, bindparam("at", type_=meetings.c.times_since.type)),
        else_=meetings.c.times_since,
    )
    given["changed"] = bindparam("at", type_=meetings.c.changed.type)
    rows = [
        {f"new_{name}": value for name, value in _values(change).items()}
        | {"rescheduled": change.rescheduled, "at": now}
        for change in changed
    ]
    await connection.execute(
        update(meetings).where(meetings.c.id == bindparam("new_id")).values(given), rows
    )


def _values(change: _Change) -> dict[str, Any]:
    given = {field.name: getattr(change.row, field.name) for field in fields(MeetingRow)}
    del given["roundtables"]
    return given | {
        "revision": change.revision, "origin": change.origin, "status": change.status,
        "status_by": change.status_by,
    }  # fmt: skip


def _revision(change: _Change, now: datetime, edit: Edit) -> dict[str, Any]:
    row = change.row
    return {
        "meeting_id": row.id, "revision": change.revision, "status": change.status,
        "visible_hash": sha256(repr((row.when, row.where))), "body": row.body, "made": now,
        "reason": edit.reason or None, "edited_by": edit.by[:64] or None,
    }  # fmt: skip

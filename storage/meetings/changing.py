"""Changing meetings: any number of them at once, by a handful of statements.

What is to be told of it is written down with it, and goes to the outbox afterwards: see
`deliveries.queue_change_notices`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, case, delete, func, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

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
    """What loading a pack did, by meeting ids. `kept` were edited, cancelled or restored locally
    and stay so; `gone` came from a pack and are not in this one, they stay as they are."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """What an organiser says of a change to those who are told of it: why, and in whose name
    ("the secretariat", nobody's own). Both may be empty."""

    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class _Change:
    """A meeting before, where there was one, and after."""

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
    """Take over a pack's meetings; loading the same again changes nothing.

    `cancelled` are the ids of those that the pack calls cancelled. Subscribers hear of new
    meetings, except the first time, and of those whose time, place or status changed. A status
    set by an organiser stays.
    """
    known = {meeting.id: meeting for meeting in await all_meetings(connection)}
    changes: list[_Change] = []
    kept: list[str] = []
    for row in rows:
        before = known.get(row.id)
        said = "cancelled" if row.id in cancelled else "planned"
        if before is None:
            changes.append(_Change(None, row, "pack", said, "pack"))
            continue
        local = before.status_by == "local"
        if before.origin != "pack" or (local and said != before.status):
            kept.append(row.id)
        status = before.status if local else said
        if before.origin == "pack" and (before.row != row or status != before.status):
            changes.append(_Change(before, row, "pack", status, before.status_by))
    await _keep(connection, changes, now, Edit(), told=bool(known))
    there = {row.id for row in rows}
    added = tuple(each.row.id for each in changes if each.before is None)
    changed = tuple(each.row.id for each in changes if each.before is not None)
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
    """Keep an organiser's edits, and meetings of theirs that are new, all at once. Those of them
    whose ids are `cancelled` do not take place.

    From now on no pack overwrites them. Nothing for their old times goes out once this is
    committed.
    """
    known = {meeting.id: meeting for meeting in await all_meetings(connection)}
    await _edit(connection, [(known.get(row.id), row) for row in rows], now, edit, cancelled)


async def change_meeting(
    connection: AsyncConnection, row: MeetingRow, now: datetime, edit: Edit = Edit()
) -> int:
    """Keep an edit of one meeting, or a new one; returns its revision: see `change_meetings`."""
    before = await find_meeting(connection, row.id)
    changes = await _edit(connection, [(before, row)], now, edit)
    if changes:
        return changes[0].revision
    return 1 if before is None else before.revision


async def cancel_meeting(
    connection: AsyncConnection, meeting_id: str, now: datetime, edit: Edit = Edit()
) -> None:
    """Cancel a planned meeting; its subscribers hear of it at once. No pack brings it back."""
    before = await find_meeting(connection, meeting_id)
    if before is not None:
        await _edit(connection, [(before, before.row)], now, edit, {meeting_id})


async def restore_meeting(
    connection: AsyncConnection, meeting_id: str, now: datetime, edit: Edit = Edit()
) -> None:
    """Take back a cancellation; who heard of it hears of this, too."""
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
    """What of it is a change."""
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
    told: bool = True,
) -> None:
    """Write the new revisions, and what is to be told of them. A meeting that is added as
    cancelled is told to nobody."""
    if not changes:
        return
    # What is to be told compares with the revision before, so that comes first.
    await queue_all_change_notices(connection, [each.row.id for each in changes])
    await _write(connection, changes, now)
    await connection.execute(
        insert(meeting_revisions), [_revision(each, now, edit) for each in changes]
    )
    ids = [{"of": each.row.id} for each in changes]
    mine = meeting_roundtables.c.meeting_id == bindparam("of")
    await connection.execute(delete(meeting_roundtables).where(mine), ids)
    numbers = [
        {"meeting_id": each.row.id, "roundtable": number}
        for each in changes
        for number in set(each.row.roundtables)
    ]
    if numbers:
        await connection.execute(insert(meeting_roundtables), numbers)
    heard = [
        each.announced
        for each in changes
        if each.before is not None or (told and each.status == "planned")
    ]
    await record_changes(connection, heard, now)


async def _write(connection: AsyncConnection, changes: Sequence[_Change], now: datetime) -> None:
    added = [_values(each) for each in changes if each.before is None]
    if added:
        times = {"changed": now, "times_since": now}
        await connection.execute(insert(meetings), [each | times for each in added])
    changed = [each for each in changes if each.before is not None]
    if not changed:
        return
    names = set(_values(changed[0])) - {"id", "pack_hash"}
    given: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=meetings.c[name].type) for name in names
    }
    new_hash = bindparam("new_pack_hash", type_=meetings.c.pack_hash.type)
    given["pack_hash"] = func.coalesce(new_hash, meetings.c.pack_hash)
    moved = bindparam("moved", type_=Boolean)
    given["times_since"] = case(
        (moved, bindparam("at", type_=meetings.c.times_since.type)), else_=meetings.c.times_since
    )
    given["changed"] = bindparam("at", type_=meetings.c.changed.type)
    rows = [
        {f"new_{name}": value for name, value in _values(each).items()}
        | {"moved": each.rescheduled, "at": now}
        for each in changed
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
        "pack_hash": sha256(change.row.body) if change.origin == "pack" else None,
    }  # fmt: skip


def _revision(change: _Change, now: datetime, edit: Edit) -> dict[str, Any]:
    row = change.row
    return {
        "meeting_id": row.id, "revision": change.revision, "status": change.status,
        "visible_hash": sha256(repr((row.when, row.where))), "body": row.body, "made": now,
        "reason": edit.reason or None, "edited_by": edit.by[:64] or None,
    }  # fmt: skip

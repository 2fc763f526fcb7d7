"""Making the plan of a draft, and carrying it out unless the calendar was changed meanwhile."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import secretariat_name
from handlers.desk.calendar.moves.draft import Draft, find_draft
from handlers.desk.calendar.moves.plan import Plan, make_plan
from handlers.framework.audit import record_act
from handlers.framework.request import Request
from handlers.meetings.conversion import meeting_of
from storage import audit_log, dialogs, meetings, subscriptions
from storage.audit_log import Entry
from storage.deliveries.change_progress import progress_of_change
from storage.meetings import Edit

SWAPPED, SHIFTED, UNDONE = "meetings-swapped", "meetings-shifted", "moves-undone"
_ACTS = {"swap": SWAPPED, "shift": SHIFTED, "undo": UNDONE}
_MAX_ACTS = 100  # of the latest, among which one is looked for that can be undone


class ChangedMeanwhile(Exception):
    """The plan is another one than was shown."""


class DraftGone(Exception):
    """The draft was saved, dropped or replaced."""


async def plan_of(request: Request, connection: AsyncConnection, draft: Draft) -> Plan:
    """Return what a draft would do now. The calendar is read once for all its meetings."""
    made = []
    if draft.action == "undo":
        entry = await audit_log.find_entry(connection, draft.entry)
        if entry is not None and not await _is_undone(connection, entry.id):
            made = await meetings.changes_made_at(connection, entry.at)
    kept = {row.id: row for row in await meetings.all_meetings(connection)}
    return make_plan(draft, kept, map(meeting_of, kept.values()), request.reader.now, made)


async def count_notified_chats(request: Request, connection: AsyncConnection, plan: Plan) -> int:
    rows = plan.noticed_rows(request.reader.now)
    return await subscriptions.count_subscribers(connection, rows) if rows else 0


async def last_act(connection: AsyncConnection) -> Entry | None:
    """Return the latest swap or move that was not undone."""
    entries = await audit_log.entries_of_acts(connection, list(_ACTS.values()), _MAX_ACTS)
    undone = {_undone_entry(entry) for entry in entries}
    acts = (entry for entry in entries if entry.act != UNDONE and entry.id not in undone)
    return next(acts, None)


@dataclass(frozen=True)
class SavedMoves:
    """How many meetings were changed, the entry of the trace (0 after undoing), and how many chats
    are notified, and when."""

    number: int
    entry: int
    chats: int
    due: datetime | None


async def save_draft(request: Request, nonce: int, fingerprint: str) -> SavedMoves:
    """Carry out the plan that was shown and close the draft. Return what was saved.

    Raises DraftGone or ChangedMeanwhile, in which case nothing is saved.
    """
    now = request.reader.now
    await request.services.change_notices_written()
    async with request.services.database.write_transaction(alone=True) as connection:
        draft = await find_draft(request, connection)
        if draft is None or draft.nonce != nonce:
            raise DraftGone
        # A write before the read takes SQLite's lock, so the calendar cannot change in between.
        await dialogs.close_dialog(connection, request.chat_id)
        plan = await plan_of(request, connection, draft)
        if not plan.moves or plan.fingerprint != fingerprint:
            raise ChangedMeanwhile
        edit = Edit(draft.reason, secretariat_name(request))
        chats = await count_notified_chats(request, connection, plan)
        await meetings.change_meetings(connection, plan.rows(), now, edit)
        due = await _first_due(connection, plan)
        act = _ACTS[draft.action]
        await record_act(request, connection, act, "calendar", _details(draft, plan))
        (entry,) = await audit_log.entries_of_acts(connection, [act], 1)
    request.services.signals.notices_changed.set()
    await request.services.packs.reload_calendar()
    undoing = draft.action == "undo"
    return SavedMoves(len(plan.moves), 0 if undoing else entry.id, chats, due)


async def _first_due(connection: AsyncConnection, plan: Plan) -> datetime | None:
    """Return when the notices of a plan that was just carried out go out, all together."""
    for move in plan.moves:
        revision = move.kept.revision + 1
        progress = await progress_of_change(connection, move.kept.id, revision)
        if progress.due is not None:
            return progress.due
    return None


def _details(draft: Draft, plan: Plan) -> dict[str, object]:
    details: dict[str, object] = {"number": len(plan.moves)}
    if draft.action == "undo":
        return details | {"of": draft.entry}
    details |= {"what": draft.what, "value": "" if draft.what == "each" else draft.value}
    if draft.action == "swap":
        details["titles"] = [move.before.title for move in plan.moves]
    return details


async def _is_undone(connection: AsyncConnection, entry_id: int) -> bool:
    entries = await audit_log.entries_of_acts(connection, [UNDONE], _MAX_ACTS)
    return any(_undone_entry(entry) == entry_id for entry in entries)


def _undone_entry(entry: Entry) -> object:
    return json.loads(entry.details).get("of") if entry.act == UNDONE else None

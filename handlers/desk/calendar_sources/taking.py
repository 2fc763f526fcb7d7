"""What becomes of a calendar that was fetched: it is imported, or waits for an organiser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from content.calendars import Complaint, Read
from content.model import Pack
from handlers.desk.calendar_files.import_plan import Plan
from handlers.desk.calendar_files.importing import (
    Draft,
    import_plan,
    plan_of_draft,
    record_source_meetings,
)
from handlers.framework.services import Services
from storage import audit_log, meetings
from storage.calendar_sources import Source, meetings_of
from storage.hashing import sha256
from storage.meetings import KeptMeeting

# By itself, an address cancels at most this share of the upcoming meetings that came from it, or
# this number if that is more, and never all: a feed that is broken is often a short one.
_MAX_CANCELLED_SHARE = 0.1
_MAX_CANCELLED = 2
_MARK_CHARACTERS = 12
_PROGRAM = 0  # the actor of what nobody did; no user has this id

Reason = Literal["choices", "edited", "many", "left-out"]


@dataclass(frozen=True)
class Taken:
    """What became of a calendar. `draft` waits to be confirmed, if anything does; `mark` is a hash
    of what it would change. `details` are of the outcome: see `views.outcome_text`."""

    outcome: Literal["unchanged", "changes", "imported", "complaints"]
    details: Mapping[str, Any]
    draft: str | None = None
    mark: str = ""


def refused(complaints: Sequence[Complaint]) -> Taken:
    """Return the result of a calendar that cannot be read."""
    return Taken("complaints", {"complaint": complaints[0].model_dump()})


async def take_calendar(
    connection: AsyncConnection,
    services: Services,
    pack: Pack,
    source: Source,
    read: Read,
    now: datetime,
) -> Taken:
    """Import a calendar if its address may do so by itself, or return the draft that waits.

    The caller's transaction has to hold the database's lock for writing, and the pack's calendar
    has to be reloaded after an import.
    """
    choices = source.choices
    draft = Draft(
        read=read, day_first=choices.day_first,
        kind=choices.kind if choices.kind in pack.kinds else "",
        region=choices.region if choices.region in pack.regions else "", source=source.id,
    )  # fmt: skip
    if draft.needs_day_first or draft.needs_letters:
        mark = sha256(read.model_dump_json())[:_MARK_CHARACTERS]
        return Taken("changes", _reason(source, "choices"), draft.model_dump_json(), mark)
    kept = await meetings.all_meetings(connection)
    plan = await plan_of_draft(connection, services, pack, draft, kept, now)
    if plan.complaints and not (plan.new or plan.in_file):
        return refused(plan.complaints)
    if not (plan.new or plan.changed or plan.missing):
        await record_source_meetings(connection, source.id, plan)
        return Taken("unchanged", {})
    known = await meetings_of(connection, source.id)
    reason = (
        None
        if source.mode == "preview"
        else _reason_to_ask(plan, known, kept, now, bool(read.skipped or plan.complaints))
    )
    if source.mode == "automatic" and reason is None:
        draft = draft.model_copy(update={"cancel_missing": True})
        written = asdict(await import_plan(connection, services, pack, draft, plan, now))
        name = services.calendar_sources.get(source.id, source.id)
        details = json.dumps(written | {"source": name})
        await audit_log.record(
            connection, _PROGRAM, name, "calendar-imported", "calendar", now, details
        )
        return Taken("imported", written)
    cancelled = sum(change.cancels for change in plan.changed)
    counts = {
        "new": len(plan.new), "changed": len(plan.changed) - cancelled, "cancelled": cancelled,
        "missing": len(plan.missing),
    }  # fmt: skip
    details_of = counts if reason is None else counts | _reason(source, reason)
    mark = plan.fingerprint(cancel_missing=True)
    return Taken("changes", details_of, draft.model_dump_json(), mark)


def _reason(source: Source, reason: Reason) -> dict[str, Any]:
    return {"reason": reason} if source.mode == "automatic" else {}


def _reason_to_ask(
    plan: Plan,
    known: Mapping[str, int],
    kept: Sequence[KeptMeeting],
    now: datetime,
    left_out: bool,
) -> Reason | None:
    """Return why a person has to confirm an import, or None. `known` has the revisions of the
    meetings that came from the address: what was edited here since is not overwritten. `left_out`
    says that a part of the calendar cannot be read."""
    if plan.needs_kind or plan.needs_region:
        return "choices"
    if left_out:
        return "left-out"
    changes = plan.changes(cancel_missing=True)
    if any(known.get(change.before.id) != change.revision for change in changes):
        return "edited"
    cancelled = sum(change.cancels for change in changes)
    upcoming = sum(row.id in known and row.status == "planned" and row.closes > now for row in kept)
    if cancelled and (
        cancelled >= upcoming
        or cancelled > max(_MAX_CANCELLED, int(upcoming * _MAX_CANCELLED_SHARE))
    ):
        return "many"
    return None

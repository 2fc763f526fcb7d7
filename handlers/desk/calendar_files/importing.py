"""Carrying out an import: of a file that was sent, or of what an address gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from content.calendars import Entry, Options, Read
from content.model import Pack
from handlers.desk import name_of_secretariat
from handlers.desk.calendar_files.import_plan import CurrentCalendar, Plan, make_plan, uids_of
from handlers.desk.calendar_files.series import with_known_occurrences
from handlers.framework.services import Services
from handlers.meetings.conversion import row_of
from storage import calendar_imports, calendar_sources, meetings
from storage.meetings import Edit, KeptMeeting


class Draft(BaseModel):
    """A parsed file and what was chosen for it, also what it was parsed with (`options`). `content`
    is the file, packed, if it may have to be parsed again; `left_zones` are names of time zones
    whose meetings are left out. `shown_revisions` are the revisions of the meetings
    that it changes, by id, when the preview was last shown. `source` is the id of the address that
    it came from, empty for a file that was sent."""

    read: Read
    day_first: bool | None = None
    kind: str = ""
    region: str = ""
    cancel_missing: bool = False
    take_older: bool = False
    letters_confirmed: bool = False
    options: Options = Options()
    content: str = ""
    left_zones: tuple[str, ...] = ()
    shown_revisions: dict[str, int] = {}
    source: str = ""

    @property
    def entries(self) -> Sequence[Entry]:
        return self.read.otherwise if self.day_first is False else self.read.entries

    @property
    def needs_letters(self) -> bool:
        return bool(self.read.uncertain_letters) and not self.letters_confirmed

    @property
    def unknown_zone(self) -> str | None:
        """A time zone that has to be asked about."""
        names = self.read.unknown_zones if self.content else ()
        return next((name for name in names if name not in self.left_zones), None)

    @property
    def needs_day_first(self) -> bool:
        return bool(self.read.ambiguous) and self.day_first is None


@dataclass(frozen=True)
class Imported:
    """How many meetings an import wrote."""

    new: int
    changed: int
    cancelled: int


def options_of_event(pack: Pack, now: datetime) -> Options:
    """What a file is parsed with before anything is asked about it: of meetings that repeat without
    end, those until the event ends are read."""
    today = now.astimezone(pack.event.zone).date()
    return Options(first_day=min(today, pack.event.start), last_day=pack.event.end)


async def plan_of_draft(
    connection: AsyncConnection,
    services: Services,
    pack: Pack,
    draft: Draft,
    kept: Sequence[KeptMeeting],
    now: datetime,
) -> Plan:
    """Return what a draft would change in the calendar `kept`. Of the meetings that an address does
    not give, only those that came from it are missing; of a file with one meeting, none is."""
    entries = await with_known_occurrences(connection, draft.entries)
    imported = await calendar_imports.find_imported_meetings(connection, uids_of(entries))
    versions = await calendar_imports.find_imported_versions(connection, uids_of(entries))
    calendar = CurrentCalendar(pack.original, kept, imported, now, versions)
    # Delegates read it, so it is in the pack's language and not in the organiser's.
    source = services.reader(pack, now, None, None).gettext("the secretariat’s calendar")
    plan = make_plan(
        calendar, draft.read, entries, draft.kind, draft.region, source, draft.take_older
    )
    if not draft.source and len(draft.entries) == 1:
        plan.missing = []  # more likely an invitation than a whole calendar
    if draft.source:
        known = await calendar_sources.meetings_of(connection, draft.source)
        plan.missing = [change for change in plan.missing if change.after.id in known]
    return plan


async def import_plan(
    connection: AsyncConnection,
    services: Services,
    pack: Pack,
    draft: Draft,
    plan: Plan,
    now: datetime,
) -> Imported:
    """Write the meetings of a plan."""
    changes = plan.changes(draft.cancel_missing)
    rows = [row_of(meeting) for meeting in (*plan.new, *(change.after for change in changes))]
    cancelled = {change.after.id for change in changes if change.cancels}
    edit = Edit(by=name_of_secretariat(services, pack, now))
    await meetings.change_meetings(connection, rows, now, edit, cancelled)
    await calendar_imports.save_imported_events(
        connection, plan.meeting_of_uid, plan.version_of_uid, plan.occurrence_of_uid
    )
    written = Imported(len(plan.new), len(changes) - len(cancelled), len(cancelled))
    if draft.source:
        if not draft.cancel_missing:  # an organiser kept them, so they are the desk's now
            kept = [change.after.id for change in plan.missing]
            await calendar_sources.forget_meetings(connection, draft.source, kept)
        await record_source_meetings(connection, draft.source, plan)
        choices = calendar_sources.Choices(draft.kind, draft.region, draft.day_first)
        await calendar_sources.imported(connection, draft.source, choices, asdict(written))
    return written


def source_details(services: Services, draft: Draft) -> dict[str, str]:
    """What the trace says of where a draft came from."""
    name = services.calendar_sources.get(draft.source)
    return {} if name is None else {"source": name}


async def record_source_meetings(connection: AsyncConnection, source: str, plan: Plan) -> None:
    """Record which meetings an address gives, at their present revisions, so that a later edit at
    the desk is noticed."""
    given = plan.in_file | {meeting.id for meeting in plan.new}
    revisions = {
        row.id: row.revision for row in await meetings.all_meetings(connection) if row.id in given
    }
    await calendar_sources.record_meetings(connection, source, revisions)

"""What became of a meeting, by whom and when: from its revisions and the trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting
from handlers.desk.acts import act_said
from handlers.framework.reader import Reader
from handlers.framework.reply import Bold, Paragraph
from handlers.meetings.conversion import meeting_of_revision
from handlers.wording import times
from storage import audit_log, meetings
from storage.audit_log import Entry
from storage.meetings import KeptMeeting, Revision


@dataclass(frozen=True)
class Change:
    """`step` is what the team did; None where it did nothing: the pack said so. `revision` is what
    it made of the meeting."""

    at: datetime | None
    step: Entry | None
    revision: int
    reason: str = ""


@dataclass(frozen=True)
class Since:
    """What a meeting was, and its changes since then in their order."""

    before: Meeting
    changes: tuple[Change, ...]


async def last_change(connection: AsyncConnection, kept: KeptMeeting) -> Change | None:
    """None where it is still as the pack has it."""
    found = await _changes(
        connection, kept.id, await meetings.revisions_since(connection, kept.id, kept.revision)
    )
    if not found or (found[-1].step is None and kept.revision == 1):
        return None
    return found[-1]


async def since(connection: AsyncConnection, meeting_id: str, revision: int) -> Since | None:
    """None where that revision is not known."""
    known = await meetings.revisions_since(connection, meeting_id, revision)
    if not known or known[0].number != revision:
        return None
    changes = await _changes(connection, meeting_id, known[1:])
    return Since(meeting_of_revision(known[0]), changes)


async def _changes(
    connection: AsyncConnection, meeting_id: str, made: Sequence[Revision]
) -> tuple[Change, ...]:
    instants = [each.made for each in made if each.made is not None]
    steps = await audit_log.entries_of_meeting(connection, meeting_id, instants)
    by_instant = {step.at: step for step in steps}
    return tuple(
        Change(
            each.made, by_instant.get(each.made) if each.made else None, each.number, each.reason
        )
        for each in made
    )  # fmt: skip


def changed_by(reader: Reader, change: Change) -> str:
    """Who changed it."""
    _ = reader.gettext
    if change.step is None:
        return _("the pack")
    return change.step.name or _("Someone who asked to be forgotten")


def change_line(reader: Reader, change: Change) -> Paragraph:
    """When, who and what, as the trace has it."""
    when = f"{times.moment(reader, change.at)} · " if change.at is not None else ""
    what = f": {act_said(reader, change.step)}" if change.step is not None else ""
    return Paragraph((when, Bold(changed_by(reader, change)), what))

"""The changes of a meeting, with who made them and when: its revisions joined with the trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting
from handlers.desk.audit_sentences import act_text
from handlers.framework.reader import Reader
from handlers.framework.reply import Bold, Paragraph
from handlers.meetings.conversion import meeting_of_revision
from handlers.wording import times
from storage import audit_log, meetings
from storage.audit_log import Entry
from storage.meetings import KeptMeeting, Revision


@dataclass(frozen=True)
class Change:
    """`entry` is the trace's; it is None for a change that came with a pack. `revision` is the
    one that the change made."""

    at: datetime | None
    entry: Entry | None
    revision: int
    reason: str = ""


@dataclass(frozen=True)
class ChangesSince:
    """A meeting as it was at a revision, and its changes since then, oldest first."""

    before: Meeting
    changes: tuple[Change, ...]


async def last_change(connection: AsyncConnection, kept: KeptMeeting) -> Change | None:
    """Return the change that made the meeting what it is, or None if it is still the pack's."""
    changes = await _changes(
        connection, kept.id, await meetings.revisions_since(connection, kept.id, kept.revision)
    )
    if not changes or (changes[-1].entry is None and kept.revision == 1):
        return None
    return changes[-1]


async def changes_since(
    connection: AsyncConnection, meeting_id: str, revision: int
) -> ChangesSince | None:
    """Return None if there is no such revision."""
    revisions = await meetings.revisions_since(connection, meeting_id, revision)
    if not revisions or revisions[0].number != revision:
        return None
    changes = await _changes(connection, meeting_id, revisions[1:])
    return ChangesSince(meeting_of_revision(revisions[0]), changes)


async def _changes(
    connection: AsyncConnection, meeting_id: str, revisions: Sequence[Revision]
) -> tuple[Change, ...]:
    instants = [revision.made for revision in revisions if revision.made is not None]
    entries = await audit_log.entries_of_meeting(connection, meeting_id, instants)
    entry_at = {entry.at: entry for entry in entries}
    return tuple(
        Change(
            revision.made,
            entry_at.get(revision.made) if revision.made else None,
            revision.number,
            revision.reason,
        )
        for revision in revisions
    )


def changed_by(reader: Reader, change: Change) -> str:
    """Return the name of who made a change."""
    _ = reader.gettext
    if change.entry is None:
        return _("the pack")
    return change.entry.name or _("Someone who deleted their data")


def change_line(reader: Reader, change: Change) -> Paragraph:
    """When, who and what, in the words of the trace."""
    when = f"{times.moment(reader, change.at)} · " if change.at is not None else ""
    who = changed_by(reader, change)
    if change.entry is None:
        return Paragraph((when, Bold(who)))
    label = reader.gettext("{label}:").format(label=who)
    return Paragraph((when, Bold(label), f" {act_text(reader, change.entry)}"))

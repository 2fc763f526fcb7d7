"""Convert meetings between the pack's model and the rows of storage."""

from __future__ import annotations

from functools import lru_cache

from content.model import Meeting
from storage.meetings import KeptMeeting, MeetingRow, Revision

# Validating a meeting takes long, and most rows are those that were read last time.
_CACHED_MEETINGS = 4096


def row_of(meeting: Meeting) -> MeetingRow:
    """Return the row that stores a meeting. Its status is not part of the row."""
    return MeetingRow(
        id=meeting.id, kind=meeting.kind, region=meeting.region or "",
        roundtables=meeting.roundtables,
        time_zone=meeting.time_zone, first_day=meeting.first_day, last_day=meeting.last_day,
        begins=meeting.begins, opens=meeting.opens, closes=meeting.closes,
        # Defaults are left out, so that a new field of the model does not make a new revision.
        body=meeting.model_dump_json(exclude_defaults=True, exclude={"cancelled"}),
    )  # fmt: skip


def meeting_of(kept: KeptMeeting) -> Meeting:
    """Return a stored meeting, with its stored status."""
    return _with_status(kept.body, kept.status)


def meeting_of_revision(revision: Revision) -> Meeting:
    """Return a meeting as it was in a revision."""
    return _with_status(revision.body, revision.status)


@lru_cache(maxsize=_CACHED_MEETINGS)
def planned_meeting(body: str) -> Meeting:
    """Return the meeting of a row's body, without a status."""
    return Meeting.model_validate_json(body)


def _with_status(body: str, status: str) -> Meeting:
    meeting = planned_meeting(body)
    return meeting.model_copy(update={"cancelled": True}) if status == "cancelled" else meeting

"""Meetings between the two services that know them: the pack's model and what storage keeps."""

from __future__ import annotations

from content.model import Meeting
from storage.meetings import KeptMeeting, MeetingRow, Revision


def row_of(meeting: Meeting) -> MeetingRow:
    """What storage keeps of a meeting, but for its status."""
    return MeetingRow(
        id=meeting.id, kind=meeting.kind, region=meeting.region, roundtables=meeting.roundtables,
        time_zone=meeting.time_zone, first_day=meeting.first_day, last_day=meeting.last_day,
        begins=meeting.begins, opens=meeting.opens, closes=meeting.closes,
        # What is left out stays so when the model learns more: then no revision is due.
        body=meeting.model_dump_json(exclude_defaults=True, exclude={"cancelled"}),
    )  # fmt: skip


def meeting_of(kept: KeptMeeting) -> Meeting:
    """A kept meeting, with the status that storage has for it."""
    return _with_status(kept.body, kept.status)


def meeting_of_revision(revision: Revision) -> Meeting:
    """What a meeting was."""
    return _with_status(revision.body, revision.status)


def _with_status(body: str, status: str) -> Meeting:
    meeting = Meeting.model_validate_json(body)
    return meeting.model_copy(update={"cancelled": status == "cancelled"})

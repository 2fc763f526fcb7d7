"""Meetings: those of the pack and those of organisers. Every change makes a revision."""

from storage.meetings.changing import (
    Edit,
    PackLoad,
    cancel_meeting,
    change_meeting,
    change_meetings,
    load_pack_meetings,
    restore_meeting,
)
from storage.meetings.records import (
    KeptMeeting,
    MeetingRow,
    all_meetings,
    find_meeting,
    kept_meeting,
    notifies_subscribers,
)
from storage.meetings.removing import (
    is_known_to_nobody,
    remove_meeting,
    remove_unknown_meeting,
)
from storage.meetings.revisions import (
    MadeChange,
    Revision,
    changes_made_at,
    revisions_since,
)

__all__ = [
    "Edit",
    "KeptMeeting",
    "MadeChange",
    "MeetingRow",
    "PackLoad",
    "Revision",
    "all_meetings",
    "cancel_meeting",
    "change_meeting",
    "change_meetings",
    "changes_made_at",
    "find_meeting",
    "is_known_to_nobody",
    "kept_meeting",
    "load_pack_meetings",
    "notifies_subscribers",
    "remove_meeting",
    "remove_unknown_meeting",
    "restore_meeting",
    "revisions_since",
]

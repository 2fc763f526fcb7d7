"""Announcements: what is written, to whom it goes, and what became of it."""

from storage.announcements.audience import count_audience
from storage.announcements.feeding import coming_due, feed
from storage.announcements.keeping import (
    Announcement,
    Version,
    begin_draft,
    discard,
    draft_of,
    drop_version,
    find,
    forget_author,
    keep_version,
    listed,
    set_audience,
    set_fallback,
    take_over,
    versions_of,
)
from storage.announcements.messages import count_messages, messages_in, note_messages
from storage.announcements.steering import (
    correct,
    pause,
    resume,
    schedule,
    start,
    stop,
    unschedule,
    withdraw,
)
from storage.announcements.telling import Tally, tally, told, untold

__all__ = [
    "Announcement",
    "Tally",
    "Version",
    "begin_draft",
    "coming_due",
    "correct",
    "count_audience",
    "count_messages",
    "discard",
    "draft_of",
    "drop_version",
    "feed",
    "find",
    "forget_author",
    "keep_version",
    "listed",
    "messages_in",
    "note_messages",
    "pause",
    "resume",
    "schedule",
    "set_audience",
    "set_fallback",
    "start",
    "stop",
    "take_over",
    "tally",
    "told",
    "unschedule",
    "untold",
    "versions_of",
    "withdraw",
]

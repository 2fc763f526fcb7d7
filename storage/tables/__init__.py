"""The tables. Each change to them is a migration in `storage/migrations/versions`."""

from storage.tables.announcements import announcement_messages, announcement_versions, announcements
from storage.tables.base import Instant, metadata
from storage.tables.chats import calendar_feeds, chats, dialogs
from storage.tables.counts import counts
from storage.tables.deliveries import chats_to_plan, deliveries, meetings_to_tell, planned_moments
from storage.tables.meetings import (
    imported_events,
    imports,
    meeting_revisions,
    meeting_roundtables,
    meetings,
)
from storage.tables.questions import (
    group_links,
    muted,
    question_answers,
    question_group,
    question_relays,
    questions,
)
from storage.tables.subscriptions import (
    exceptions,
    lead_overrides,
    reminder_settings,
    subscriptions,
)
from storage.tables.team import invites, organisers, trace
from storage.tables.updates import updates

__all__ = [
    "OF_A_CHAT", "Instant", "announcement_messages", "announcement_versions", "announcements",
    "calendar_feeds", "chats", "chats_to_plan", "counts", "deliveries", "dialogs", "exceptions",
    "group_links", "imported_events", "imports", "invites", "lead_overrides",
    "meeting_revisions", "meeting_roundtables", "meetings", "meetings_to_tell", "metadata",
    "muted", "organisers", "planned_moments", "question_answers", "question_group",
    "question_relays", "questions", "reminder_settings", "subscriptions", "trace", "updates",
]  # fmt: skip

# All that is kept of a chat beside its own row.
OF_A_CHAT = (
    subscriptions,
    exceptions,
    reminder_settings,
    lead_overrides,
    deliveries,
    chats_to_plan,
    calendar_feeds,
    dialogs,
    announcement_messages,
    imports,
    questions,
    question_relays,
)

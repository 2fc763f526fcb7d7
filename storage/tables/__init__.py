"""The tables. A change to them needs a migration in `storage/migrations/versions`."""

from storage.tables.announcements import announcement_messages, announcement_versions, announcements
from storage.tables.attendance import attendance_answers, attendance_switches
from storage.tables.base import DAMAGED_INSTANT, Day, Instant, metadata
from storage.tables.calendar_sources import (
    calendar_source_meetings,
    calendar_source_messages,
    calendar_sources,
)
from storage.tables.channels import channels
from storage.tables.chat_troubles import chat_troubles
from storage.tables.chats import calendar_feeds, chats, dialogs, language_of_chat
from storage.tables.cleanup_holds import cleanup_holds
from storage.tables.clerk_pages import clerk_browsers, clerk_links
from storage.tables.counts import counts
from storage.tables.delegations import (
    delegation_code_attempts,
    delegation_messages,
    delegation_requests,
    floor_switches,
)
from storage.tables.deliveries import (
    chats_to_plan,
    deliveries,
    meeting_changes,
    planned_reminders,
)
from storage.tables.floor import (
    delegation_people,
    delegations,
    floor_acts,
    floor_invites,
    floor_sessions,
    floor_team,
    floor_turns,
)
from storage.tables.floor_cards import floor_cards, floor_notices, floor_speakers
from storage.tables.floor_questions import floor_question_votes, floor_questions
from storage.tables.floor_texts import (
    floor_marks,
    floor_messages,
    floor_notes,
    floor_summaries,
    floor_texts,
)
from storage.tables.item_statuses import item_statuses
from storage.tables.meetings import (
    calendar_imports,
    imported_events,
    meeting_revisions,
    meeting_roundtables,
    meetings,
)
from storage.tables.operator_alerts import operator_alert_messages, operator_alerts
from storage.tables.pack_texts import pack_texts
from storage.tables.programs import programs, slots
from storage.tables.question_files import (
    question_edits,
    question_file_messages,
    question_files,
)
from storage.tables.questions import (
    group_links,
    muted_chats,
    question_answers,
    question_group,
    question_relays,
    question_subject_people,
    question_subjects,
    questions,
)
from storage.tables.received_messages import albums, last_messages
from storage.tables.saved import saved_passages
from storage.tables.subscriptions import (
    kind_lead_times,
    lead_overrides,
    reminder_settings,
    subscription_exceptions,
    subscriptions,
)
from storage.tables.team import audit_log, invites, team_members
from storage.tables.team_texts import prepared_answers, team_texts
from storage.tables.updates import updates
from storage.tables.uploads import uploads

# One line for each, so that additions merge.
__all__ = [
    "CHAT_TABLES",
    "DAMAGED_INSTANT",
    "Day",
    "Instant",
    "albums",
    "announcement_messages",
    "announcement_versions",
    "announcements",
    "attendance_answers",
    "attendance_switches",
    "audit_log",
    "calendar_feeds",
    "calendar_imports",
    "calendar_source_meetings",
    "calendar_source_messages",
    "calendar_sources",
    "channels",
    "chat_troubles",
    "chats",
    "chats_to_plan",
    "cleanup_holds",
    "clerk_browsers",
    "clerk_links",
    "counts",
    "delegation_code_attempts",
    "delegation_messages",
    "delegation_people",
    "delegation_requests",
    "delegations",
    "deliveries",
    "dialogs",
    "floor_acts",
    "floor_cards",
    "floor_invites",
    "floor_marks",
    "floor_messages",
    "floor_notes",
    "floor_notices",
    "floor_question_votes",
    "floor_questions",
    "floor_sessions",
    "floor_speakers",
    "floor_summaries",
    "floor_switches",
    "floor_team",
    "floor_texts",
    "floor_turns",
    "group_links",
    "imported_events",
    "invites",
    "item_statuses",
    "kind_lead_times",
    "language_of_chat",
    "last_messages",
    "lead_overrides",
    "meeting_changes",
    "meeting_revisions",
    "meeting_roundtables",
    "meetings",
    "metadata",
    "muted_chats",
    "operator_alert_messages",
    "operator_alerts",
    "pack_texts",
    "planned_reminders",
    "prepared_answers",
    "programs",
    "question_answers",
    "question_edits",
    "question_file_messages",
    "question_files",
    "question_group",
    "question_relays",
    "question_subject_people",
    "question_subjects",
    "questions",
    "reminder_settings",
    "saved_passages",
    "slots",
    "subscription_exceptions",
    "subscriptions",
    "team_members",
    "team_texts",
    "updates",
    "uploads",
]

# All tables that hold something of a chat beside its own row, by `chat_id`.
CHAT_TABLES = (
    subscriptions,
    subscription_exceptions,
    reminder_settings,
    lead_overrides,
    deliveries,
    chats_to_plan,
    calendar_feeds,
    channels,
    chat_troubles,
    dialogs,
    albums,
    last_messages,
    announcement_messages,
    calendar_imports,
    calendar_source_messages,
    questions,
    question_relays,
    question_files,
    question_file_messages,
    question_edits,
    question_subject_people,
    saved_passages,
    attendance_answers,
    delegation_people,
    delegation_messages,
    delegation_requests,
    floor_cards,
    floor_notices,
    floor_speakers,
    floor_texts,
    floor_messages,
    floor_notes,
    floor_marks,
    floor_questions,
    floor_question_votes,
    operator_alert_messages,
)

"""What became of notices, in words."""

from __future__ import annotations

from handlers.framework.request import Reader


def outcome_said(reader: Reader, notice: str, state: str, reason: str) -> str:
    """A kind of notice, what became of it, and why where that is known. All three are codes; one
    without words of its own is shown as it is."""
    _ = reader.gettext
    kinds = {
        "reminder": _("Reminder"),
        "snoozed": _("Snoozed reminder"),
        "new": _("New meeting"),
        "change": _("Change"),
        "cancellation": _("Cancellation"),
        "digest": _("Daily digest"),
        "announcement": _("Announcement"),
        "correction": _("Changed announcement"),
        "withdrawal": _("Withdrawn announcement"),
    }
    states = {
        "pending": _("waits"),
        "claimed": _("under way"),
        "sent": _("sent"),
        "failed": _("failed"),
        "expired": _("too late"),
        "cancelled": _("not sent"),
    }
    said = f"{kinds.get(notice, notice)}: {states.get(state, state)}"
    return f"{said} ({_reason_said(reader, reason)})" if reason else said


def _reason_said(reader: Reader, reason: str) -> str:
    _ = reader.gettext
    return {
        "unsubscribed": _("unsubscribed meanwhile"),
        "unwanted": _("lead time given up"),
        "unreachable": _("bot blocked"),
        "blocked": _("bot blocked"),
        "outdated": _("overtaken by a change"),
        "empty": _("nothing left that day"),
        "merged": _("told with another"),
        "lease": _("broken off"),
        "switched-off": _("announcements off"),
        "stopped": _("paused or stopped"),
        "refused": _("refused by Telegram"),
        "gone": _("message gone"),
        "too-old": _("message too old"),
        "unanswered": _("no answer from Telegram"),
        "broken": _("error on our side"),
        "no-view": _("error on our side"),
    }.get(reason, reason)

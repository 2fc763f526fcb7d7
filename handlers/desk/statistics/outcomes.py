"""The results of deliveries in words."""

from __future__ import annotations

from handlers.framework.reader import Reader


def delivery_label(reader: Reader, notice: str, state: str, reason: str) -> str:
    """Words for a kind of notice, the state of its delivery, and the reason if there is one. All
    three are storage's codes; an unknown code is shown as it is."""
    _ = reader.gettext
    kinds = {
        "reminder": _("Reminder"),
        "snoozed": _("Snoozed reminder"),
        "new": _("New meeting"),
        "change": _("Change"),
        "cancellation": _("Cancellation"),
        "digest": _("Daily digest"),
        "weekly": _("Weekly digest"),
        "announcement": _("Announcement"),
        "correction": _("Changed announcement"),
        "withdrawal": _("Withdrawn announcement"),
    }
    states = {
        "pending": reader.pgettext("delivery", "waiting"),
        "claimed": reader.pgettext("delivery", "being sent"),
        "sent": reader.pgettext("delivery", "sent"),
        "failed": reader.pgettext("delivery", "failed"),
        "expired": reader.pgettext("delivery", "too late"),
        "cancelled": reader.pgettext("delivery", "not sent"),
    }
    shown = states.get(state, state)
    if reason:
        shown = reader.annotated(shown, _reason_label(reader, reason))
    return _("{label}: {value}").format(label=kinds.get(notice, notice), value=shown)


def _reason_label(reader: Reader, reason: str) -> str:
    _ = reader.gettext
    return {
        "unsubscribed": _("has since unsubscribed"),
        "unwanted": _("lead time removed"),
        "unreachable": _("bot blocked"),
        "blocked": _("bot blocked"),
        "outdated": _("superseded by a change"),
        "empty": _("no meetings left that day"),
        "merged": _("combined with another"),
        "lease": _("interrupted"),
        "switched-off": _("announcements off"),
        "stopped": _("paused or stopped"),
        "restored": _("a backup was restored"),
        "refused": _("refused by Telegram"),
        "gone": _("message deleted"),
        "too-old": _("message too old"),
        "unanswered": _("no answer from Telegram"),
        "removed": _("bot removed from the group or channel"),
        "chat-gone": _("group or account gone"),
        "no-rights": _("bot not allowed to write"),
        "restricted": _("group restricted by Telegram"),
        "topic-closed": _("topic closed"),
        "topic-gone": _("topic deleted"),
        "broken": _("error on our side"),
        "no-view": _("error on our side"),
        "damaged": _("error on our side"),
    }.get(reason, reason)

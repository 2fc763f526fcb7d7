"""The outbox: what is to be sent, to whom, when, and what became of it."""

from storage.deliveries.changes.batches import (
    changes_waiting,
    queue_all_change_notices,
    queue_change_notices,
)
from storage.deliveries.claiming import (
    Delivery,
    chat_unreachable,
    claim,
    claim_missed,
    mark_failed,
    mark_sent,
    release_all_claims,
    retry,
    unclaim,
)
from storage.deliveries.outcome_counts import outcomes
from storage.deliveries.planning import next_due, plan
from storage.deliveries.pruning import prune_deliveries, prune_planned_reminders, prune_revisions
from storage.deliveries.upcoming import count_of_chat, snooze, upcoming

__all__ = [
    "Delivery",
    "changes_waiting",
    "chat_unreachable",
    "claim",
    "claim_missed",
    "count_of_chat",
    "mark_failed",
    "mark_sent",
    "next_due",
    "outcomes",
    "plan",
    "prune_deliveries",
    "prune_planned_reminders",
    "prune_revisions",
    "queue_all_change_notices",
    "queue_change_notices",
    "release_all_claims",
    "retry",
    "snooze",
    "unclaim",
    "upcoming",
]

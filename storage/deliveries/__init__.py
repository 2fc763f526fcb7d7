"""The outbox: what is to be sent, to whom, when, and what became of it."""

from storage.deliveries.changes.batches import (
    changes_waiting,
    queue_all_change_notices,
    queue_change_notices,
)
from storage.deliveries.claiming import (
    Delivery,
    claim,
    claim_again,
    claim_bundles,
    claim_missed,
    release_all_claims,
    unclaim,
)
from storage.deliveries.due_times import known_zone
from storage.deliveries.kind_leads import record_kind_leads
from storage.deliveries.outcome_counts import outcomes
from storage.deliveries.planning import next_due, plan
from storage.deliveries.pruning import prune_deliveries, prune_planned_reminders, prune_revisions
from storage.deliveries.upcoming import count_of_chat, leads_to_come, snooze, upcoming
from storage.deliveries.waiting import Waiting, waiting

__all__ = [
    "Delivery",
    "Waiting",
    "changes_waiting",
    "claim",
    "claim_again",
    "claim_bundles",
    "claim_missed",
    "count_of_chat",
    "known_zone",
    "leads_to_come",
    "next_due",
    "outcomes",
    "plan",
    "prune_deliveries",
    "prune_planned_reminders",
    "prune_revisions",
    "queue_all_change_notices",
    "queue_change_notices",
    "record_kind_leads",
    "release_all_claims",
    "snooze",
    "unclaim",
    "upcoming",
    "waiting",
]

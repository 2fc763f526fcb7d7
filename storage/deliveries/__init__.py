"""The outbox: what is to be sent, to whom, when, and what became of it."""

from storage.deliveries.changes.batches import tell, tell_some, to_tell
from storage.deliveries.claiming import (
    Delivery,
    chat_unreachable,
    claim,
    claim_missed,
    give_back,
    kept_of,
    mark_failed,
    mark_sent,
    release_claims,
    retry,
    snooze,
)
from storage.deliveries.outcome_counts import delivered
from storage.deliveries.planning import next_due, plan
from storage.deliveries.pruning import prune_deliveries, prune_moments, prune_revisions
from storage.deliveries.upcoming import upcoming

__all__ = [
    "Delivery",
    "chat_unreachable",
    "claim",
    "claim_missed",
    "delivered",
    "give_back",
    "kept_of",
    "mark_failed",
    "mark_sent",
    "next_due",
    "plan",
    "prune_deliveries",
    "prune_moments",
    "prune_revisions",
    "release_claims",
    "retry",
    "snooze",
    "tell",
    "tell_some",
    "to_tell",
    "upcoming",
]

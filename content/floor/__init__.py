"""What the rules of a floor say of its turns: limits, and proposals to the chair."""

from content.floor.limits import limit_for_all, limit_name, limit_seconds, speaking_seconds
from content.floor.proposals import Proposal, has_spoken_for_group, in_order, proposal

__all__ = [
    "Proposal", "has_spoken_for_group", "in_order", "limit_for_all", "limit_name",
    "limit_seconds", "proposal", "speaking_seconds",
]  # fmt: skip

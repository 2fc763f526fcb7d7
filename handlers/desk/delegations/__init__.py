"""/delegations: who can ask for the floor, with their links and codes."""

from handlers.desk.delegations.topic import TOPIC

__all__ = ["TOPIC"]

"""/stats: counts of what is asked for and sent, without who asked."""

from handlers.desk.statistics.topic import TOPIC

__all__ = ["TOPIC"]

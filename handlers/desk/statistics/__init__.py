"""Statistics: counts of what is asked and sent, never by whom."""

from handlers.desk.statistics.topic import TOPIC

__all__ = ["TOPIC"]

"""Swapping two meetings and moving several, each as one act that can be undone as a whole."""

from handlers.desk.calendar.moves.topic import TOPIC

__all__ = ["TOPIC"]

"""The calendar at the desk: meetings are added, moved, changed, cancelled and restored."""

from handlers.desk.calendar.topic import TOPIC

__all__ = ["TOPIC"]

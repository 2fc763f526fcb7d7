"""The calendar of the team: adding, moving, changing, cancelling and restoring meetings."""

from handlers.desk.calendar.moves import TOPIC as MOVES
from handlers.desk.calendar.topic import TOPIC

__all__ = ["MOVES", "TOPIC"]

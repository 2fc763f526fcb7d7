"""The addresses that the calendar is fetched from, and what comes from them."""

from handlers.desk.calendar_sources.topic import TOPIC

__all__ = ["TOPIC"]

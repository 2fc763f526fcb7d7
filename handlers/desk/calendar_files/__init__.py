"""Importing a calendar file that was sent, and exporting the calendar."""

from handlers.desk.calendar_files.topic import TOPIC

__all__ = ["TOPIC"]

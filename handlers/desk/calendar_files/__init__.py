"""The calendar as files: importing one that was sent, and exporting it."""

from handlers.desk.calendar_files.topic import TOPIC

__all__ = ["TOPIC"]

"""Announcements: written, shown as they will look, sent, watched, changed and taken back."""

from handlers.desk.announcements.topic import TOPIC

__all__ = ["TOPIC"]

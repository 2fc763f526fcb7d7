"""Announcements: written, shown as they will look, sent, watched, changed and taken back."""

from handlers.desk.announce.topic import TOPIC

__all__ = ["TOPIC"]

"""Announcements: drafts, previews, sending, progress, corrections and withdrawals."""

from handlers.desk.announcements.topic import TOPIC

__all__ = ["TOPIC"]

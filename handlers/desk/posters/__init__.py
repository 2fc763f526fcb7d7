"""Posters to print, from the chat."""

from handlers.desk.posters.topic import TOPIC

__all__ = ["TOPIC"]

"""Formatted text as Telegram keeps it: plain text and entities in UTF-16 units."""

from bot.preview.entities.formatted import Formatted, format_text, parse_text
from bot.preview.entities.units import Entity, utf16_length

__all__ = ["Entity", "Formatted", "format_text", "parse_text", "utf16_length"]

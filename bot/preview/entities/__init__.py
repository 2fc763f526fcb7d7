"""Formatted text as Telegram keeps it: plain text and entities in UTF-16 units."""

from bot.preview.entities.entity import Entity, utf16_length
from bot.preview.entities.formatted_text import FormattedText, format_text, parse_text

__all__ = ["Entity", "FormattedText", "format_text", "parse_text", "utf16_length"]

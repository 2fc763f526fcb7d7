"""The one place that turns replies into Telegram's HTML, within Telegram's limits."""

from bot.telegram.rendering.brief import in_brief
from bot.telegram.rendering.messages import (
    CAPTION_UNITS,
    MESSAGE_ENTITIES,
    MESSAGE_UNITS,
    Keyboard,
    Rendered,
    keyboard,
    render,
)
from bot.telegram.rendering.text import cut, isolated, shown_units, units

__all__ = [
    "CAPTION_UNITS", "MESSAGE_ENTITIES", "MESSAGE_UNITS", "Keyboard", "Rendered",
    "cut", "in_brief", "isolated", "keyboard", "render", "shown_units", "units",
]  # fmt: skip

"""The one place that turns replies into Telegram's HTML, within Telegram's limits."""

from bot.telegram.rendering.brief import in_brief
from bot.telegram.rendering.messages import (
    Keyboard,
    Rendered,
    keyboard,
    render,
)
from bot.telegram.rendering.text import cut, isolated, line, shown_units, units

__all__ = [
    "Keyboard", "Rendered", "cut", "in_brief", "isolated", "keyboard", "line", "render",
    "shown_units", "units",
]  # fmt: skip

"""Rendering replies as Telegram's HTML, within Telegram's limits."""

from bot.telegram.rendering.brief import in_brief
from bot.telegram.rendering.messages import Keyboard, Rendered, keyboard, render
from bot.telegram.rendering.text import cut, isolated, isolated_for, shown_units, units

__all__ = [
    "Keyboard", "Rendered", "cut", "in_brief", "isolated", "isolated_for", "keyboard", "render",
    "shown_units", "units",
]  # fmt: skip

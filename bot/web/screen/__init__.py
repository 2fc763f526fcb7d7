"""The screen of a room: a page at a secret address, and the stream of what it shows."""

from bot.web.screen.routes import RoomScreens

__all__ = ["RoomScreens"]

"""The clerk's page: the podium's card and the whole list in a browser, at `/clerk/`."""

from bot.web.clerk.pages import ClerkPages

__all__ = ["ClerkPages"]

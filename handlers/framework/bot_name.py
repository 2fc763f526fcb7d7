"""The bot's username, which its owner may change while the program runs."""

from __future__ import annotations

import re
import time

# So long commands are understood that name the bot as it was called before.
_EARLIER_SECONDS = 7 * 24 * 3600.0
_NAMED = re.compile(r"^(?:/\w{1,32})?@(\w{1,32})", re.ASCII)


class BotName:
    """The username without @, and those that the bot had before."""

    def __init__(self, current: str) -> None:
        self.current = current
        # By name in lower case: until when it counts (seconds of time.monotonic()).
        self._earlier: dict[str, float] = {}

    def change(self, name: str) -> bool:
        """Take a name from Telegram; return whether it is another one."""
        if name == self.current:
            return False
        self._earlier[self.current.casefold()] = time.monotonic() + _EARLIER_SECONDS
        self._earlier.pop(name.casefold(), None)
        self.current = name
        return True

    def called(self, text: str) -> str:
        """Return the name by which a message calls the bot: an earlier one if it begins with that,
        as in `/next@name` or `@name words`, else the present one."""
        name = _named_in(text)
        if name is not None and self._earlier.get(name, 0.0) > time.monotonic():
            return name
        return self.current

    def names_another(self, text: str) -> bool:
        """Return whether a message begins with a name that is not the bot's, as far as is known."""
        name = _named_in(text)
        return name is not None and self.called(text).casefold() != name


def _named_in(text: str) -> str | None:
    found = _NAMED.match(text)
    return None if found is None else found[1].casefold()

"""What the program's calls last heard from Telegram."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telegram import error

# Refusals that concern one chat or one message, and say nothing of the program.
_OF_ONE_CHAT = (error.BadRequest, error.Forbidden, error.RetryAfter, error.ChatMigrated)
_MAX_CONFLICTS = 100


@dataclass(frozen=True)
class Trouble:
    """A call that failed for a reason that concerns all calls. `at` is in UTC, `reason` English and
    without secrets."""

    at: datetime
    reason: str


class TelegramContact:
    """Is told of every call. Instants are of the clock that it is given."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        # The last trouble, however long ago; None if there was none since the start.
        self.last_trouble: Trouble | None = None
        # Since when the token is refused, without an accepted call since.
        self.refused_since: datetime | None = None
        self._conflicts: deque[datetime] = deque(maxlen=_MAX_CONFLICTS)

    def called(self, method: str, problem: BaseException | None, seconds: float) -> None:
        """As `bot.telegram.api.Observe`."""
        if problem is None:
            self.answered()
        elif isinstance(problem, error.TelegramError):
            self.failed(problem)

    def answered(self) -> None:
        """A call was carried out."""
        self.refused_since = None

    def failed(self, problem: error.TelegramError) -> None:
        """A call failed."""
        if isinstance(problem, _OF_ONE_CHAT):
            self.refused_since = None
            return
        now = self._now()
        self.last_trouble = Trouble(now, problem.message)
        if isinstance(problem, error.InvalidToken):
            self.refused_since = self.refused_since or now
        elif isinstance(problem, error.Conflict):
            self._conflicts.append(now)

    def conflicts_since(self, instant: datetime) -> int:
        """Return how often Telegram said that another program takes the updates."""
        return sum(at >= instant for at in self._conflicts)

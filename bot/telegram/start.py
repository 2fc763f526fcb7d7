"""Calls that the program makes at its start, and cannot do without."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import error

from bot.telegram.errors import NotBotApi, seconds_of
from bot.worker_loop import retry_delay

_logger = logging.getLogger(__name__)
_MAX_PAUSE_SECONDS = 30.0
# Of a refusal that names no time, or none that makes sense.
_MIN_PAUSE_SECONDS = 1.0

_T = TypeVar("_T")


class TokenRefused(Exception):
    """Telegram does not know the token."""


class WrongServer(Exception):
    """What answers is no Bot API server. The message is what it answers."""


class CallRefused(Exception):
    """Telegram refuses a call, and would refuse it again. The message is its reason."""


async def until_answered(call: Callable[[], Awaitable[_T]]) -> _T:
    """Repeat a call until the Bot API answers it, also after errors of the network or the server,
    and after refusals that name a time to wait.

    Raises TokenRefused, WrongServer, or CallRefused for other refusals that would come again.
    """
    attempts = 0
    while True:
        try:
            return await call()
        except error.InvalidToken:
            raise TokenRefused from None
        except NotBotApi as problem:
            raise WrongServer(problem.message) from None
        except (error.BadRequest, error.Forbidden) as problem:
            raise CallRefused(problem.message) from None
        except error.TelegramError as problem:
            attempts += 1
            pause = retry_delay(attempts, _MAX_PAUSE_SECONDS)
            if isinstance(problem, error.RetryAfter):
                pause = max(seconds_of(problem), _MIN_PAUSE_SECONDS)
            extra = {"error": problem.message, "seconds": round(pause, 1)}
            _logger.warning("the Bot API does not answer; trying again", extra=extra)
            await asyncio.sleep(pause)

"""Handling every Bot API call: token, method, faults, limits, parameters, transcript."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections import deque
from collections.abc import Mapping
from typing import Any

from bot.preview.api_errors import ApiError
from bot.preview.faults import Faults, NoAnswer, Rule
from bot.preview.flood_limits import FloodLimits
from bot.preview.methods import method_handlers
from bot.preview.parameters import Method, Upload, read_arguments
from bot.preview.preview_state import PreviewState
from bot.preview.supported_methods import supported_methods

_MAX_TRANSCRIPT = 5_000  # calls
_TOKEN = re.compile(r"[1-9][0-9]{0,18}:[A-Za-z0-9_-]+")
# The bot has nothing left to do if it calls nothing during so many looks in a row.
_IDLE_LOOKS = 5
_LOOK_SECONDS = 0.01
# A look that comes so late says nothing: the machine, and with it the bot, was busy.
_LATE_SECONDS = 0.025
_NOT_RECORDED = "getUpdates"
_COUNTED = "sendMessage"
# The first words are telegram-bot-api's (Client::on_cmd).
UNKNOWN_METHOD = (
    "Not Found: method not found (the preview supports the methods that docs/preview.md lists)"
)


class ApiCalls:
    def __init__(self, state: PreviewState, token: str, limits: FloodLimits | None) -> None:
        self._state = state
        self._token = token
        self.faults = Faults(state)
        self._limits = limits
        self._methods = supported_methods()
        self._handlers = method_handlers()
        self._transcript: deque[dict[str, Any]] = deque(maxlen=_MAX_TRANSCRIPT)
        self._count = 0
        self._under_way = 0
        self._last_call = 0.0
        self._stalled: set[asyncio.Task[Any]] = set()

    def check_token(self, token: str) -> None:
        """Raises ApiError for a token that is not the bot's."""
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            raise ApiError(401, "Unauthorized")

    async def answer(
        self, token: str, name: str, given: Mapping[str, Any], uploads: Mapping[str, Upload]
    ) -> Any:
        """Return the `result` of a call.

        Raises ApiError, or NoAnswer if a fault closes the connection.
        """
        self.check_token(token)
        method = self._methods.get(name.lower())
        if method is None:
            error = ApiError(404, UNKNOWN_METHOD)
            self._record(name, given, uploads, error, None)
            raise error
        fault = self.faults.fault_for(method.name, given)
        if fault is None or fault.kind != "stall":
            return await self._act(method, given, uploads, fault)
        # Telegram carries out what it has received, even if the caller hangs up meanwhile.
        stalled = asyncio.create_task(self._act(method, given, uploads, fault))
        self._stalled.add(stalled)
        stalled.add_done_callback(self._no_longer_stalled)
        return await asyncio.shield(stalled)

    async def close(self) -> None:
        """Cancel the calls that a fault is delaying."""
        for stalled in list(self._stalled):
            stalled.cancel()
        await asyncio.gather(*self._stalled, return_exceptions=True)

    async def _act(
        self,
        method: Method,
        given: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        fault: Rule | None,
    ) -> Any:
        counted = method.name != _NOT_RECORDED
        lost = fault is not None and fault.kind == "close_after"
        self._under_way += counted
        try:
            result = await self._result(method, given, uploads, fault)
        except (ApiError, NoAnswer) as problem:
            if counted:
                self._record(method.name, given, uploads, problem, fault)
            if lost:
                raise NoAnswer from problem
            raise
        finally:
            self._under_way -= counted
            if counted:
                self._last_call = asyncio.get_running_loop().time()
        if counted:
            self._record(method.name, given, uploads, None, fault)
        if lost:
            raise NoAnswer
        return result

    async def _result(
        self,
        method: Method,
        given: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        fault: Rule | None,
    ) -> Any:
        if fault is not None:
            self.faults.raise_error(fault, given)
            if fault.kind == "stall":
                await asyncio.sleep(fault.seconds)
        if self._limits is not None:
            self._limits.check(method.name, given)
        arguments = read_arguments(method, given, uploads)
        result = await self._handlers[method.name](self._state, arguments)
        if method.name == _COUNTED:
            self._state.sent_counts.add(result["chat"]["id"], result["text"])
        return result

    def _no_longer_stalled(self, stalled: asyncio.Task[Any]) -> None:
        self._stalled.discard(stalled)
        if not stalled.cancelled():
            stalled.exception()  # Retrieve it, as the caller may have hung up.

    def transcript(self) -> list[dict[str, Any]]:
        """Return the newest 5,000 calls but getUpdates, oldest first."""
        return list(self._transcript)

    async def idle(self, seconds: float) -> bool:
        """Wait until the bot has nothing left to do, and return False after `seconds`.

        Then every update is confirmed, no call is under way, and none came for 50 ms in which the
        machine had time for the bot.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        deadline, quiet = now + seconds, 0
        while quiet < _IDLE_LOOKS:
            if now >= deadline:
                return False
            before = now
            await asyncio.sleep(_LOOK_SECONDS)
            now = loop.time()
            settled = self._state.updates.settled_at
            busy = settled is None or self._under_way or max(settled, self._last_call) >= before
            if busy:
                quiet = 0
            elif now - before < _LATE_SECONDS:
                quiet += 1
        return True

    def _record(
        self,
        name: str,
        given: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        problem: ApiError | NoAnswer | None,
        fault: Rule | None,
    ) -> None:
        self._count += 1
        parameters = dict(given)
        for field, upload in uploads.items():
            parameters[field] = {"file_name": upload.name, "file_size": len(upload.content)}
        self._transcript.append(
            {
                "n": self._count,
                "method": name,
                "parameters": parameters,
                "ok": problem is None,
                "error": problem.description if isinstance(problem, ApiError) else None,
                "fault": None if fault is None else fault.kind,
            }
        )

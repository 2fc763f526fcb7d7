"""The one place every Bot API call passes: token, method, faults, limits, parameters, record."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections import deque
from collections.abc import Mapping
from typing import Any

from bot.preview.declared import declared_methods
from bot.preview.faults import Faults, NoAnswer, Rule
from bot.preview.limits import Limits
from bot.preview.methods import answerers
from bot.preview.parameters import Method, Upload, read_arguments
from bot.preview.refusals import Refusal, not_in_preview
from bot.preview.unsupported import unsupported_methods
from bot.preview.world import World

_KEPT = 5_000
_TOKEN = re.compile(r"[1-9][0-9]{0,18}:[A-Za-z0-9_-]+")
_QUIET_SECONDS = 0.05
_NOT_RECORDED = "getUpdates"
_IN_LEDGER = "sendMessage"


class Calls:
    def __init__(self, world: World, token: str, limits: Limits | None) -> None:
        self._world = world
        self._token = token
        self.faults = Faults(world)
        self._limits = limits
        self._methods = declared_methods()
        self._unsupported = unsupported_methods()
        self._answerers = answerers()
        self._transcript: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._count = 0
        self._under_way = 0
        self._last_call = 0.0
        self._stalled: set[asyncio.Task[Any]] = set()

    def may_use(self, token: str) -> Refusal | None:
        """Why a token opens nothing, or None."""
        if not _TOKEN.fullmatch(token):
            return Refusal(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return Refusal(401, "Unauthorized")
        return None

    async def answer(
        self, token: str, name: str, given: Mapping[str, Any], uploads: Mapping[str, Upload]
    ) -> Any:
        """The `result` of a call. Raises Refusal, or NoAnswer where a fault closes the
        connection."""
        refusal = self.may_use(token)
        if refusal is not None:
            raise refusal
        method = self._methods.get(name.lower())
        if method is None:
            refusal = self._unknown(name)
            self._record(name, given, uploads, refusal, None)
            raise refusal
        fault = self.faults.strike(method.name, given)
        if fault is None or fault.kind != "stall":
            return await self._act(method, given, uploads, fault)
        # Telegram acts on what it has received, also when the caller hangs up meanwhile.
        stalled = asyncio.create_task(self._act(method, given, uploads, fault))
        self._stalled.add(stalled)
        stalled.add_done_callback(self._no_longer_stalled)
        return await asyncio.shield(stalled)

    async def close(self) -> None:
        """Gives up the calls that a fault still holds back."""
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
        except (Refusal, NoAnswer) as problem:
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
            self.faults.refuse(fault, given)
            if fault.kind == "stall":
                await asyncio.sleep(fault.seconds)
        if self._limits is not None:
            self._limits.check(method.name, given)
        arguments = read_arguments(method, given, uploads)
        result = await self._answerers[method.name](self._world, arguments)
        if method.name == _IN_LEDGER:
            self._world.ledger.add(result["chat"]["id"], result["text"])
        return result

    def _no_longer_stalled(self, stalled: asyncio.Task[Any]) -> None:
        self._stalled.discard(stalled)
        if not stalled.cancelled():
            stalled.exception()  # seen, also where the caller has hung up

    def _unknown(self, name: str) -> Refusal:
        known = self._unsupported.get(name.lower())
        if known is not None:
            return not_in_preview(f"the preview does not support the method {known}")
        return Refusal(404, "Not Found: method not found")

    def transcript(self) -> list[dict[str, Any]]:
        """The newest 5,000 calls, oldest first; getUpdates left out."""
        return list(self._transcript)

    async def idle(self, seconds: float) -> bool:
        """Waits until the bot has nothing left to do, at most `seconds`: no update waits or is
        unconfirmed, no call is under way, and none came in the last 50 ms."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            settled = self._world.updates.settled_at
            if settled is not None and not self._under_way:
                last = max(settled, self._last_call)
                if loop.time() - last >= _QUIET_SECONDS:
                    return True
            if loop.time() >= deadline:
                return False
            await asyncio.sleep(0.01)

    def _record(
        self,
        name: str,
        given: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        problem: Refusal | NoAnswer | None,
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
                "error": problem.description if isinstance(problem, Refusal) else None,
                "fault": None if fault is None else fault.kind,
            }
        )

"""The one place every Bot API call passes: token, method, parameters, limits, transcript."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections import deque
from collections.abc import Mapping
from typing import Any

from bot.preview.declared import declared_methods
from bot.preview.limits import Limits
from bot.preview.methods import answerers
from bot.preview.parameters import Upload, read_arguments
from bot.preview.refusals import Refusal, not_in_preview
from bot.preview.unsupported import unsupported_methods
from bot.preview.world import World

_KEPT = 5_000
_TOKEN = re.compile(r"[1-9][0-9]{0,18}:[A-Za-z0-9_-]+")
_QUIET_SECONDS = 0.05
_NOT_RECORDED = "getUpdates"


class Calls:
    def __init__(self, world: World, token: str, limits: Limits | None) -> None:
        self._world = world
        self._token = token
        self._limits = limits
        self._methods = declared_methods()
        self._unsupported = unsupported_methods()
        self._answerers = answerers()
        self._transcript: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._count = 0
        self._under_way = 0
        self._last_call = 0.0

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
        """The `result` of a call. Raises Refusal."""
        refusal = self.may_use(token)
        if refusal is not None:
            raise refusal
        method = self._methods.get(name.lower())
        if method is None:
            refusal = self._unknown(name)
            self._record(name, given, uploads, refusal)
            raise refusal
        counted = method.name != _NOT_RECORDED
        self._under_way += counted
        try:
            if self._limits is not None:
                self._limits.check(method.name, given)
            arguments = read_arguments(method, given, uploads)
            result = await self._answerers[method.name](self._world, arguments)
        except Refusal as refused:
            if counted:
                self._record(method.name, given, uploads, refused)
            raise
        finally:
            self._under_way -= counted
            if counted:
                self._last_call = asyncio.get_running_loop().time()
        if counted:
            self._record(method.name, given, uploads, None)
        return result

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
        refusal: Refusal | None,
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
                "ok": refusal is None,
                "error": None if refusal is None else refusal.description,
            }
        )

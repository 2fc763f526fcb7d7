"""Requests to `/sim/faults`, which set the rules by which calls fail."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from bot.preview.faults import ANY_METHOD, KINDS, Faults, Kind, Rule
from bot.preview.group_upgrade import can_migrate
from bot.preview.preview_state import PreviewState
from bot.preview.simulation.sim_json import known_chat
from bot.preview.simulation.sim_requests import Body
from bot.preview.simulation.user_actions import ActionError
from bot.preview.supported_methods import supported_methods

_MAX_RULES = 100
_MAX_SECONDS = 3_600
_FIELDS = frozenset(Rule.__dataclass_fields__)


class FaultHandlers:
    def __init__(self, state: PreviewState, faults: Faults) -> None:
        self._state = state
        self._faults = faults

    async def show(self, request: web.Request) -> web.Response:
        return self._rules()

    async def replace(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        given = body.values.get("rules")
        if not isinstance(given, list) or len(given) > _MAX_RULES:
            raise ActionError(f'"rules" must be a list of at most {_MAX_RULES}')
        self._faults.set_rules([_rule(self._state, rule) for rule in given])
        return self._rules()

    async def clear(self, request: web.Request) -> web.Response:
        self._faults.set_rules([])
        return self._rules()

    def _rules(self) -> web.Response:
        shown = [
            {**asdict(rule), "matched": matched, "fired": fired}
            for rule, matched, fired in self._faults.counts()
        ]
        return web.json_response({"rules": shown})


def _rule(state: PreviewState, given: object) -> Rule:
    """Return a rule from its JSON. Raises ActionError or NotFound."""
    if not isinstance(given, dict):
        raise ActionError("a rule must be a JSON object")
    for name in given:
        if name not in _FIELDS:
            raise ActionError(f'a rule has no "{name}"')
    body = Body(given)
    rule = Rule(
        method=_method(body.text("method")),
        kind=_kind(body.text("kind")),
        chat=body.optional_integer("chat"),
        retry_after=body.integer("retry_after") if "retry_after" in given else Rule.retry_after,
        seconds=body.real("seconds", Rule.seconds),
        times=body.optional_integer("times"),
        probability=body.real("probability", Rule.probability),
        seed=body.integer("seed") if "seed" in given else Rule.seed,
        description=body.text("description", ""),
    )
    _between("retry_after", rule.retry_after, 1, _MAX_SECONDS)
    _between("seconds", rule.seconds, 0, _MAX_SECONDS)
    _between("probability", rule.probability, 0, 1)
    if rule.times is not None and rule.times < 0:
        raise ActionError('"times" must be null or at least 0')
    if rule.chat is not None:
        chat = known_chat(state, rule.chat)
        if rule.kind == "migrate" and not can_migrate(chat):
            raise ActionError("only a basic group becomes a supergroup, and only once")
    return rule


def _method(name: str) -> str:
    if name == ANY_METHOD:
        return ANY_METHOD
    method = supported_methods().get(name.lower())
    if method is None:
        raise ActionError(f'the preview does not support the method "{name}"')
    return method.name


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if kind == name:
            return kind
    raise ActionError(f'"kind" must be one of {", ".join(KINDS)}')


def _between(name: str, value: float, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise ActionError(f'"{name}" must be from {lowest} to {highest}')

"""Faults ordered through `/sim`: what goes wrong with the bot's calls."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from bot.preview.declared import declared_methods
from bot.preview.faults import ANY, KINDS, Faults, Kind, Rule
from bot.preview.migration import can_migrate
from bot.preview.simulation.acts import Impossible
from bot.preview.simulation.requests import Body
from bot.preview.simulation.shown import known_chat
from bot.preview.world import World

_MAX_RULES = 100
_MAX_SECONDS = 3_600
_FIELDS = frozenset(Rule.__dataclass_fields__)


class Disturbing:
    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    async def faults(self, request: web.Request) -> web.Response:
        return self._ordered()

    async def order(self, request: web.Request) -> web.Response:
        body = await Body.read(request)
        given = body.values.get("rules")
        if not isinstance(given, list) or len(given) > _MAX_RULES:
            raise Impossible(f'"rules" must be a list of at most {_MAX_RULES}')
        self._faults.order([_rule(self._world, each) for each in given])
        return self._ordered()

    async def clear(self, request: web.Request) -> web.Response:
        self._faults.order([])
        return self._ordered()

    def _ordered(self) -> web.Response:
        shown = [
            {**asdict(rule), "matched": matched, "fired": fired}
            for rule, matched, fired in self._faults.ordered()
        ]
        return web.json_response({"rules": shown})


def _rule(world: World, given: object) -> Rule:
    """Raises Impossible or NotFound."""
    if not isinstance(given, dict):
        raise Impossible("a rule must be a JSON object")
    for name in given:
        if name not in _FIELDS:
            raise Impossible(f'a rule has no "{name}"')
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
    )
    _between("retry_after", rule.retry_after, 1, _MAX_SECONDS)
    _between("seconds", rule.seconds, 0, _MAX_SECONDS)
    _between("probability", rule.probability, 0, 1)
    if rule.times is not None and rule.times < 0:
        raise Impossible('"times" must be null or from 0 on')
    if rule.chat is not None:
        chat = known_chat(world, rule.chat)
        if rule.kind == "migrate" and not can_migrate(chat):
            raise Impossible("only a basic group becomes a supergroup, and only once")
    return rule


def _method(name: str) -> str:
    if name == ANY:
        return ANY
    method = declared_methods().get(name.lower())
    if method is None:
        raise Impossible(f'the preview does not support the method "{name}"')
    return method.name


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if kind == name:
            return kind
    raise Impossible(f'"kind" must be one of {", ".join(KINDS)}')


def _between(name: str, value: float, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise Impossible(f'"{name}" must be from {lowest} to {highest}')

"""The acts of the clerk's page: the same as those of the podium's card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from content.floor.limits import TurnKind
from content.model.floor import MAX_LIMIT_SECONDS
from handlers.floor.buttons import Podium
from handlers.floor.context import FloorContext
from handlers.floor.entries import Entry, clean_name, enter
from handlers.floor.podium import PODIUM_ACTS, do_act
from storage.floor import acts, machine
from storage.floor.acts import By
from storage.floor.machine import Refused
from storage.floor.records import Floor

_MIN_LIMIT_SECONDS = 15
_MAX_NUMBER = 2**31
_MAX_TEXT = 240  # characters; a name and a title
_TURN_ACTS = frozenset({"give", "last-word", "move", "remove", "call-again"})


class Malformed(ValueError):
    """A request that the page does not send."""


async def act(
    connection: AsyncConnection,
    context: FloorContext,
    asked: Mapping[str, Any],
    by: By,
    now: datetime,
) -> None:
    """Do what a page asks for, first in a transaction that writes. Raises Malformed or Refused."""
    name, control = _text(asked, "act"), _number(asked, "control")
    turn, value = _number(asked, "turn", 0), _number(asked, "value", 0)
    if name == "add":
        await enter(connection, context, _entry(asked), by, now, control)
    elif name == "speaker":
        await _name_speaker(connection, context, turn, _text(asked, "name"), by, now, control)
    elif name == "undo" or name in PODIUM_ACTS:
        if name in _TURN_ACTS and not turn:
            raise Malformed("turn")
        if name == "limit" and value:
            value = max(_MIN_LIMIT_SECONDS, min(value, MAX_LIMIT_SECONDS))
        subject = turn if name in _TURN_ACTS else 0
        podium = Podium(name, context.session.id, control, subject, value)
        await do_act(connection, context.floor, podium, by, now)
    else:
        raise Malformed("act")


async def _name_speaker(
    connection: AsyncConnection,
    context: FloorContext,
    turn_id: int,
    words: str,
    by: By,
    now: datetime,
    control: int,
) -> None:
    name, _, title = words.partition(",")

    def named(floor: Floor) -> Floor:
        turn = floor.turn(turn_id)
        if turn is None:
            raise Refused("not-waiting")
        changed = replace(turn, name=clean_name(name), title=clean_name(title))
        return machine.change_turn(floor, changed)

    await acts.perform(
        connection, context.session.id, "speaker", named, by, now, turn=turn_id, control=control
    )


def _entry(asked: Mapping[str, Any]) -> Entry:
    name, _, title = _text(asked, "name", "").partition(",")
    return Entry(
        kind=cast(TurnKind, _text(asked, "kind")),
        delegation=_number(asked, "delegation", 0) or None,
        group=_number(asked, "group", 0) or None,
        level=_text(asked, "level", "other"),
        name=name,
        title=title,
    )


def _number(asked: Mapping[str, Any], name: str, otherwise: int | None = None) -> int:
    value = asked.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _MAX_NUMBER:
        raise Malformed(name)
    return value


def _text(asked: Mapping[str, Any], name: str, otherwise: str | None = None) -> str:
    value = asked.get(name, otherwise)
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise Malformed(name)
    return value

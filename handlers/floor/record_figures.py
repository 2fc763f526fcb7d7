"""How a session went: what each turn had and used, and sums of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from handlers.floor.context import FloorContext
from storage.floor.records import Act, Turn

_HELD_THE_FLOOR = ("speaking", "interrupted", "done")


@dataclass(frozen=True)
class RecordedTurn:
    """A turn with its places in the order of asking and of speaking, from 1. Spans are in seconds.

    `limit` is the one that held when it ended. `spoken`, `given` and `waited` are None for a turn
    that did not have the floor. It waited since it was asked for, or since the hour at which the
    session was to begin if that was later.
    """

    turn: Turn
    asked: int
    given: int | None
    limit: int
    spoken: int | None
    waited: int | None

    @property
    def overrun(self) -> int | None:
        return None if self.spoken is None else max(0, self.spoken - self.limit)


@dataclass(frozen=True)
class Share:
    """What the turns of a category or a region used: their number, the seconds spoken, and the
    median of the seconds waited."""

    name: str
    turns: int
    spoken: int
    waited: int | None


@dataclass(frozen=True)
class Figures:
    """The sums of a session. `not_reached` are turns that still waited when it was closed."""

    total: Share
    overrun: int  # seconds
    overran: int  # turns
    categories: Sequence[Share]
    regions: Sequence[Share]
    not_reached: Sequence[RecordedTurn]


def recorded_turns(context: FloorContext, acts: Sequence[Act], now: datetime) -> list[RecordedTurn]:
    """Return all turns: those that had the floor in the order of speaking, then the others in the
    order of asking."""
    asked = sorted(context.turns, key=lambda turn: (turn.asked, turn.id))
    numbers = {turn.id: number for number, turn in enumerate(asked, 1)}
    spoke = [turn for turn in context.turns if turn.state in _HELD_THE_FLOOR and turn.began]
    spoke.sort(key=lambda turn: (turn.began or turn.asked, turn.id))
    others = [turn for turn in asked if turn not in spoke]
    caps = _caps(acts)
    return [
        _recorded(context, turn, numbers[turn.id], given, caps, now)
        for given, turn in [*enumerate(spoke, 1), *((None, turn) for turn in others)]
    ]


def figures_of(context: FloorContext, turns: Sequence[RecordedTurn]) -> Figures:
    spoke = [one for one in turns if one.spoken is not None]
    closed = context.session.phase == "closed"
    return Figures(
        total=_share("", spoke),
        overrun=sum(one.overrun or 0 for one in spoke),
        overran=sum(bool(one.overrun) for one in spoke),
        categories=_shares(spoke, lambda turn: turn.category),
        regions=_shares(spoke, lambda turn: turn.region or ""),
        not_reached=[one for one in turns if closed and one.turn.state == "waiting"],
    )


def _recorded(
    context: FloorContext,
    turn: Turn,
    asked: int,
    given: int | None,
    caps: Sequence[tuple[datetime, int | None]],
    now: datetime,
) -> RecordedTurn:
    ended = turn.ended or now
    cap = next((seconds for at, seconds in reversed(caps) if at <= ended), None)
    floor = replace(context.floor, session=replace(context.session, cap_seconds=cap))
    limit = floor.limit_of(turn)
    if given is None or turn.began is None:
        return RecordedTurn(turn, asked, None, limit, None, None)
    session = context.session
    running = session.speaking == turn.id
    spoken = session.spent(now).total_seconds() if running else turn.spent_ms / 1000
    since = max(turn.asked, min(session.began or turn.began, context.meeting.opens))
    waited = max(0, round((turn.began - since).total_seconds()))
    return RecordedTurn(turn, asked, given, limit, round(spoken), waited)


def _caps(acts: Sequence[Act]) -> list[tuple[datetime, int | None]]:
    """Return the limits for all statements, and from when on each held."""
    return [
        (act.at, json.loads(act.details).get("value") or None)
        for act in acts
        if act.act == "limit" and act.undone is None
    ]


def _shares(turns: Sequence[RecordedTurn], key: Callable[[Turn], str]) -> list[Share]:
    """Return the shares by a key, the longest speaking time first; without what has no key."""
    names = {key(one.turn) for one in turns} - {""}
    shares = [_share(name, [one for one in turns if key(one.turn) == name]) for name in names]
    return sorted(shares, key=lambda share: (-share.spoken, share.name))


def _share(name: str, turns: Sequence[RecordedTurn]) -> Share:
    waited = [one.waited for one in turns if one.waited is not None and _was_on_list(one.turn)]
    return Share(
        name, len(turns), sum(one.spoken or 0 for one in turns),
        round(median(waited)) if waited else None,
    )  # fmt: skip


def _was_on_list(turn: Turn) -> bool:
    """Return whether a turn waited on the list of statements: points of order come at once, and
    replies at the end."""
    return turn.kind not in ("point", "reply")

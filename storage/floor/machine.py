"""What can be done to a floor: pure functions from a floor to the floor after the act.

They raise Refused for an act that is not possible. Who may do it is decided by the caller. Limits
and rules are the caller's as well: here stands what holds under all rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from storage.floor.records import Floor, ListSet, Session, State, Turn

Reason = Literal[
    "closed",  # the session is over
    "suspended",
    "not-suspended",
    "list-closed",
    "already-waiting",  # this person has a turn of this kind on the list
    "asked-again",  # the same, for the podium that wants to put them back
    "delegation-limit",
    "not-waiting",
    "nobody-speaks",
    "clock-runs",
    "clock-stands",
    "out-of-date",  # somebody of the podium did something meanwhile
    "nothing-to-undo",
    "too-late",
    "no-session",
    "no-delegation",  # that can speak so
]
UNDO_SECONDS = 10
# Buttons arrive late on bad networks.
_UNDO_GRACE_SECONDS = 5
MAY_UNDO_FOR = timedelta(seconds=UNDO_SECONDS + _UNDO_GRACE_SECONDS)
MAX_EXTRA_SECONDS = 3600
# Between the positions of two turns, so that one can be moved without renumbering.
_GAP = 1 << 20
Change = Callable[[Floor], Floor]


class Refused(Exception):
    """The act is not possible now."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Place:
    """How many turns of the same list wait before one, and how many in all."""

    before: int
    waiting: int


def ask(floor: Floor, turn: Turn, now: datetime, at_most: int, by_clerk: bool = False) -> Floor:
    """Add a turn (with id 0) at the end of its list. `at_most` turns of its kind may wait for its
    delegation. The clerk can add to a closed list."""
    session = _active(floor)
    if turn.kind == "statement" and not by_clerk and not session.list_is_open(now):
        raise Refused("list-closed")
    same = [other for other in floor.turns if other.state == "waiting" and other.kind == turn.kind]
    if turn.user_id is not None and any(other.user_id == turn.user_id for other in same):
        raise Refused("already-waiting")
    of_delegation = [other for other in same if other.delegation == turn.delegation]
    if turn.delegation is not None and not by_clerk and len(of_delegation) >= at_most:
        raise Refused("delegation-limit")
    last = max((other.position for other in floor.turns), default=0)
    added = replace(turn, state="waiting", position=last + _GAP, asked=now)
    waiting = floor.waiting(turn.kind)
    if waiting and waiting[-1].last_word and added.kind == "statement":
        # Whoever has the last word stays last.
        end = waiting[-1]
        added = replace(added, position=end.position)
        floor = floor.with_turn(replace(end, position=last + _GAP))
    return _sorted(replace(floor, turns=(*floor.turns, added)))


def give(floor: Floor, turn_id: int, now: datetime) -> Floor:
    """Give the floor to a turn that waits, and start its clock; who had it has finished, also who
    was interrupted. A point of order interrupts who has it."""
    session = _active(floor)
    if session.phase == "suspended":
        raise Refused("suspended")
    turn = _waiting(floor, turn_id)
    current = floor.speaking
    if current is not None and turn.kind == "point" and session.interrupted is None:
        floor = _end(floor, current, "interrupted", now)
        session = replace(floor.session, interrupted=current.id)
    else:
        interrupted = floor.turn(session.interrupted) if turn.kind != "point" else None
        for ended in (current, interrupted):
            if ended is not None:
                floor = _end(floor, ended, "done", now)
        session = floor.session
        if interrupted is not None:
            session = replace(session, interrupted=None)
    began = turn.began or now
    floor = floor.with_turn(replace(turn, state="speaking", began=began))
    session = replace(
        session, speaking=turn.id, clock_since=now, clock_spent_ms=turn.spent_ms,
        began=session.began or now,
    )  # fmt: skip
    return replace(floor, session=session)


def finish(floor: Floor, now: datetime) -> Floor:
    """End the turn that has the floor. Who was interrupted by it has the floor again, and the
    clock stands until the chair starts it."""
    return _leave(floor, "done", now)


def absent(floor: Floor, now: datetime) -> Floor:
    """Whoever was given the floor is not in the room. Their clock does not count."""
    return _leave(floor, "absent", now)


def stop_clock(floor: Floor, now: datetime) -> Floor:
    session = _speaking_session(floor)
    if session.clock_since is None:
        raise Refused("clock-stands")
    return replace(floor, session=_stopped(session, now))


def start_clock(floor: Floor, now: datetime) -> Floor:
    session = _speaking_session(floor)
    if session.phase == "suspended":
        raise Refused("suspended")
    if session.clock_since is not None:
        raise Refused("clock-runs")
    return replace(floor, session=replace(session, clock_since=now))


def extend(floor: Floor, seconds: int) -> Floor:
    """Give who speaks more time, or less for a negative number."""
    _speaking_session(floor)
    turn = floor.speaking
    if turn is None:
        raise Refused("nobody-speaks")
    extra = max(-MAX_EXTRA_SECONDS, min(MAX_EXTRA_SECONDS, turn.extra_seconds + seconds))
    return floor.with_turn(replace(turn, extra_seconds=extra))


def cap(floor: Floor, seconds: int | None) -> Floor:
    """Set a limit for all statements, or take it back. It does not lengthen a shorter limit, and
    holds for who speaks now, too."""
    return replace(floor, session=replace(_active(floor), cap_seconds=seconds))


def set_list(floor: Floor, to: ListSet) -> Floor:
    return replace(floor, session=replace(_active(floor), list_set=to))


def last_word(floor: Floor, turn_id: int) -> Floor:
    """Close the list, and let a turn be the last of it."""
    turn = _waiting(floor, turn_id)
    last = max(other.position for other in floor.turns)
    changed = floor.with_turn(replace(turn, position=last + _GAP, last_word=True))
    return replace(_sorted(changed), session=replace(_active(floor), list_set="closed"))


def move(floor: Floor, turn_id: int, index: int) -> Floor:
    """Move a turn that waits to a place of its list; 0 is the first."""
    _active(floor)
    turn = _waiting(floor, turn_id)
    others = [other for other in floor.waiting(turn.kind) if other.id != turn_id]
    index = max(0, min(index, len(others)))
    before = others[index - 1].position if index else 0
    after = others[index].position if index < len(others) else before + 2 * _GAP
    if after - before < 2:
        floor = _renumbered(floor, turn, others)
        return move(floor, turn_id, index)
    return _sorted(floor.with_turn(replace(turn, position=(before + after) // 2)))


def reorder(floor: Floor, turn_ids: tuple[int, ...]) -> Floor:
    """Bring the list of statements into another order. It names all who wait."""
    _active(floor)
    waiting = floor.waiting()
    if sorted(turn_ids) != sorted(turn.id for turn in waiting):
        raise Refused("not-waiting")
    positions = sorted(turn.position for turn in waiting)
    by_id = dict(zip(turn_ids, positions, strict=True))
    changed = tuple(
        replace(turn, position=by_id[turn.id]) if turn.id in by_id else turn for turn in floor.turns
    )
    return _sorted(replace(floor, turns=changed))


def later(floor: Floor, turn_id: int) -> Floor:
    """Move a turn one place towards the end: who waits may let the next one speak first."""
    turn = _waiting(floor, turn_id)
    ids = [other.id for other in floor.waiting(turn.kind)]
    return move(floor, turn_id, ids.index(turn_id) + 1)


def leave_list(floor: Floor, turn_id: int, state: Literal["withdrawn", "removed"]) -> Floor:
    """Take a turn off the list: withdrawn by who asked, or removed by the podium."""
    return floor.with_turn(replace(_waiting(floor, turn_id), state=state))


def call_again(floor: Floor, turn_id: int) -> Floor:
    """Put somebody who was absent back at the end of the list. The floor contains their turn."""
    _active(floor)
    turn = floor.turn(turn_id)
    if turn is None or turn.state != "absent":
        raise Refused("not-waiting")
    if turn.user_id is not None and any(
        other.state == "waiting" and other.kind == turn.kind and other.user_id == turn.user_id
        for other in floor.turns
    ):
        raise Refused("asked-again")
    last = max(other.position for other in floor.turns)
    again = replace(
        turn, state="waiting", position=last + _GAP, began=None, ended=None, spent_ms=0,
        extra_seconds=0,
    )  # fmt: skip
    return _sorted(floor.with_turn(again))


def change_turn(floor: Floor, changed: Turn) -> Floor:
    """Change who speaks, for whom, in which language or with which limit."""
    _active(floor)
    if floor.turn(changed.id) is None:
        raise Refused("not-waiting")
    return floor.with_turn(changed)


def set_limits(floor: Floor, limits: Mapping[int, int]) -> Floor:
    """Give turns that wait other limits by the rules, in seconds, by the ids of the turns."""
    _active(floor)
    for turn_id, seconds in limits.items():
        turn = floor.turn(turn_id)
        if turn is not None and turn.state == "waiting":
            floor = floor.with_turn(replace(turn, limit_seconds=seconds))
    return floor


def change_session(floor: Floor, changed: Session) -> Floor:
    """Change rules, hours of the list, or what the screen shows."""
    return replace(floor, session=changed)


def suspend(floor: Floor, now: datetime) -> Floor:
    """Suspend the session; the clock stands."""
    session = _active(floor)
    if session.phase == "suspended":
        raise Refused("suspended")
    return replace(floor, session=replace(_stopped(session, now), phase="suspended"))


def resume(floor: Floor) -> Floor:
    """Resume the session. The chair starts the clock of who has the floor."""
    session = _active(floor)
    if session.phase != "suspended":
        raise Refused("not-suspended")
    return replace(floor, session=replace(session, phase="ready"))


def close(floor: Floor, now: datetime) -> Floor:
    """End the session. Who speaks has finished; whoever waits was not reached."""
    session = _active(floor)
    for turn_id in (session.speaking, session.interrupted):
        turn = floor.turn(turn_id)
        if turn is not None:
            floor = _end(floor, turn, "done", now)
    return replace(
        floor,
        session=replace(
            floor.session, phase="closed", speaking=None, interrupted=None, list_set="closed",
            ended=now,
        ),
    )  # fmt: skip


def reopen(floor: Floor) -> Floor:
    """Go on with a session that was closed. The list stays closed until it is opened."""
    if floor.session.phase != "closed":
        raise Refused("not-suspended")
    return replace(floor, session=replace(floor.session, phase="ready", ended=None))


def place(floor: Floor, turn_id: int) -> Place | None:
    """Return the place of a turn that waits, or None."""
    turn = floor.turn(turn_id)
    if turn is None or turn.state != "waiting":
        return None
    waiting = floor.waiting(turn.kind)
    ids = [other.id for other in waiting]
    return Place(ids.index(turn_id), len(ids))


def may_undo(act_at: datetime, now: datetime) -> bool:
    return now - act_at <= MAY_UNDO_FOR


def _active(floor: Floor) -> Session:
    if floor.session.phase == "closed":
        raise Refused("closed")
    return floor.session


def _speaking_session(floor: Floor) -> Session:
    session = _active(floor)
    if session.speaking is None:
        raise Refused("nobody-speaks")
    return session


def _waiting(floor: Floor, turn_id: int) -> Turn:
    turn = floor.turn(turn_id)
    if turn is None or turn.state != "waiting":
        raise Refused("not-waiting")
    return turn


def _stopped(session: Session, now: datetime) -> Session:
    if session.clock_since is None:
        return session
    return replace(session, clock_spent_ms=_milliseconds(session.spent(now)), clock_since=None)


def _end(floor: Floor, turn: Turn, state: State, now: datetime) -> Floor:
    """End a turn, and stop the clock if it has the floor."""
    spent = turn.spent_ms
    session = floor.session
    if session.speaking == turn.id:
        spent = _milliseconds(session.spent(now))
        session = replace(session, speaking=None, clock_since=None, clock_spent_ms=0)
    ended = None if state == "interrupted" else now
    changed = replace(turn, state=state, ended=ended, spent_ms=spent)
    return replace(floor.with_turn(changed), session=session)


def _leave(floor: Floor, state: State, now: datetime) -> Floor:
    _speaking_session(floor)
    turn = floor.speaking
    if turn is None:
        raise Refused("nobody-speaks")
    floor = _end(floor, turn, state, now)
    back = floor.turn(floor.session.interrupted)
    if back is None:
        return floor
    floor = floor.with_turn(replace(back, state="speaking"))
    return replace(
        floor,
        session=replace(
            floor.session, speaking=back.id, interrupted=None, clock_spent_ms=back.spent_ms
        ),
    )


def _sorted(floor: Floor) -> Floor:
    return replace(floor, turns=tuple(sorted(floor.turns, key=lambda t: (t.position, t.id))))


def _renumbered(floor: Floor, turn: Turn, others: list[Turn]) -> Floor:
    """Make room between the positions of a list."""
    for number, other in enumerate(others, 1):
        floor = floor.with_turn(replace(other, position=number * _GAP))
    return floor.with_turn(replace(turn, position=(len(others) + 1) * _GAP))


def _milliseconds(span: timedelta) -> int:
    return max(0, round(span / timedelta(milliseconds=1)))

"""Whatever is done in whatever order, a floor is what a plain list and a plain clock say.

The model is written without the code: who waits is a list of names, and the time somebody spoke is
the sum of the seconds in which their clock ran. Every act goes through the database.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from storage.database import Database, open_database
from storage.floor import acts, machine
from storage.floor.acts import Done
from storage.floor.machine import Change, Refused
from storage.floor.records import Floor
from tests.databases import database_url, drop_below
from tests.storage.floor.floors import NOW, PODIUM, ask, floor_of, stored_session, wanted

T = TypeVar("T")


class Floors(RuleBasedStateMachine):
    """A session with its database, and beside it the model."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.now = NOW
        # The model.
        self.waiting: list[int] = []  # turns, in order
        self.absent: list[int] = []
        self.spoken: dict[int, float] = {}  # seconds on the clock by turn
        self.speaking: int | None = None
        self.runs = False
        self.suspended = False
        self.closed = False
        self.open = True
        self.undoable: tuple[int, tuple[Any, ...]] | None = None
        self.users = 0

    @initialize()
    def begin(self) -> None:
        self.database = self.opened()
        self.do(self.database.migrate())
        self.session = self.do(stored_session(self.database))

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.do(self.database.close())
        self.loop.close()
        drop_below(Path(self.folder.name))
        self.folder.cleanup()

    def opened(self) -> Database:
        return open_database(database_url(Path(self.folder.name) / "floor.db"))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def act(self, name: str, change: Change, also: tuple[int, ...] = ()) -> Done | None:
        """Do an act of the podium; None if it was refused."""

        async def acting() -> Done | None:
            try:
                async with self.database.write_transaction() as connection:
                    return await acts.perform(
                        connection, self.session.id, name, change, PODIUM, self.now, also=also
                    )
            except Refused:
                return None

        state = self.state()
        done = self.do(acting())
        if done is not None:
            self.undoable = (done.act.id, state)
            self.done_at = self.now
        return done

    def state(self) -> tuple[Any, ...]:
        return (
            list(self.waiting), dict(self.spoken), self.speaking, self.runs, self.suspended,
            self.closed, self.open, list(self.absent), self.now,
        )  # fmt: skip

    def floor(self) -> Floor:
        return self.do(floor_of(self.database, self.session))

    @rule(seconds=st.integers(1, 300))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        if self.runs and self.speaking is not None:
            self.spoken[self.speaking] += seconds

    @rule()
    def ask_for_the_floor(self) -> None:
        self.users += 1
        at = (self.now - NOW).total_seconds()
        try:
            done = self.do(ask(self.database, self.session, wanted(self.users), at))
        except Refused:
            assert self.closed or not self.open
            return
        assert self.open
        assert not self.closed
        assert done.added is not None
        self.waiting.append(done.added.id)
        self.spoken[done.added.id] = 0

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def give(self, data: st.DataObject) -> None:
        turn = data.draw(st.sampled_from(self.waiting))
        if self.act("give", lambda floor: machine.give(floor, turn, self.now)) is None:
            assert self.closed or self.suspended
            return
        assert not self.closed
        assert not self.suspended
        self.waiting.remove(turn)
        self.speaking, self.runs = turn, True

    @rule(away=st.booleans())
    def finish(self, away: bool) -> None:
        end: Callable[..., Floor] = machine.absent if away else machine.finish
        if self.act("finish", lambda floor: end(floor, self.now)) is None:
            assert self.closed or self.speaking is None
            return
        assert self.speaking is not None
        if away:
            self.absent.append(self.speaking)
        self.speaking, self.runs = None, False

    @precondition(lambda self: self.absent)
    @rule(data=st.data())
    def call_again(self, data: st.DataObject) -> None:
        turn = data.draw(st.sampled_from(self.absent))
        if self.act("call-again", lambda floor: machine.call_again(floor, turn), (turn,)) is None:
            assert self.closed
            return
        self.absent.remove(turn)
        self.waiting.append(turn)
        self.spoken[turn] = 0

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def reorder(self, data: st.DataObject) -> None:
        order = data.draw(st.permutations(self.waiting))
        if self.act("reorder", lambda floor: machine.reorder(floor, tuple(order))) is None:
            assert self.closed
            return
        self.waiting = order

    @rule()
    def stop_or_start(self) -> None:
        change = machine.stop_clock if self.runs else machine.start_clock
        if self.act("clock", lambda floor: change(floor, self.now)) is None:
            assert self.closed or self.speaking is None or self.suspended
            return
        self.runs = not self.runs

    @rule()
    def suspend_or_resume(self) -> None:
        change: Change = (
            machine.resume if self.suspended else lambda floor: machine.suspend(floor, self.now)
        )
        if self.act("suspend", change) is None:
            assert self.closed
            return
        self.suspended, self.runs = not self.suspended, False

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), index=st.integers(0, 5))
    def move(self, data: st.DataObject, index: int) -> None:
        turn = data.draw(st.sampled_from(self.waiting))
        if self.act("move", lambda floor: machine.move(floor, turn, index)) is None:
            assert self.closed
            return
        self.waiting.remove(turn)
        self.waiting.insert(index, turn)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        turn = data.draw(st.sampled_from(self.waiting))
        self.act("remove", lambda floor: machine.leave_list(floor, turn, "removed"))
        self.waiting.remove(turn)

    @rule(open_it=st.booleans())
    def open_or_close_the_list(self, open_it: bool) -> None:
        to = "open" if open_it else "closed"
        if self.act("list", lambda floor: machine.set_list(floor, to)) is not None:  # type: ignore[arg-type]
            self.open = open_it

    @rule()
    def close_or_reopen(self) -> None:
        if self.closed:
            assert self.act("reopen", machine.reopen)
            self.closed, self.suspended = False, False
            return
        self.act("close", lambda floor: machine.close(floor, self.now))
        self.closed, self.open, self.speaking, self.runs = True, False, None, False

    @precondition(lambda self: self.undoable)
    @rule()
    def undo(self) -> None:
        assert self.undoable is not None
        act_id, before = self.undoable

        async def taking_back() -> bool:
            try:
                async with self.database.write_transaction() as connection:
                    await acts.undo(connection, self.session.id, act_id, PODIUM, self.now)
            except Refused:
                return False
            return True

        self.undoable = None
        if not self.do(taking_back()):
            assert (self.now - self.done_at).total_seconds() > machine.UNDO_SECONDS
            return
        asked = [turn for turn in self.spoken if turn not in before[1]]
        then = before[-1]
        self.waiting, self.spoken, self.speaking, self.runs, self.suspended = (
            [*before[0], *asked], {**before[1], **dict.fromkeys(asked, 0.0)}, *before[2:5],
        )  # fmt: skip
        self.closed, self.open, self.absent = before[5], before[6], list(before[7])
        if self.runs and self.speaking is not None:
            # As if it had not been done: the clock ran on.
            self.spoken[self.speaking] += (self.now - then).total_seconds()

    @rule()
    def crash(self) -> None:
        """The program ends and starts again: all is in the database."""
        self.do(self.database.close())
        self.database = self.opened()

    @invariant()
    def database_is_as_the_model(self) -> None:
        if not hasattr(self, "session"):
            return
        floor = self.floor()
        assert [turn.id for turn in floor.waiting()] == self.waiting
        assert floor.session.speaking == self.speaking
        assert (floor.session.phase == "closed") == self.closed
        assert floor.session.list_is_open(self.now) == (self.open and not self.closed)
        assert (floor.session.clock_since is not None) == self.runs
        if self.speaking is not None:
            left = floor.left(self.now)
            assert left is not None
            assert left.total_seconds() == 180 - self.spoken[self.speaking]
        turns = self.do(self.turns())
        for turn in turns:
            if turn.state in ("done", "absent"):
                assert turn.spent_ms == self.spoken[turn.id] * 1000
        assert sum(turn.state == "speaking" for turn in turns) == (self.speaking is not None)

    async def turns(self) -> list[Any]:
        async with self.database.transaction() as connection:
            return await acts.all_turns(connection, self.session.id)


def test_a_floor_is_what_a_plain_list_and_a_plain_clock_say(each_database: str) -> None:
    run_state_machine_as_test(
        Floors,
        settings=settings(
            max_examples=40 if each_database == "sqlite" else 8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # type: ignore[no-untyped-call]

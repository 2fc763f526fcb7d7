"""What is stored of a floor, as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

Phase = Literal["ready", "suspended", "closed"]
Kind = Literal["statement", "reply", "point", "panellist", "answer"]
KINDS: tuple[Kind, ...] = ("statement", "reply", "point", "panellist", "answer")
State = Literal[
    "waiting", "speaking", "interrupted", "done", "absent", "withdrawn", "removed"
]  # fmt: skip
ListSet = Literal["open", "closed"]
ScreenMode = Literal["list", "clock", "today", "questions", "blank"]


@dataclass(frozen=True)
class Session:
    """A meeting with a floor. Instants are in UTC, `rules` is JSON.

    The clock of the turn that has the floor is `clock_since` (None while it stands) and the
    milliseconds that were spent before. `control` counts the acts of the podium: buttons of the
    chair's card carry it, and one with another number is out of date. `revision` counts all acts.
    """

    id: int
    meeting_id: str
    rules: str
    phase: Phase
    list_opens: datetime | None
    list_closes: datetime | None
    list_set: ListSet | None
    speaking: int | None
    interrupted: int | None
    clock_since: datetime | None
    clock_spent_ms: int
    cap_seconds: int | None
    began: datetime | None
    ended: datetime | None
    screen_token: str
    screen_mode: ScreenMode
    screen_languages: str
    control: int
    revision: int
    created: datetime

    def list_is_open(self, now: datetime) -> bool:
        """Return whether statements can be asked for: as the chair set it, else by the hours."""
        if self.phase == "closed":
            return False
        if self.list_set is not None:
            return self.list_set == "open"
        opened = self.list_opens is None or self.list_opens <= now
        return opened and (self.list_closes is None or now < self.list_closes)

    def spent(self, now: datetime) -> timedelta:
        """Return how long the turn that has the floor has spoken."""
        spent = timedelta(milliseconds=self.clock_spent_ms)
        return spent if self.clock_since is None else spent + max(now - self.clock_since, _NONE)


_NONE = timedelta()


@dataclass(frozen=True)
class Turn:
    """One time of holding the floor. `delegation` and `group` (on whose behalf) are ids of
    delegations. `spent_ms` is of the clock, once it ended or was interrupted. `region` and
    `category` are those of the delegation at the time."""

    id: int
    session: int
    kind: Kind
    state: State
    position: int
    delegation: int | None
    group: int | None
    name: str
    title: str
    category: str
    level: str
    region: str | None
    gender: str | None
    language: str | None
    reason: str | None
    user_id: int | None
    chat_id: int | None
    asked: datetime
    limit_seconds: int
    extra_seconds: int
    began: datetime | None
    ended: datetime | None
    spent_ms: int
    last_word: bool


@dataclass(frozen=True)
class Floor:
    """A session with its turns that wait, speak or are interrupted, in the order of the list."""

    session: Session
    turns: tuple[Turn, ...]

    def waiting(self, kind: Kind = "statement") -> tuple[Turn, ...]:
        """Return the turns of a kind that wait. Panellists and answers are on the list of
        statements."""
        on_list = ("statement", "panellist", "answer") if kind == "statement" else (kind,)
        return tuple(t for t in self.turns if t.state == "waiting" and t.kind in on_list)

    def turn(self, turn_id: int | None) -> Turn | None:
        return next((turn for turn in self.turns if turn.id == turn_id), None)

    @property
    def speaking(self) -> Turn | None:
        return self.turn(self.session.speaking)

    @property
    def next(self) -> Turn | None:
        """The first of the list; when it is empty, the first right of reply."""
        return next(iter(self.waiting() or self.waiting("reply")), None)

    def limit_of(self, turn: Turn) -> int:
        """Return the seconds that a turn has: by the rules or the chair's limit for all, and what
        the chair added."""
        cap = self.session.cap_seconds
        capped = cap is not None and turn.kind == "statement"
        limit = min(turn.limit_seconds, cap) if capped and cap else turn.limit_seconds
        return limit + turn.extra_seconds

    def time_is_up_at(self) -> datetime | None:
        """Return the instant at which the time of who speaks is up; None while the clock stands."""
        turn, since = self.speaking, self.session.clock_since
        if turn is None or since is None:
            return None
        limit = timedelta(seconds=self.limit_of(turn))
        return since + limit - timedelta(milliseconds=self.session.clock_spent_ms)

    def left(self, now: datetime) -> timedelta | None:
        """Return the time that is left to who speaks, negative after it is up; None if nobody
        does."""
        turn = self.speaking
        if turn is None:
            return None
        return timedelta(seconds=self.limit_of(turn)) - self.session.spent(now)

    def with_turn(self, changed: Turn) -> Floor:
        turns = tuple(changed if turn.id == changed.id else turn for turn in self.turns)
        return replace(self, turns=turns)


@dataclass(frozen=True)
class Act:
    """An entry of the record. `details` is JSON. `undone` is the act that took it back."""

    id: int
    revision: int
    at: datetime
    act: str
    podium: bool
    actor: int | None
    name: str | None
    turn: int | None
    details: str
    undone: int | None

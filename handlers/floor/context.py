"""What a view of a floor needs: the session, its list, its rules and its delegations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from content.floor import Proposal, limit_seconds, proposal
from content.model import Meeting, Pack
from content.model.floor import Category, FloorRules, Level
from storage.floor import acts, delegations, notices, questions, sessions
from storage.floor.delegations import Delegation
from storage.floor.questions import RoomQuestion
from storage.floor.records import Act, Floor, Session, Turn

TurnKind = Literal["statement", "reply", "point", "panellist", "answer"]


@dataclass(frozen=True)
class FloorContext:
    """A floor at an instant. `turns` are all of the session, those that began in the order of
    speaking; `last_act` is the last one of the podium."""

    meeting: Meeting
    rules: FloorRules
    floor: Floor
    delegations: Mapping[int, Delegation]
    turns: Sequence[Turn]
    last_act: Act | None
    # Turns whose person could not be told, because they blocked the bot.
    unreachable: frozenset[int] = frozenset()
    questions_waiting: int = 0  # for the moderator
    # Those that everybody sees, while the screen shows them; else they are not read.
    questions_shown: Sequence[RoomQuestion] = ()

    @property
    def session(self) -> Session:
        return self.floor.session

    @property
    def given(self) -> list[Turn]:
        """The statements that were given, in the order of speaking."""
        return [
            turn
            for turn in self.turns
            if turn.kind == "statement" and turn.state in ("speaking", "interrupted", "done")
        ]

    def delegation(self, delegation_id: int | None) -> Delegation | None:
        return None if delegation_id is None else self.delegations.get(delegation_id)

    @property
    def proposal(self) -> Proposal | None:
        return proposal(self.rules, self.floor.waiting(), self.given)

    def limit_for(self, turn: Turn, replies_before: int = 0) -> int:
        """Return the seconds that the rules give to a turn."""
        return limit_seconds(
            self.rules, turn.kind, cast(Category, turn.category), cast(Level, turn.level),
            turn.group is not None, replies_before,
        )  # fmt: skip

    def replies_of(self, delegation_id: int | None) -> int:
        """Return how many rights of reply a delegation used or asked for."""
        return sum(
            turn.kind == "reply" and turn.delegation == delegation_id
            and turn.state not in ("withdrawn", "removed")
            for turn in self.turns
        )  # fmt: skip

    def all_speak_until(self, now: datetime) -> datetime:
        """Return when the list would be at its end if everybody uses their time."""
        return self.begins_about(len(self.floor.waiting()), now)

    def begins_about(self, before: int, now: datetime) -> datetime:
        """Return when a turn would begin before which so many wait, if all use their time."""
        left = self.floor.left(now)
        seconds = max(left.total_seconds(), 0.0) if left is not None else 0.0
        for turn in self.floor.waiting()[:before]:
            seconds += self.floor.limit_of(turn) + self.rules.between_seconds
        begins = now if self.session.began is not None else max(now, self.meeting.opens)
        return begins + timedelta(seconds=seconds)


def list_hours(meeting: Meeting, rules: FloorRules) -> tuple[datetime, datetime | None]:
    """Return when the list opens and closes, in UTC; None: when the chair says so."""
    return _instant(meeting, rules.opens), (
        None if rules.closes == "chair" else _instant(meeting, rules.closes)
    )


def _instant(meeting: Meeting, when: datetime | timedelta) -> datetime:
    if isinstance(when, timedelta):
        return meeting.opens - when
    return when.replace(tzinfo=meeting.zone)


def with_hours(floor: Floor, meeting: Meeting, rules: FloorRules) -> Floor:
    """Return a floor with the hours of its list as they are after the meeting was moved."""
    opens, closes = list_hours(meeting, rules)
    return replace(floor, session=replace(floor.session, list_opens=opens, list_closes=closes))


async def session_for(
    connection: AsyncConnection, pack: Pack, meeting: Meeting, now: datetime
) -> Session:
    """Return the session of a meeting that has a floor; it is stored when somebody first asks for
    it."""
    found = await sessions.session_of_meeting(connection, meeting.id)
    if found is not None:
        return found
    rules = pack.floor_rules(meeting)
    opens, closes = list_hours(meeting, rules)
    return await sessions.add_session(
        connection, meeting.id, rules.model_dump_json(), opens, closes, pack.language, now
    )


async def read_context(
    connection: AsyncConnection, pack: Pack, session_id: int
) -> FloorContext | None:
    """Read all of a floor; None if there is no such session, or its meeting is gone."""
    session = await acts.find_session(connection, session_id)
    if session is None:
        return None
    meeting = pack.meeting(session.meeting_id)
    if meeting is None:
        return None
    rules = FloorRules.model_validate_json(session.rules)
    turns = await acts.all_turns(connection, session_id)
    floor = acts.floor_of(session, turns)
    return FloorContext(
        meeting,
        rules,
        with_hours(floor, meeting, rules),
        await delegations.all_delegations(connection, removed=True),
        turns,
        await acts.last_podium_act(connection, session_id),
        frozenset(await notices.unreachable_turns(connection, session_id)),
        0
        if rules.questions != "moderated"
        else await questions.count_waiting(connection, session_id),
        ()
        if floor.session.screen_mode != "questions"
        else await questions.shown(connection, session_id),
    )

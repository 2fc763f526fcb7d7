"""What is stored of a person on floors, for /mydata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.floor import delegations, speakers, team
from storage.floor.delegations import Delegation
from storage.floor.speakers import Speaker
from storage.floor.team import Holder
from storage.tables import (
    clerk_browsers,
    delegation_requests,
    floor_acts,
    floor_question_votes,
    floor_questions,
    floor_turns,
)


@dataclass(frozen=True)
class FloorData:
    """`turns` and `acts` are numbers: of turns asked for, and of what was done."""

    delegations: Sequence[Delegation]
    speakers: Sequence[Speaker]
    roles: Sequence[Holder]
    turns: int
    acts: int
    requests: int  # to speak for a delegation
    questions: int
    votes: int  # for questions
    browsers: int  # signed in to the clerk's page


async def of_person(connection: AsyncConnection, chat_id: int) -> FloorData:
    """Return what is stored of the person of a private chat."""

    async def number(column: ColumnElement[int | None]) -> int:
        query = select(func.count()).where(column == chat_id)
        return int(await connection.scalar(query) or 0)

    return FloorData(
        await delegations.delegations_of(connection, chat_id),
        await speakers.speakers_of(connection, chat_id),
        await team.roles_of(connection, chat_id),
        await number(floor_turns.c.chat_id),
        await number(floor_acts.c.actor),
        await number(delegation_requests.c.chat_id),
        await number(floor_questions.c.chat_id),
        await number(floor_question_votes.c.chat_id),
        await number(clerk_browsers.c.user_id),
    )

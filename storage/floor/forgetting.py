"""Removing persons from floors. What their delegations said stays, without them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.floor import clerk_access
from storage.tables import (
    clerk_browsers,
    clerk_links,
    delegation_people,
    delegation_requests,
    floor_acts,
    floor_cards,
    floor_marks,
    floor_messages,
    floor_notes,
    floor_notices,
    floor_questions,
    floor_sessions,
    floor_speakers,
    floor_summaries,
    floor_team,
    floor_texts,
    floor_turns,
    meetings,
)

_NOBODY = {"name": "", "title": "", "gender": None, "user_id": None, "chat_id": None}
_NO_IMAGE = '{"turns": {}, "session": {}}'


async def forget_people(connection: AsyncConnection, people: ColumnElement[bool]) -> None:
    """Remove the people from turns, the record and the team. `people` is a condition on
    `floor_turns.chat_id`. Whoever waits is taken off the list."""
    turns = floor_turns.c
    mine = select(turns.id).where(people)
    waiting = select(turns.session).where(people, turns.state == "waiting")
    await connection.execute(
        update(floor_sessions)
        .where(floor_sessions.c.id.in_(waiting))
        .values(revision=floor_sessions.c.revision + 1)
    )
    await connection.execute(
        # What it was before may have the name of the person, or of a former speaker.
        update(floor_acts)
        .where(floor_acts.c.turn.in_(mine), _names_somebody())
        .values(before=_NO_IMAGE)
    )
    await connection.execute(
        update(floor_turns).where(people, turns.state == "waiting").values(state="withdrawn")
    )
    await connection.execute(update(floor_turns).where(people).values(**_NOBODY))


async def forget_person(connection: AsyncConnection, user_id: int) -> None:
    """Remove one person, also from what they did at the podium."""
    await forget_people(connection, floor_turns.c.chat_id == user_id)
    await connection.execute(
        update(floor_acts).where(floor_acts.c.actor == user_id).values(actor=None, name=None)
    )
    await connection.execute(
        update(delegation_requests)
        .where(delegation_requests.c.decided_by == user_id)
        .values(decided_by=None, decided_name=None)
    )
    await connection.execute(delete(floor_team).where(floor_team.c.user_id == user_id))
    await clerk_access.sign_out_everywhere(connection, user_id)


async def forget_genders(connection: AsyncConnection) -> None:
    """Remove what speakers told of their gender once their session is closed: it was for the
    balance alone."""
    closed = select(floor_sessions.c.id).where(floor_sessions.c.phase == "closed")
    told = floor_turns.c.gender.is_not(None)
    await connection.execute(
        update(floor_acts)
        .where(floor_acts.c.session.in_(closed), floor_acts.c.before.contains('"gender"'))
        .values(before=_NO_IMAGE)
    )
    await connection.execute(
        update(floor_turns).where(floor_turns.c.session.in_(closed), told).values(gender=None)
    )


async def forget_ended_sessions(connection: AsyncConnection, before: datetime) -> int:
    """Remove the persons from sessions that ended before an instant: from turns, the record, the
    team, requests and notices, with the texts of statements, the notes and the questions. Turns,
    times, acts and approved summaries stay. Return the number of turns that named somebody.

    A session that was never closed ended with its meeting. Speakers who were remembered go if they
    were not used since, and people speak for no delegation any more once all sessions are over.
    """
    sessions, turns = floor_sessions.c, floor_turns.c
    over = select(sessions.id).where(*_ended(before))
    named = or_(turns.name != "", turns.title != "", turns.chat_id.is_not(None))
    found = await connection.execute(
        update(floor_turns).where(turns.session.in_(over), named).values(**_NOBODY)
    )
    acts = floor_acts.c
    await connection.execute(
        update(floor_acts)
        .where(acts.session.in_(over), or_(acts.actor.is_not(None), acts.name.is_not(None)))
        .values(actor=None, name=None, before=_NO_IMAGE)
    )
    await connection.execute(
        update(floor_acts).where(acts.session.in_(over), _names_somebody()).values(before=_NO_IMAGE)
    )
    told = select(turns.id).where(turns.session.in_(over))
    await connection.execute(delete(floor_notices).where(floor_notices.c.turn.in_(told)))
    for table in (floor_marks, floor_notes):
        await connection.execute(delete(table).where(table.c.turn.in_(told)))
    drafts = floor_summaries.c.session.in_(over) & floor_summaries.c.approved.is_(None)
    await connection.execute(delete(floor_summaries).where(drafts))
    for table in (
        floor_cards, delegation_requests, floor_messages, floor_questions, floor_texts,
        clerk_browsers, clerk_links,
    ):  # fmt: skip
        await connection.execute(delete(table).where(table.c.session.in_(over)))
    ended_meetings = select(sessions.meeting_id).where(*_ended(before))
    await connection.execute(
        delete(floor_team).where(
            floor_team.c.meeting_id.in_(ended_meetings), floor_team.c.since < before
        )
    )
    await connection.execute(delete(floor_speakers).where(floor_speakers.c.used < before))
    still_on = exists().where(sessions.id.not_in(over))
    await connection.execute(
        delete(delegation_people).where(
            delegation_people.c.since < before, exists().where(sessions.id.in_(over)), ~still_on
        )
    )
    return int(found.rowcount)


def _ended(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a session that ended before an instant."""
    sessions = floor_sessions.c
    on_later = exists().where(meetings.c.id == sessions.meeting_id, meetings.c.closes >= before)
    done_later = exists().where(floor_acts.c.session == sessions.id, floor_acts.c.at >= before)
    return func.coalesce(sessions.ended, sessions.created) < before, ~on_later, ~done_later


def _names_somebody() -> ColumnElement[bool]:
    """Return the condition on an act whose image of before has something of a person."""
    return or_(
        *(floor_acts.c.before.contains(f'"{field}"') for field in ("name", "title", "gender"))
    )

"""The invented people of a rehearsal: what they do next, from the database alone, so that a restart
goes on where the program ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rehearsal.script import SLUG_PREFIX, STEPS, Step
from content.model import Pack
from handlers.floor.context import FloorContext, read_context, with_hours
from storage.floor import acts, machine, sessions
from storage.floor.acts import By
from storage.floor.delegations import Delegation
from storage.floor.machine import Change, Refused
from storage.floor.records import Turn

MEETING_ID = "rehearsal"
# In the details of an act: the number of its step.
_STEP = "rehearsal-step"
_MAX_WAITING_OF_DELEGATION = 9


async def take_next_step(connection: AsyncConnection, pack: Pack, now: datetime) -> bool:
    """Do the first step that is due and possible; return whether there was one."""
    session = await sessions.session_of_meeting(connection, MEETING_ID)
    if session is None or session.phase != "ready":
        return False
    context = await read_context(connection, pack, session.id)
    if context is None or now >= context.meeting.closes:
        return False
    done = await _turns_by_step(connection, session.id)
    known = {one.slug: one for one in context.delegations.values()}
    for number, step in enumerate(STEPS):
        if number in done or not _is_due(step, context, now):
            continue
        change, turn_id = _change(step, context, known, done, now)
        if change is None or not _is_possible(change, context):
            continue
        act = "withdraw" if step.act == "withdraw" else "ask"
        await acts.perform(
            connection, session.id, act, change, By(name=_name(step)), now, turn=turn_id,
            details={"kind": step.act, _STEP: number},
        )  # fmt: skip
        return True
    return False


def _is_due(step: Step, context: FloorContext, now: datetime) -> bool:
    if now < context.meeting.opens + timedelta(seconds=step.seconds):
        return False
    if step.act == "point" and context.floor.speaking is None:
        return False
    return len(context.given) >= step.statements


async def _turns_by_step(connection: AsyncConnection, session_id: int) -> dict[int, int | None]:
    """Return the turns of the steps that were taken, by the number of the step."""
    found = {}
    for act in await acts.acts(connection, session_id):
        number = json.loads(act.details).get(_STEP)
        if isinstance(number, int):
            found[number] = act.turn
    return found


def _change(
    step: Step,
    context: FloorContext,
    known: Mapping[str, Delegation],
    done: Mapping[int, int | None],
    now: datetime,
) -> tuple[Change | None, int | None]:
    """Return what a step does to the floor, and the turn that it concerns if there is one yet."""
    if step.act == "withdraw":
        numbers = (number for number in done if STEPS[number].delegation == step.delegation)
        turn_id = next((done[number] for number in numbers), None)
        if turn_id is None:
            return None, None
        return lambda floor: machine.leave_list(floor, turn_id, "withdrawn"), turn_id
    delegation = known.get(f"{SLUG_PREFIX}{step.delegation}")
    group = known.get(f"{SLUG_PREFIX}{step.group}")
    if delegation is None or (step.group and group is None):
        return None, None
    turn = Turn(
        id=0, session=context.session.id, kind=step.act, state="waiting", position=0,
        delegation=delegation.id, group=group.id if group else None, name=step.name,
        title=step.title, category=delegation.category, level=step.level,
        region=delegation.region, gender=None, language=None, reason=step.reason, user_id=None,
        chat_id=None, asked=now, limit_seconds=0, extra_seconds=0, began=None, ended=None,
        spent_ms=0, last_word=False,
    )  # fmt: skip
    limit = context.limit_for(turn, context.replies_of(delegation.id))
    asked = replace(turn, limit_seconds=limit)
    meeting, rules = context.meeting, context.rules
    return (
        lambda floor: machine.ask(
            with_hours(floor, meeting, rules), asked, now, _MAX_WAITING_OF_DELEGATION
        )
    ), None


def _is_possible(change: Change, context: FloorContext) -> bool:
    try:
        change(context.floor)
    except Refused:
        return False
    return True


def _name(step: Step) -> str:
    return step.name or next(one.name for one in STEPS if one.delegation == step.delegation)

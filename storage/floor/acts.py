"""Doing something to a floor: the new state and the entry of the record, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.floor import machine, notices
from storage.floor.machine import Change, Refused
from storage.floor.records import Act, Floor, Session, Turn
from storage.tables import floor_acts, floor_sessions, floor_turns

_MAX_NAME = 64
_LIVE = ("waiting", "speaking", "interrupted")
_turn_values = attrgetter(*(field.name for field in fields(Turn)))
_SESSION_FIELDS = tuple(field.name for field in fields(Session))
# Not taken back by undo: counters only rise, and an address that was replaced stays invalid. Its
# token is not in the record either.
_NOT_UNDONE = frozenset({"control", "revision", "screen_token"})


@dataclass(frozen=True)
class By:
    """Who acts. `podium` is True for the chair and the clerk, whose acts make the buttons of older
    cards out of date, and can be undone. None and "" stand for the bot itself."""

    user_id: int | None = None
    name: str = ""
    podium: bool = False


@dataclass(frozen=True)
class Done:
    """A floor before and after an act, and the turn that was added, if one was."""

    before: Floor
    after: Floor
    act: Act
    added: Turn | None = None


async def find_session(connection: AsyncConnection, session_id: int) -> Session | None:
    query = select(floor_sessions).where(floor_sessions.c.id == session_id)
    row = (await connection.execute(query)).first()
    return None if row is None else session_of_row(row)


async def read_floor(connection: AsyncConnection, session_id: int) -> Floor | None:
    """Read a session and its turns that wait, speak or are interrupted."""
    session = await find_session(connection, session_id)
    return None if session is None else await _with_turns(connection, session)


def floor_of(session: Session, turns: Iterable[Turn]) -> Floor:
    """Return the floor of a session of which all turns were read."""
    live = [turn for turn in turns if turn.state in _LIVE]
    return Floor(session, tuple(sorted(live, key=lambda turn: (turn.position, turn.id))))


async def perform(
    connection: AsyncConnection,
    session_id: int,
    act: str,
    change: Change,
    by: By,
    now: datetime,
    *,
    turn: int | None = None,
    details: Mapping[str, Any] | None = None,
    control: int | None = None,
    also: Iterable[int] = (),
) -> Done:
    """Change a floor by a function of `storage.floor.machine`, and record the act.

    `control` is the number that the pressed button carries: Refused is raised for another than the
    session has. `also` are ids of turns of the session that the function needs beside those that
    wait or speak. Call this first in a transaction that writes: it locks the session, so that of
    two who act at once one comes after the other. Raises Refused; then roll back.
    """
    session = await _lock(connection, session_id)
    if control is not None and control != session.control:
        raise Refused("out-of-date")
    before = await _with_turns(connection, session, also)
    return await _write(connection, before, change(before), act, by, now, turn, details or {})


async def undo(
    connection: AsyncConnection, session_id: int, act_id: int, by: By, now: datetime
) -> Done:
    """Take back the last act of the podium, wholly: what it changed is as it was. What others did
    meanwhile, such as asking for the floor, stays.

    Raises Refused if it is too late, or it is not the last one any more.
    """
    session = await _lock(connection, session_id)
    last = await last_podium_act(connection, session_id)
    if last is None or last.id != act_id or last.act == "undo":
        raise Refused("nothing-to-undo")
    if not machine.may_undo(last.at, now):
        raise Refused("too-late")
    images = json.loads(
        await connection.scalar(select(floor_acts.c.before).where(floor_acts.c.id == act_id))
        or "{}"
    )
    before = await _with_turns(connection, session, images["turns"])
    restored = before
    for turn_id, image in images["turns"].items():
        turn = before.turn(int(turn_id))
        if turn is None:
            continue
        added_by_act = image is None
        old = replace(turn, state="removed") if added_by_act else replace(turn, **_values(image))
        restored = restored.with_turn(old)
    restored = replace(restored, session=replace(session, **_values(images["session"])))
    done = await _write(connection, before, restored, "undo", by, now, last.turn, {"act": last.act})
    await connection.execute(
        update(floor_acts).where(floor_acts.c.id == act_id).values(undone=done.act.id)
    )
    return done


async def last_podium_act(connection: AsyncConnection, session_id: int) -> Act | None:
    """Return the last act of the chair or the clerk that was not taken back."""
    query = (
        select(floor_acts)
        .where(floor_acts.c.session == session_id, floor_acts.c.podium)
        .order_by(floor_acts.c.revision.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    return None if row is None else act_of_row(row)


async def acts(connection: AsyncConnection, session_id: int, after: int = 0) -> list[Act]:
    """Return the record of a session from a revision on, in order."""
    query = (
        select(floor_acts)
        .where(floor_acts.c.session == session_id, floor_acts.c.revision > after)
        .order_by(floor_acts.c.revision)
    )
    return [act_of_row(row) for row in await connection.execute(query)]


async def all_turns(connection: AsyncConnection, session_id: int) -> list[Turn]:
    """Return all turns of a session: those that began in the order of speaking, then the others in
    the order of the list."""
    query = select(floor_turns).where(floor_turns.c.session == session_id)
    turns = [turn_of_row(row) for row in await connection.execute(query)]
    return sorted(turns, key=lambda t: (t.began is None, t.began or t.asked, t.position, t.id))


async def find_turn(connection: AsyncConnection, turn_id: int) -> Turn | None:
    row = (await connection.execute(select(floor_turns).where(floor_turns.c.id == turn_id))).first()
    return None if row is None else turn_of_row(row)


async def _lock(connection: AsyncConnection, session_id: int) -> Session:
    """Lock the row of a session until the transaction ends, and count the act."""
    row = (
        await connection.execute(
            update(floor_sessions)
            .where(floor_sessions.c.id == session_id)
            .values(revision=floor_sessions.c.revision + 1)
            .returning(*floor_sessions.c)
        )
    ).first()
    if row is None:
        raise Refused("no-session")
    return session_of_row(row)


async def _with_turns(
    connection: AsyncConnection, session: Session, also: Iterable[int | str] = ()
) -> Floor:
    ids = [int(turn_id) for turn_id in also]
    wanted = floor_turns.c.state.in_(_LIVE) | floor_turns.c.id.in_(ids)
    query = (
        select(floor_turns)
        .where(floor_turns.c.session == session.id, wanted)
        .order_by(floor_turns.c.position, floor_turns.c.id)
    )
    return Floor(session, tuple([turn_of_row(row) for row in await connection.execute(query)]))


async def _write(
    connection: AsyncConnection,
    before: Floor,
    after: Floor,
    act: str,
    by: By,
    now: datetime,
    turn: int | None,
    details: Mapping[str, Any],
) -> Done:
    images: dict[str, Any] = {"turns": {}, "session": {}}
    turns: list[Turn] = []
    added = None
    for new in after.turns:
        old = before.turn(new.id)
        if old is None:
            new = await _insert(connection, new)
            added = new
            images["turns"][str(new.id)] = None
        elif old != new:
            await _update(connection, old, new)
            images["turns"][str(new.id)] = _image(old, new)
        turns.append(new)
    session = after.session
    if by.podium:
        session = replace(session, control=before.session.control + 1)
    if changed := _changed(before.session, session):
        await connection.execute(
            update(floor_sessions).where(floor_sessions.c.id == session.id).values(**changed)
        )
    images["session"] = _image(before.session, session)
    for name in _NOT_UNDONE:
        images["session"].pop(name, None)
    turn_id = added.id if turn is None and added is not None else turn
    values = {
        "session": session.id, "revision": session.revision, "at": now, "act": act,
        "podium": by.podium, "actor": by.user_id, "name": by.name[:_MAX_NAME] or None,
        "turn": turn_id, "details": json.dumps(details, ensure_ascii=False),
        "before": json.dumps(images, ensure_ascii=False),
    }  # fmt: skip
    result = await connection.execute(insert(floor_acts).values(**values).returning(*floor_acts.c))
    recorded = act_of_row(result.one())
    floor = Floor(session, tuple(sorted(turns, key=lambda turn: (turn.position, turn.id))))
    await notices.plan(connection, before, floor, now)
    return Done(before, floor, recorded, added)


async def _insert(connection: AsyncConnection, turn: Turn) -> Turn:
    values = {name: value for name, value in asdict(turn).items() if name != "id"}
    added = insert(floor_turns).values(**values).on_conflict_do_nothing()
    turn_id = (await connection.execute(added.returning(floor_turns.c.id))).scalar()
    if turn_id is None:
        # Two requests of one person at once, in two programs.
        raise Refused("already-waiting")
    return replace(turn, id=int(turn_id))


async def _update(connection: AsyncConnection, old: Turn, new: Turn) -> None:
    this = floor_turns.c.id == new.id
    try:
        async with connection.begin_nested():
            await connection.execute(update(floor_turns).where(this).values(**_changed(old, new)))
    except IntegrityError:
        # An act is undone that took somebody off the list who has asked again since.
        raise Refused("asked-again") from None


def _changed(old: Session | Turn, new: Session | Turn) -> dict[str, Any]:
    mine, theirs = asdict(old), asdict(new)
    return {name: value for name, value in theirs.items() if mine[name] != value}


def _image(old: Session | Turn, new: Session | Turn) -> dict[str, Any]:
    """Return the fields that change, as they were."""
    before = asdict(old)
    return {
        name: value.isoformat() if isinstance(value := before[name], datetime) else value
        for name in _changed(old, new)
    }


_INSTANTS = frozenset(
    {
        "list_opens", "list_closes", "clock_since", "began", "ended", "created", "asked",
    }
)  # fmt: skip


def _values(image: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in _INSTANTS and value is not None else value
        for name, value in image.items()
    }


def session_of_row(row: Row[Any]) -> Session:
    return Session(**{name: row._mapping[name] for name in _SESSION_FIELDS})


def turn_of_row(row: Row[Any]) -> Turn:
    return Turn(*_turn_values(row))


def act_of_row(row: Row[Any]) -> Act:
    return Act(
        row.id, row.revision, row.at, row.act, row.podium, row.actor, row.name, row.turn,
        row.details, row.undone,
    )  # fmt: skip

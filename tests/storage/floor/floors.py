"""Sessions and turns for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.database import Database
from storage.floor import acts, machine, sessions
from storage.floor.acts import By, Done
from storage.floor.records import Floor, Kind, Session, Turn

NOW = datetime(2013, 10, 3, 9, tzinfo=UTC)
PODIUM = By(1, "Amina", podium=True)


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


def wanted(user_id: int | None = None, kind: Kind = "statement", **changed: Any) -> Turn:
    """A turn as it is asked for."""
    values: dict[str, Any] = {
        "id": 0, "session": 1, "kind": kind, "state": "waiting", "position": 0, "delegation": None,
        "group": None, "name": "", "title": "", "category": "state", "level": "other",
        "region": None, "gender": None, "language": None, "reason": None, "user_id": user_id,
        "chat_id": user_id, "asked": NOW, "limit_seconds": 180, "extra_seconds": 0, "began": None,
        "ended": None, "spent_ms": 0, "last_word": False,
    }  # fmt: skip
    return Turn(**{**values, **changed})


def empty_session() -> Session:
    return Session(
        id=1, meeting_id="roundtable-1", rules="{}", phase="ready", list_opens=None,
        list_closes=None, list_set=None, speaking=None, interrupted=None, clock_since=None,
        clock_spent_ms=0, cap_seconds=None, began=None, ended=None, screen_token="secret",
        screen_mode="list", screen_languages="en", control=0, revision=0, created=NOW,
    )  # fmt: skip


async def stored_session(database: Database) -> Session:
    async with database.write_transaction() as connection:
        return await sessions.add_session(connection, "roundtable-1", "{}", None, None, "en", NOW)


async def ask(database: Database, session: Session, turn: Turn, at: float = 0) -> Done:
    async with database.write_transaction() as connection:
        return await acts.perform(
            connection, session.id, "ask",
            lambda floor: machine.ask(floor, turn, seconds(at), at_most=9), By(turn.user_id),
            seconds(at),
        )  # fmt: skip


async def give(database: Database, session: Session, turn_id: int, at: float, **more: Any) -> Done:
    async with database.write_transaction() as connection:
        return await acts.perform(
            connection, session.id, "give",
            lambda floor: machine.give(floor, turn_id, seconds(at)), PODIUM, seconds(at),
            turn=turn_id, **more,
        )  # fmt: skip


async def floor_of(database: Database, session: Session) -> Floor:
    async with database.transaction() as connection:
        floor = await acts.read_floor(connection, session.id)
    assert floor is not None
    return floor

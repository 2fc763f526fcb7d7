"""Addresses that the calendar is fetched from: when, what came of it, and whom to tell.

They are known by the hash of the address. All instants are in UTC.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import (
    calendar_source_meetings,
    calendar_source_messages,
    calendar_sources,
    chats,
    language_of_chat,
    team_members,
)

Mode = Literal["preview", "automatic"]
MessageKind = Literal["changes", "imported", "failing", "recovered"]


@dataclass(frozen=True)
class Choices:
    """What an organiser chose for the meetings of an address, for the next time. Empty or None:
    nothing."""

    kind: str = ""
    region: str = ""
    day_first: bool | None = None


@dataclass(frozen=True)
class Source:
    """An address. `outcome` is empty before the first attempt; `draft` is JSON of what waits to be
    confirmed, `mark` a hash of its content, `told` the fingerprint of the changes told last."""

    id: str
    mode: Mode
    next_fetch: datetime
    etag: str
    last_modified: str
    content_hash: str
    fetched: datetime | None
    outcome: str
    details: Mapping[str, Any]
    failures: int
    failing_since: datetime | None
    failure_told: bool
    draft: str | None
    mark: str
    told: str
    choices: Choices


@dataclass(frozen=True)
class Message:
    """What is to be told to an organiser, in their language and time zone; None: not known."""

    source_id: str
    chat_id: int
    kind: MessageKind
    details: Mapping[str, Any]
    attempts: int
    language: str | None
    time_zone: str | None


async def add_sources(connection: AsyncConnection, ids: Collection[str], now: datetime) -> None:
    """Add addresses that are new; they are fetched at once."""
    empty = {
        "mode": "preview", "next_fetch": now, "claim": "", "etag": "", "last_modified": "",
        "content_hash": "", "outcome": "", "details": "{}", "failures": 0, "failure_told": False,
        "mark": "", "told": "", "choices": "{}",
    }  # fmt: skip
    for id in ids:
        await connection.execute(
            insert(calendar_sources).values(id=id, **empty).on_conflict_do_nothing()
        )


async def find_source(connection: AsyncConnection, id: str) -> Source | None:
    found = await connection.execute(select(calendar_sources).where(calendar_sources.c.id == id))
    row = found.first()
    return None if row is None else _source(row)


async def next_fetch(
    connection: AsyncConnection, ids: Collection[str], now: datetime, horizon: timedelta
) -> datetime | None:
    """When one of these addresses is to be fetched next. `horizon` as for `claim`."""
    table = calendar_sources.c
    rows = await connection.execute(
        select(table.next_fetch, table.claimed_until).where(table.id.in_(ids))
    )
    instants = [max(filter(None, row)) for row in rows]
    return min((at if at <= now + horizon else now for at in instants), default=None)


async def claim(
    connection: AsyncConnection, id: str, now: datetime, until: datetime, horizon: timedelta
) -> tuple[str, Source] | None:
    """Claim an address if it is due and nobody has claimed it. Return the claim, for `holds`.

    An instant beyond `horizon` from now was written by a clock that was moved back since; it counts
    as past.
    """
    table = calendar_sources.c
    free = or_(table.claim == "", _due(table.claimed_until, now, horizon))
    token = secrets.token_hex(8)
    claimed = await connection.execute(
        update(calendar_sources)
        .where(table.id == id, _due(table.next_fetch, now, horizon), free)
        .values(claim=token, claimed_until=until)
    )
    if not claimed.rowcount:
        return None
    source = await find_source(connection, id)
    return None if source is None else (token, source)


def _due(column: ColumnElement[datetime], now: datetime, horizon: timedelta) -> ColumnElement[bool]:
    return or_(column <= now, column > now + horizon)


async def holds(connection: AsyncConnection, id: str, token: str) -> bool:
    """Return whether a claim still holds, and take the database's lock for writing."""
    held = await connection.execute(
        update(calendar_sources)
        .where(calendar_sources.c.id == id, calendar_sources.c.claim == token)
        .values(claim=token)
    )
    return held.rowcount > 0


async def write_result(connection: AsyncConnection, id: str, values: Mapping[str, Any]) -> None:
    """Write what became of an attempt and release the claim; `values` are columns."""
    await connection.execute(
        update(calendar_sources)
        .where(calendar_sources.c.id == id)
        .values(claim="", claimed_until=None, **values)
    )


async def request_fetch(connection: AsyncConnection, id: str, now: datetime) -> None:
    """Have an address fetched at once, and read even if it has not changed. An attempt under way
    loses its claim, so that nothing comes of it."""
    await connection.execute(
        update(calendar_sources)
        .where(calendar_sources.c.id == id)
        .values(
            next_fetch=now,
            etag="",
            last_modified="",
            content_hash="",
            claim="",
            claimed_until=None,
        )
    )


async def set_mode(connection: AsyncConnection, id: str, mode: Mode) -> None:
    await connection.execute(
        update(calendar_sources).where(calendar_sources.c.id == id).values(mode=mode)
    )


async def imported(
    connection: AsyncConnection, id: str, choices: Choices, details: Mapping[str, Any]
) -> None:
    """Record that what waited was imported, with what was chosen for it and the result's
    details."""
    await connection.execute(
        update(calendar_sources)
        .where(calendar_sources.c.id == id)
        .values(
            draft=None, outcome="imported", details=json.dumps(details),
            choices=json.dumps(asdict(choices)),
        )
    )  # fmt: skip


async def meetings_of(connection: AsyncConnection, id: str) -> dict[str, int]:
    """The meetings that an address gave, with their revisions after that."""
    table = calendar_source_meetings
    rows = await connection.execute(select(table).where(table.c.source_id == id))
    return {row.meeting_id: row.revision for row in rows}


async def record_meetings(
    connection: AsyncConnection, id: str, revisions: Mapping[str, int]
) -> None:
    if not revisions:
        return
    row = insert(calendar_source_meetings)
    statement = row.on_conflict_do_update(
        index_elements=["source_id", "meeting_id"], set_={"revision": row.excluded.revision}
    )
    rows = [
        {"source_id": id, "meeting_id": meeting_id, "revision": revision}
        for meeting_id, revision in revisions.items()
    ]
    await connection.execute(statement, rows)


async def forget_meetings(
    connection: AsyncConnection, id: str, meeting_ids: Collection[str]
) -> None:
    """Forget that meetings came from an address, so that it cannot cancel them."""
    table = calendar_source_meetings
    await connection.execute(
        delete(table).where(table.c.source_id == id, table.c.meeting_id.in_(meeting_ids))
    )


async def tell_organisers(
    connection: AsyncConnection,
    owners: Collection[int],
    id: str,
    kind: MessageKind,
    details: Mapping[str, Any],
) -> None:
    """Add a message to each owner and organiser, in place of unsent ones about the address."""
    table = calendar_source_messages
    await connection.execute(delete(table).where(table.c.source_id == id))
    found = await connection.execute(
        select(team_members.c.user_id).where(team_members.c.role.in_(("owner", "organiser")))
    )
    rows = [
        {"source_id": id, "chat_id": chat_id, "kind": kind, "details": json.dumps(details),
         "attempts": 0}
        for chat_id in sorted({*owners, *found.scalars()})
    ]  # fmt: skip
    if rows:
        await connection.execute(insert(table), rows)


async def messages_due(
    connection: AsyncConnection, now: datetime, horizon: timedelta, limit: int
) -> list[Message]:
    """Messages that may be sent now. `horizon` as for `claim`."""
    table = calendar_source_messages
    rows = await connection.execute(
        select(table, language_of_chat.label("language"), chats.c.time_zone)
        .select_from(table.outerjoin(chats, chats.c.id == table.c.chat_id))
        .where(or_(table.c.not_before.is_(None), _due(table.c.not_before, now, horizon)))
        .order_by(table.c.source_id, table.c.chat_id)
        .limit(limit)
    )
    return [
        Message(
            row.source_id, row.chat_id, row.kind, _object(row.details), row.attempts,
            row.language, row.time_zone,
        )
        for row in rows
    ]  # fmt: skip


async def delete_message(connection: AsyncConnection, message: Message) -> None:
    await connection.execute(delete(calendar_source_messages).where(_same(message)))


async def retry_message(
    connection: AsyncConnection, message: Message, not_before: datetime
) -> None:
    await connection.execute(
        update(calendar_source_messages)
        .where(_same(message))
        .values(attempts=message.attempts + 1, not_before=not_before)
    )


def _same(message: Message) -> ColumnElement[bool]:
    table = calendar_source_messages.c
    return (
        (table.source_id == message.source_id)
        & (table.chat_id == message.chat_id)
        & (table.kind == message.kind)
    )


def _source(row: Any) -> Source:
    return Source(
        row.id, row.mode, row.next_fetch, row.etag, row.last_modified, row.content_hash,
        row.fetched, row.outcome, _object(row.details), row.failures, row.failing_since,
        row.failure_told, row.draft, row.mark, row.told, _choices(_object(row.choices)),
    )  # fmt: skip


def _object(text: str) -> dict[str, Any]:
    """Return a stored JSON object, empty if it is damaged."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _choices(found: Mapping[str, Any]) -> Choices:
    day_first = found.get("day_first")
    return Choices(
        str(found.get("kind", "")), str(found.get("region", "")),
        day_first if isinstance(day_first, bool) else None,
    )  # fmt: skip

"""The lead times that the pack gives to kinds of meetings, for chats that chose none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import DEFAULT_LEADS, lead_times_of
from storage.dialect import insert
from storage.tables import kind_lead_times


@dataclass(frozen=True)
class KindLeads:
    """Lead times (seconds) of a kind of meetings, and since when they hold."""

    leads: tuple[int, ...]
    since: datetime


async def record_kind_leads(
    connection: AsyncConnection, leads: Mapping[str, tuple[int, ...]], now: datetime
) -> None:
    """Note the pack's lead times, in seconds by kind. Nothing that was due before `now` is sent for
    one that changes."""
    table = kind_lead_times
    rows = await connection.execute(select(table.c.kind, table.c.lead_times))
    known = {row.kind: row.lead_times for row in rows}
    wanted = {kind: ",".join(map(str, seconds)) for kind, seconds in leads.items()}
    for kind in known.keys() | wanted.keys():
        if (text := wanted.get(kind)) == known.get(kind):
            continue
        row = insert(table).values(kind=kind, lead_times=text, since=now)
        changed = {"lead_times": text, "since": now}
        await connection.execute(row.on_conflict_do_update(index_elements=["kind"], set_=changed))


async def leads_of_kinds(connection: AsyncConnection) -> dict[str, KindLeads]:
    """The lead times of each kind that has, or had, its own; damaged ones count as the defaults."""
    rows = await connection.execute(select(kind_lead_times))
    return {
        row.kind: KindLeads(lead_times_of(row.lead_times) or DEFAULT_LEADS, row.since)
        for row in rows
    }

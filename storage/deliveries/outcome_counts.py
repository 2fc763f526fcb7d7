"""What became of notices, by day: of those that are kept, and of those that are not any more."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import State
from storage.tables import counts, deliveries

_OUTCOME = "outcome"
_OPEN = (State.PENDING, State.CLAIMED)
_settled = func.coalesce(deliveries.c.settled, deliveries.c.expires)


async def count_outcomes(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Count deliveries that are about to be deleted, in one statement, under the day (UTC) on
    which they were settled. Call it in the transaction that deletes them."""
    day = func.date(_settled)
    name = (
        deliveries.c.notice.concat(" ")
        .concat(deliveries.c.state)
        .concat(" ")
        .concat(func.coalesce(deliveries.c.reason, ""))
    )
    counted = (
        select(day, literal(_OUTCOME), name, func.count())
        .where(which, deliveries.c.state.not_in(_OPEN))
        .group_by(day, name)
    )
    fresh = insert(counts).from_select(["day", "what", "name", "number"], counted)
    await connection.execute(
        fresh.on_conflict_do_update(
            index_elements=["day", "what", "name"],
            set_={"number": counts.c.number + fresh.excluded.number},
        )
    )


async def outcomes(
    connection: AsyncConnection, since: date | None = None
) -> list[tuple[str, str, str, int]]:
    """What became of notices, since a day (UTC): (notice, state, reason, number), the most first.
    What waits or is under way is counted whenever it was planned."""
    numbers: Counter[tuple[str, str, str]] = Counter()
    tallied = select(counts.c.name, func.sum(counts.c.number)).where(counts.c.what == _OUTCOME)
    kept = select(
        deliveries.c.notice, deliveries.c.state, func.coalesce(deliveries.c.reason, ""),
        func.count(),
    )  # fmt: skip
    if since is not None:
        tallied = tallied.where(counts.c.day >= since)
        begins = datetime.combine(since, time(), UTC)
        kept = kept.where(or_(deliveries.c.state.in_(_OPEN), _settled >= begins))
    for name, number in await connection.execute(tallied.group_by(counts.c.name)):
        notice, state, reason = str(name).split(" ", 2)
        numbers[notice, state, reason] += int(number)
    # A reason that something waits is none that it ended.
    for notice, state, reason, number in await connection.execute(
        kept.group_by(deliveries.c.notice, deliveries.c.state, deliveries.c.reason)
    ):
        numbers[notice, state, "" if state in _OPEN else reason] += int(number)
    return [(*key, number) for key, number in numbers.most_common()]

"""What became of notices, by day, also after their rows were deleted."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import OPEN_STATES, Trouble
from storage.dialect import insert
from storage.tables import counts, deliveries

_OUTCOME = "outcome"
_TROUBLES = frozenset(Trouble)
_settled = func.coalesce(deliveries.c.settled, deliveries.c.expires)


async def count_outcomes(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Count deliveries that are about to be deleted, under the day (UTC) on which they were
    settled. Call this in the transaction that deletes them."""
    day = func.date(_settled)
    name = (
        deliveries.c.notice.concat(" ")
        .concat(deliveries.c.state)
        .concat(" ")
        .concat(func.coalesce(deliveries.c.reason, ""))
    )
    counted = (
        select(day, literal(_OUTCOME), name, func.count())
        .where(which, deliveries.c.state.not_in(OPEN_STATES))
        .group_by(day, name)
    )
    row = insert(counts).from_select(["day", "what", "name", "number"], counted)
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=["day", "what", "name"],
            set_={"number": counts.c.number + row.excluded.number},
        )
    )


async def outcomes(
    connection: AsyncConnection, since: date | None = None
) -> list[tuple[str, str, str, int]]:
    """What became of notices since a day (UTC): (notice, state, reason, number), the most frequent
    first. Open ones are counted whenever they were planned."""
    numbers: Counter[tuple[str, str, str]] = Counter()
    deleted = select(counts.c.name, func.sum(counts.c.number)).where(counts.c.what == _OUTCOME)
    kept = select(
        deliveries.c.notice, deliveries.c.state, func.coalesce(deliveries.c.reason, ""),
        func.count(),
    )  # fmt: skip
    if since is not None:
        deleted = deleted.where(counts.c.day >= since)
        begins = datetime.combine(since, time(), UTC)
        kept = kept.where(or_(deliveries.c.state.in_(OPEN_STATES), _settled >= begins))
    for name, number in await connection.execute(deleted.group_by(counts.c.name)):
        notice, state, reason = str(name).split(" ", 2)
        numbers[notice, state, reason] += int(number)
    for notice, state, reason, number in await connection.execute(
        kept.group_by(deliveries.c.notice, deliveries.c.state, deliveries.c.reason)
    ):
        # The reason for another attempt is no outcome, unless the chat takes no messages.
        shown = reason if state not in OPEN_STATES or reason in _TROUBLES else ""
        numbers[notice, state, shown] += int(number)
    return [(*key, number) for key, number in numbers.most_common()]

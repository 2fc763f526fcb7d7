"""Which subscription covers which meeting, as SQL conditions.

This is apart from subscriptions.py because the outbox needs it, and subscriptions need the outbox.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    String,
    and_,
    cast,
    exists,
    not_,
    or_,
    select,
)

from storage.tables import meeting_roundtables, meetings, subscription_exceptions, subscriptions

# What can be subscribed to.
SUBSCRIBABLE = ("meeting", "kind", "region", "roundtable", "all")


def covers() -> ColumnElement[bool]:
    """The row of `subscriptions` covers the row of `meetings`."""
    what, value = subscriptions.c.what, subscriptions.c.value
    numbers = (
        select(cast(meeting_roundtables.c.roundtable, String))
        .where(meeting_roundtables.c.meeting_id == meetings.c.id)
        .correlate(meetings)
    )
    return or_(
        what == "all",
        and_(what == "meeting", value == meetings.c.id),
        and_(what == "kind", value == meetings.c.kind),
        and_(what == "region", value == meetings.c.region),
        and_(what == "roundtable", value.in_(numbers)),
    )


def excepted(
    chat_id: SQLColumnExpression[int], meeting_id: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """The chat switched the meeting off."""
    exception = subscription_exceptions.c
    return (
        exists()
        .where(exception.chat_id == chat_id, exception.meeting_id == meeting_id)
        .correlate_except(subscription_exceptions)
    )


def subscribed(chat_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The chat is subscribed to the row of `meetings`, and has not switched it off."""
    return and_(
        exists()
        .where(subscriptions.c.chat_id == chat_id, covers())
        .correlate_except(subscriptions),
        not_(excepted(chat_id, meetings.c.id)),
    )


def any_meeting_within(
    chat_id: SQLColumnExpression[int],
    begins: datetime | SQLColumnExpression[datetime],
    ends: datetime | SQLColumnExpression[datetime],
) -> ColumnElement[bool]:
    """A planned meeting that the chat is subscribed to is open at some time between two
    instants."""
    return (
        exists()
        .where(
            meetings.c.status == "planned",
            meetings.c.opens < ends,
            meetings.c.closes > begins,
            subscribed(chat_id),
        )
        .correlate_except(meetings)
    )


def covering_subscriptions_of(
    meeting_id: str, kind: str, region: str, roundtables: tuple[int, ...]
) -> list[tuple[str, str]]:
    """Every (what, value) whose subscription covers a meeting."""
    return [
        ("all", ""),
        ("meeting", meeting_id),
        ("kind", kind),
        ("region", region),
        *(("roundtable", str(number)) for number in roundtables),
    ]

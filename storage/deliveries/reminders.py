"""Statements over sets: whom a moment concerns, and a reminder for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    column,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    values,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import DEFAULT_LEADS, Quiet, Timed, after_quiet
from storage.deliveries.states import State
from storage.subscription_coverage import excepted
from storage.tables import (
    Instant,
    chats,
    deliveries,
    lead_overrides,
    reminder_settings,
    subscriptions,
)

_DEFAULT = ",".join(map(str, DEFAULT_LEADS))
# A statement takes at most 32,766 values; a row below has at most 12.
_ROWS = 2_000


@dataclass(frozen=True)
class Moment:
    """One lead time of one meeting; `zone` is None where it falls due everywhere at once."""

    meeting: Timed
    lead: int
    zone: str | None
    instant: datetime

    @property
    def key(self) -> tuple[str, int, int, str]:
        return (self.meeting.id, self.meeting.revision, self.lead, self.zone or "")


async def insert_due(
    connection: AsyncConnection,
    found: Sequence[Moment],
    quiets: Sequence[Quiet],
    event_zone: str,
    whose: ColumnElement[bool] | None = None,
) -> int:
    """Insert a reminder at each moment for everybody it concerns, after their quiet hours."""
    inserted = 0
    everybody = true() if whose is None else whose
    rows = [row for moment in found for row in rows_of(moment)]
    held = (
        (*row, quiet.zone, quiet.begins, quiet.ends, due)
        for moment in found
        for quiet in quiets
        if moment.zone in (None, quiet.zone)
        and (due := after_quiet(moment.instant, quiet, moment.meeting.expires)) != moment.instant
        for row in rows_of(moment)
    )
    # Those held back come first; then what falls due at once no longer applies to them.
    for some in _batches(held):
        relation = relation_of(some, OF_A_MOMENT + _HELD)
        sleeping = and_(
            everybody,
            zone_of_chat(event_zone) == relation.c.quiet_zone,
            reminder_settings.c.quiet_from == relation.c.quiet_from,
            reminder_settings.c.quiet_to == relation.c.quiet_to,
        )
        inserted += await _insert(connection, relation, event_zone, relation.c.due, sleeping)
    for zoned in (False, True):
        for some in _batches(row for row in rows if bool(row[_ZONE]) is zoned):
            relation = relation_of(some, OF_A_MOMENT)
            instant = relation.c.instant
            inserted += await _insert(connection, relation, event_zone, instant, everybody)
    return inserted


OF_A_MOMENT: tuple[tuple[str, Any], ...] = (
    ("what", String),
    ("value", String),
    ("meeting_id", String),
    ("revision", Integer),
    ("lead", Integer),
    ("lead_text", String),
    ("zone", String),
    ("instant", Instant),
    ("expires", Instant),
)
_ZONE = 6
_HELD: tuple[tuple[str, Any], ...] = (
    ("quiet_zone", String),
    ("quiet_from", Integer),
    ("quiet_to", Integer),
    ("due", Instant),
)


def rows_of(moment: Moment) -> Iterator[tuple[object, ...]]:
    meeting, lead = moment.meeting, moment.lead
    for what, value in meeting.ways:
        yield (
            *(what, value, meeting.id, meeting.revision, lead, str(lead)),
            *(moment.zone or "", moment.instant, meeting.expires),
        )


def relation_of(rows: list[tuple[object, ...]], columns: tuple[tuple[str, Any], ...]) -> FromClause:
    listed = values(*(column(name, kind) for name, kind in columns), name="moments")
    return listed.data(rows).cte("moments", nesting=True)


def _batches(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    source = iter(rows)
    while some := list(islice(source, _ROWS)):
        yield some


def zone_of_chat(event_zone: str) -> ColumnElement[str]:
    return func.coalesce(chats.c.time_zone, event_zone)


async def _insert(
    connection: AsyncConnection,
    relation: FromClause,
    event_zone: str,
    due: ColumnElement[datetime],
    further: ColumnElement[bool],
) -> int:
    chosen = concerned(relation, event_zone).add_columns(
        subscriptions.c.chat_id,
        relation.c.meeting_id.label("subject"),
        relation.c.revision,
        literal("reminder").label("notice"),
        relation.c.lead,
        due.label("due"),
        relation.c.expires,
        literal(State.PENDING.value).label("state"),
        literal(0).label("attempts"),
        false().label("late"),
    )
    # The relation stands inside, so that the statement begins with INSERT: only then does Python
    # begin a transaction and count. The condition tells ON CONFLICT from a join's ON.
    rows = chosen.where(further).subquery("chosen")
    statement = insert(deliveries).from_select(
        list(rows.c.keys()), select(rows).where(rows.c.attempts == 0)
    )
    result = await connection.execute(
        statement.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}
    )
    return int(result.rowcount)


def concerned(relation: FromClause, event_zone: str) -> Select[Any]:
    """The chats a relation of moments concerns: reachable, subscribed before the moment, not
    excepted, and with that lead time chosen before it."""
    chat, instant = subscriptions.c.chat_id, relation.c.instant
    settings, override = reminder_settings, lead_overrides
    matching = and_(
        subscriptions.c.what == relation.c.what, subscriptions.c.value == relation.c.value
    )
    mine = and_(override.c.chat_id == chat, override.c.meeting_id == relation.c.meeting_id)
    since = case((override.c.lead_times.is_not(None), null()), else_=settings.c.leads_since)
    return (
        select()
        .select_from(
            relation.join(subscriptions, matching)
            .join(chats, chats.c.id == chat)
            .outerjoin(settings, settings.c.chat_id == chat)
            .outerjoin(override, mine)
        )
        .where(
            chats.c.reachable,
            or_(relation.c.zone == "", relation.c.zone == zone_of_chat(event_zone)),
            not_(excepted(chat, relation.c.meeting_id)),
            instant > subscriptions.c.created,
            instant > func.coalesce(chats.c.reachable_since, subscriptions.c.created),
            instant > func.coalesce(override.c.since, subscriptions.c.created),
            instant > func.coalesce(since, subscriptions.c.created),
            has_lead(relation.c.lead_text, override, settings),
        )
    )


def has_lead(
    lead: ColumnElement[str], override: FromClause, settings: FromClause
) -> ColumnElement[bool]:
    """A lead time, in seconds as text, is one of the chat's, or of its own for the meeting."""
    leads = func.coalesce(override.c.lead_times, settings.c.lead_times, _DEFAULT)
    listed = literal(",").concat(leads).concat(",")
    return listed.like(literal("%,").concat(lead).concat(",%"))

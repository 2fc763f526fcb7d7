"""Inserting reminders: statements over sets of chats."""

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
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import (
    DEFAULT_LEADS,
    MeetingTimes,
    QuietHours,
    after_quiet_hours,
)
from storage.deliveries.states import State
from storage.dialect import insert, is_number_list
from storage.subscription_coverage import excepted
from storage.tables import (
    Instant,
    chats,
    deliveries,
    lead_overrides,
    reminder_settings,
    subscriptions,
)

_DEFAULT_LEADS = ",".join(map(str, DEFAULT_LEADS))
# Rows in one statement: it takes at most 32,766 values, and a row has up to 14.
_MAX_ROWS = 2_000

# A key of planned_reminders: (subject, revision, lead or minute, zone).
PlannedKey = tuple[str, int, int, str]


@dataclass(frozen=True)
class DueTime:
    """The instant at which a meeting's reminder with one lead time (seconds) is due. `zone` is
    None if that is the same instant in all time zones."""

    meeting: MeetingTimes
    lead: int
    zone: str | None
    instant: datetime

    @property
    def key(self) -> PlannedKey:
        return (self.meeting.id, self.meeting.revision, self.lead, self.zone or "")


async def insert_reminders(
    connection: AsyncConnection,
    due_times: Sequence[DueTime],
    quiet_hours: Sequence[QuietHours],
    event_zone: str,
    which_chats: ColumnElement[bool] | None = None,
) -> int:
    """Insert a reminder for every chat that has each due time, delayed by its quiet hours; return
    their number. `which_chats` is a condition on `subscriptions`."""
    inserted = 0
    condition = true() if which_chats is None else which_chats
    rows = [row for due_time in due_times for row in rows_of(due_time)]
    delayed = (
        (*row, quiet.zone, quiet.begins, quiet.ends, due)
        for due_time in due_times
        for quiet in quiet_hours
        if due_time.zone in (None, quiet.zone)
        and (due := after_quiet_hours(due_time.instant, quiet, due_time.meeting.reminders_until))
        != due_time.instant
        for row in rows_of(due_time)
    )
    # Delayed ones come first: the second insertion ignores chats that have theirs.
    for batch in _batches(delayed):
        relation = relation_of(batch, DUE_TIME_COLUMNS + _DELAYED_COLUMNS)
        asleep = and_(
            condition,
            zone_of_chat(event_zone) == relation.c.quiet_zone,
            reminder_settings.c.quiet_from == relation.c.quiet_from,
            reminder_settings.c.quiet_to == relation.c.quiet_to,
        )
        inserted += await _insert(connection, relation, event_zone, relation.c.due, asleep)
    for zoned in (False, True):
        for batch in _batches(row for row in rows if bool(row[_ZONE]) is zoned):
            relation = relation_of(batch, DUE_TIME_COLUMNS)
            inserted += await _insert(
                connection, relation, event_zone, relation.c.instant, condition
            )
    return inserted


DUE_TIME_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("what", String),
    ("value", String),
    ("meeting_id", String),
    ("revision", Integer),
    ("lead", Integer),
    ("lead_text", String),
    ("default_leads", String),
    ("zone", String),
    ("instant", Instant),
    ("expires", Instant),
)
_ZONE = 7  # its index
_UNIQUE_COLUMNS = ("chat_id", "subject", "revision", "notice", "lead")  # of deliveries
_DELAYED_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("quiet_zone", String),
    ("quiet_from", Integer),
    ("quiet_to", Integer),
    ("due", Instant),
)


def rows_of(due_time: DueTime) -> Iterator[tuple[object, ...]]:
    """One row for each kind of subscription that covers the meeting."""
    meeting, lead = due_time.meeting, due_time.lead
    default_leads = ",".join(map(str, meeting.default_leads_at(due_time.instant)))
    for what, value in meeting.covering:
        yield (
            *(what, value, meeting.id, meeting.revision, lead, str(lead)),
            *(default_leads, due_time.zone or "", due_time.instant, meeting.reminders_until),
        )


def relation_of(rows: list[tuple[object, ...]], columns: tuple[tuple[str, Any], ...]) -> FromClause:
    relation = values(*(column(name, kind) for name, kind in columns), name="due_times")
    return relation.data(rows).cte("due_times", nesting=True)


def _batches(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    source = iter(rows)
    while batch := list(islice(source, _MAX_ROWS)):
        yield batch


def zone_of_chat(event_zone: str) -> ColumnElement[str]:
    return func.coalesce(chats.c.time_zone, event_zone)


async def _insert(
    connection: AsyncConnection,
    relation: FromClause,
    event_zone: str,
    due: ColumnElement[datetime],
    condition: ColumnElement[bool],
) -> int:
    reminders = chats_with(relation, event_zone).add_columns(
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
    return await insert_new(connection, reminders.where(condition))


async def insert_new(connection: AsyncConnection, selected: Select[Any]) -> int:
    """Insert selected deliveries but for those that are there; return how many were not."""
    # The selection is a subquery, so that the statement begins with INSERT: only then does
    # Python's sqlite3 begin a transaction and count rows. The WHERE tells SQLite's parser that ON
    # CONFLICT is not a join's ON: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity
    rows = selected.subquery("selected")
    statement = insert(deliveries).from_select(
        list(rows.c.keys()), select(rows).where(rows.c.attempts == 0)
    )
    # Without the columns, PostgreSQL searches the primary key's index for each row, too.
    result = await connection.execute(
        statement.on_conflict_do_nothing(index_elements=_UNIQUE_COLUMNS),
        execution_options={"preserve_rowcount": True},
    )
    return int(result.rowcount)


def chats_with(relation: FromClause, event_zone: str) -> Select[Any]:
    """The chats that have a due time of the relation: reachable, subscribed before that instant,
    with that lead time chosen before it, and without having switched the meeting off."""
    chat, instant = subscriptions.c.chat_id, relation.c.instant
    settings, override = reminder_settings, lead_overrides
    covering = and_(
        subscriptions.c.what == relation.c.what, subscriptions.c.value == relation.c.value
    )
    own = and_(override.c.chat_id == chat, override.c.meeting_id == relation.c.meeting_id)
    leads_since = case((override.c.lead_times.is_not(None), null()), else_=settings.c.leads_since)
    return (
        select()
        .select_from(
            relation.join(subscriptions, covering)
            .join(chats, chats.c.id == chat)
            .outerjoin(settings, settings.c.chat_id == chat)
            .outerjoin(override, own)
        )
        .where(
            chats.c.reachable,
            or_(relation.c.zone == "", relation.c.zone == zone_of_chat(event_zone)),
            not_(excepted(chat, relation.c.meeting_id)),
            instant > subscriptions.c.created,
            instant > func.coalesce(chats.c.reachable_since, subscriptions.c.created),
            instant > func.coalesce(override.c.since, subscriptions.c.created),
            instant > func.coalesce(leads_since, subscriptions.c.created),
            has_lead(relation.c.lead_text, override, settings, relation.c.default_leads),
        )
    )


def has_lead(
    lead: ColumnElement[str],
    override: FromClause,
    settings: FromClause,
    default_leads: ColumnElement[str],
) -> ColumnElement[bool]:
    """A lead time (seconds, as text) is one that the chat chose for the meeting, or else for all,
    or else a default: one of `default_leads`, or of DEFAULT_LEADS if those are null."""
    chosen = (chosen_leads(override.c.lead_times), chosen_leads(settings.c.lead_times))
    leads = func.coalesce(*chosen, default_leads, _DEFAULT_LEADS)
    listed = literal(",").concat(leads).concat(",")
    return listed.like(literal("%,").concat(lead).concat(",%"))


def chosen_leads(text: ColumnElement[str]) -> ColumnElement[str]:
    """Lead times as they are stored; null for damaged ones, so that others count in their place."""
    return case((is_number_list(text), text))

"""The statements that add notices of changed meetings to the outbox, for a batch of chats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.states import Reason, State, revive
from storage.deliveries.subjects import CHANGE_NOTICES
from storage.dialect import insert, unindexed
from storage.subscription_coverage import excepted
from storage.tables import (
    chats,
    deliveries,
    meeting_changes,
    meeting_revisions,
    meeting_roundtables,
    meetings,
    reminder_settings,
    subscriptions,
)

_change = meeting_changes.c


@dataclass(frozen=True)
class Batch:
    """The chats with ids above `after`, up to `last`, and the `rows` of meeting_changes that were
    `made` together."""

    made: datetime
    after: int
    last: int
    rows: ColumnElement[bool]

    def has(self, chat_id: ColumnElement[int]) -> ColumnElement[bool]:
        return and_(chat_id > self.after, chat_id <= self.last)


async def insert_notices(
    connection: AsyncConnection, batch: Batch, quiet: FromClause | None
) -> None:
    """Insert notices for subscribed chats, unless what a chat knows looks the same as what holds
    now. `quiet` are the quiet hours that hold now, which delay notices of new meetings."""
    chat = subscriptions.c.chat_id
    # A chat that has not read of the previous change knows the revision before that.
    unread, unread_new = deliveries.alias("unread"), deliveries.alias("unread_new")
    unread_change = and_(
        _of_previous_revision(unread),
        unread.c.chat_id == chat,
        unread.c.notice.in_(CHANGE_NOTICES),
        _is_unread(unread),
    )
    new_to_chat = exists().where(
        _of_previous_revision(unread_new),
        unread_new.c.chat_id == chat,
        unread_new.c.notice == "new",
        _is_unread(unread_new),
    )
    known = case(
        (_change.previous_revision.is_(None), null()),
        else_=func.coalesce(unread.c.known_revision, _change.previous_revision),
    )
    covering = covering_changes(batch.rows)
    source: FromClause = (
        subscriptions.join(covering, covering.c.key == subscription_key())
        .join(meeting_changes, and_(_change.meeting_id == covering.c.meeting_id, batch.rows))
        .join(meetings, meetings.c.id == _change.meeting_id)
        .join(chats, chats.c.id == chat)
        .outerjoin(reminder_settings, reminder_settings.c.chat_id == chat)
        .outerjoin(unread, unread_change)
    )
    due: ColumnElement[datetime] = _change.due
    if quiet is not None:
        source = source.outerjoin(
            quiet,
            and_(
                quiet.c.zone == func.coalesce(chats.c.time_zone, meetings.c.time_zone),
                quiet.c.begins == reminder_settings.c.quiet_from,
                quiet.c.ends == reminder_settings.c.quiet_to,
            ),
        )
        delayed = and_(_change.notice == "new", quiet.c.until < _change.expires)
        due = case((delayed, quiet.c.until), else_=_change.due)
    notices = (
        select(
            chat.label("chat_id"), _change.meeting_id.label("subject"), _change.revision,
            _change.notice, literal(0).label("lead"), known.label("known_revision"),
            due.label("due"), _change.expires, literal(State.PENDING.value).label("state"),
            literal(0).label("attempts"), false().label("late"),
        )
        .select_from(source)
        .where(
            batch.has(chat),
            chats.c.reachable,
            not_(excepted(chat, _change.meeting_id)),
            _change.notice.is_not(None),
            _change.due < _change.expires,
            not_(new_to_chat),
            not_(_looks_the_same(known)),
        )
        .distinct()
        .subquery("notices")
    )  # fmt: skip
    # The relation is inside the SELECT, so that the statement begins with INSERT: only then does
    # Python's sqlite3 begin a transaction. The WHERE tells SQLite's parser that ON CONFLICT is not
    # a join's ON: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity
    statement = insert(deliveries).from_select(
        list(notices.c.keys()), select(notices).where(notices.c.attempts == 0)
    )
    await connection.execute(statement.on_conflict_do_nothing())


async def update_unread(connection: AsyncConnection, batch: Batch) -> None:
    """Give unread notices of the previous revision the new one where they still say what is to be
    said: a new meeting is announced as it is now, and an invisible change makes no new notice."""
    notice = deliveries.c.notice
    still_new = and_(notice == "new", _change.notice.is_distinct_from("cancellation"))
    invisible = and_(notice.in_(CHANGE_NOTICES), _change.notice.is_(None))
    holds = exists().where(batch.rows, _of_previous_revision(deliveries), or_(still_new, invisible))
    revision = select(_change.revision).where(_change.meeting_id == deliveries.c.subject)
    reminders_until = select(func.coalesce(meetings.c.begins, meetings.c.closes)).where(
        meetings.c.id == deliveries.c.subject
    )
    await revive(
        connection,
        and_(batch.has(deliveries.c.chat_id), _is_unread(deliveries), holds),
        revision=revision.scalar_subquery(),
        expires=case(
            (notice == "new", reminders_until.scalar_subquery()), else_=deliveries.c.expires
        ),
    )


def covering_changes(rows: ColumnElement[bool]) -> CTE:
    """What covers each of the changed meetings: the `key` of a subscription, see
    `subscription_key`, with the `meeting_id`.

    Joining subscriptions with it costs the number of their meetings, not of all that changed.
    """
    meeting_id = _change.meeting_id
    changed = and_(rows, meetings.c.id == meeting_id)
    number = meeting_roundtables.c.roundtable
    covering = (
        select(_key("all", literal("")).label("key"), meeting_id.label("meeting_id")).where(rows),
        select(_key("meeting", meeting_id), meeting_id).where(rows),
        select(_key("kind", meetings.c.kind), meeting_id).where(changed),
        select(_key("region", meetings.c.region), meeting_id).where(changed),
        select(_key("roundtable", cast(number, String)), meeting_id).where(
            meeting_roundtables.c.meeting_id == meeting_id, rows
        ),
    )
    united = union_all(*(query.correlate(None) for query in covering))
    return united.cte("covering", nesting=True).prefix_with("MATERIALIZED")


def subscription_key() -> ColumnElement[str]:
    """What a row of `subscriptions` is to, as one value.

    SQLite then finds it in `covering_changes` by one look-up, and reads the subscriptions of a
    batch of chats by their ids, not those of all chats by the index on what they are to.
    """
    return subscriptions.c.what.concat(":").concat(subscriptions.c.value)


def _key(what: str, value: ColumnElement[str]) -> ColumnElement[str]:
    return literal(f"{what}:").concat(value)


def _of_previous_revision(table: FromClause) -> ColumnElement[bool]:
    return and_(
        table.c.subject == _change.meeting_id, table.c.revision == _change.previous_revision
    )


def _is_unread(table: FromClause) -> ColumnElement[bool]:
    """The delivery is pending, or was cancelled as outdated since the change was made."""
    state: Any = table.c.state
    outdated = and_(state == State.CANCELLED, table.c.reason == Reason.OUTDATED)
    # Or SQLite reads all pending deliveries by the index on the state.
    return or_(unindexed(state) == State.PENDING, outdated)


def _looks_the_same(known: ColumnElement[int]) -> ColumnElement[bool]:
    """A subscriber sees no difference between the known revision and the one that holds now."""
    now, then = meeting_revisions.alias("now"), meeting_revisions.alias("then")
    return exists().where(
        now.c.meeting_id == _change.meeting_id,
        now.c.revision == _change.revision,
        then.c.meeting_id == _change.meeting_id,
        then.c.revision == known,
        then.c.status == now.c.status,
        then.c.visible_hash == now.c.visible_hash,
    )

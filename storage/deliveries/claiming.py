"""Claiming due deliveries in batches, with a lease, after a last check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.contents import (
    covering_subscriptions,
    is_latest_explained,
    meetings_left,
    narrowest_topic,
)
from storage.deliveries.due_check import REMINDERS, checked_rows, due_rows, is_due, why_not_sent
from storage.deliveries.states import (
    IN_BATCH,
    State,
    claim_these,
    release_all,
    release_leased,
    settle_these,
    unclaim_these,
)
from storage.deliveries.subjects import CHANGE_NOTICES, DIGESTS
from storage.tables import (
    attendance_answers,
    chats,
    deliveries,
    language_of_chat,
    meeting_revisions,
    meetings,
)

# A reminder or digest that is sent later than this after it was due says that it is late.
LATE_AFTER = timedelta(minutes=2)
# More late reminders than this are sent to a chat as one summary.
MAX_LATE_REMINDERS = 3
# Deliveries that are claimed together, unless one chat alone has more.
MAX_BUNDLED = 1_000


@dataclass(frozen=True)
class Delivery:
    """One notice about one subject to one chat, with what its message says.

    `subject` is a meeting's id, or a name from `subjects.py`. `lead` is the lead time in seconds,
    0 if the notice has none; of a snoozed reminder it is the time until the meeting opens,
    negative after that. `body` is the meeting's JSON, None for other subjects. `previous_body` is
    what the chat knew before a change; if that was a cancellation, the meeting is `restored`.
    `language` and `time_zone` are the chat's choices, None if it made none. `reason` and
    `edited_by` are what an organiser said of the change; `comes` is what the person answered to
    whether they come. `subscriptions` are those that cover the
    meeting, as (what, value). `meeting_bodies` are those of a digest: the meetings still to come on
    that day, in order. `topic_id` is the topic of a forum that it goes to, None for General: that
    of the narrowest subscription that covers the meeting, for other subjects the chat's.
    A channel (`in_channel`) has no people who press buttons.
    """

    id: int
    chat_id: int
    subject: str
    revision: int
    notice: str
    lead: int
    due: datetime
    expires: datetime
    late: bool
    attempts: int
    body: str | None
    previous_body: str | None
    language: str | None
    time_zone: str | None
    restored: bool = False
    reason: str | None = None
    edited_by: str | None = None
    comes: bool | None = None
    subscriptions: tuple[tuple[str, str], ...] = ()
    meeting_bodies: tuple[str, ...] = ()
    topic_id: int | None = None
    in_channel: bool = False


async def claim(
    connection: AsyncConnection, now: datetime, limit: int, lease_seconds: float
) -> list[Delivery]:
    """Claim up to `limit` due deliveries, the oldest first, at most one for each chat.

    Each is checked first: one that expired, that is of an older revision, or whose chat,
    subscription or lead time is gone, is settled instead. Of several reminders of one meeting the
    nearest is claimed. When the lease ends, a delivery is due again; so claim no more than can be
    sent within it.
    """
    claimed = await _choose(connection, now, limit)
    return await _claim(connection, list(claimed.values()), now, lease_seconds)


async def claim_bundles(
    connection: AsyncConnection, now: datetime, limit: int, lease_seconds: float
) -> list[list[Delivery]]:
    """Claim as in `claim`, each delivery with those that go out in the same message: all notices
    of changed meetings that are due for its chat.

    Those of a bundle that were due together are in the order in which their meetings open.
    """
    chosen = await _choose(connection, now, limit)
    others = await _other_changes(connection, chosen, now)
    bundles: dict[int, list[int]] = {}
    number = 0
    for chat_id, id in chosen.items():
        bundle = [id, *others.get(id, ())]
        if bundles and number + len(bundle) > MAX_BUNDLED:
            break  # the rest is pending as before
        bundles[chat_id] = bundle
        number += len(bundle)
    by_chat: dict[int, list[Delivery]] = {}
    ids = [id for bundle in bundles.values() for id in bundle]
    for delivery in await _claim(connection, ids, now, lease_seconds):
        by_chat.setdefault(delivery.chat_id, []).append(delivery)
    return list(by_chat.values())


async def _choose(connection: AsyncConnection, now: datetime, limit: int) -> dict[int, int]:
    """Return the oldest due delivery of each chat, by chat, and settle those that are not sent."""
    # Nothing changes between checking and claiming: writing first takes SQLite's lock, and on
    # PostgreSQL the rows are locked.
    await release_leased(connection, now)
    claimed: dict[int, int] = {}
    while len(claimed) < limit:
        parameters = {"now": now, "limit": limit, "except_chats": list(claimed)}
        rows = (await connection.execute(_locked(due_rows()), parameters)).all()
        if not rows:
            break
        to_send, settled = _checked(rows, now)
        for chat_id, ids in to_send.items():
            if chat_id not in claimed and len(claimed) < limit:
                claimed[chat_id] = ids[0]
        for (state, reason), ids in settled.items():
            await settle_these(connection, ids, state, now, reason)
        if not settled and len(rows) < limit:
            break
    return claimed


async def _other_changes(
    connection: AsyncConnection, chosen: Mapping[int, int], now: datetime
) -> dict[int, list[int]]:
    """Return, for each chosen delivery that is about a changed meeting, the ids of the others of
    its chat. Those that are not to be sent are settled."""
    if not chosen:
        return {}
    rows = (
        await connection.execute(
            _change_rows(), {"now": now, "chats": list(chosen), "ids": list(chosen.values())}
        )
    ).all()
    to_send, settled = _checked(rows, now)
    for (state, reason), ids in settled.items():
        await settle_these(connection, ids, state, now, reason)
    return {
        id: [other for other in to_send[chat_id] if other != id]
        for chat_id, id in chosen.items()
        if chat_id in to_send
    }


@cache
def _locked(rows: Select[Any]) -> Select[Any]:
    """Lock the deliveries, and leave out those that another transaction has locked."""
    return rows.with_for_update(of=deliveries, skip_locked=True)


@cache
def _change_rows() -> Select[Any]:
    """The due notices of changed meetings for the chats of `ids` that are such notices.

    Parameters: `now`, `chats` and `ids`.
    """
    chosen = deliveries.alias("chosen")
    about_change = (
        select(chosen.c.chat_id)
        .where(
            chosen.c.id.in_(bindparam("ids", expanding=True)), chosen.c.notice.in_(CHANGE_NOTICES)
        )
        .scalar_subquery()
    )
    return _locked(checked_rows()).where(
        deliveries.c.notice.in_(CHANGE_NOTICES),
        deliveries.c.chat_id.in_(bindparam("chats", expanding=True)),
        deliveries.c.chat_id.in_(about_change),
    )


async def claim_missed(
    connection: AsyncConnection, now: datetime, limit: int, lease_seconds: float
) -> list[list[Delivery]]:
    """Claim all late reminders of chats that have more than MAX_LATE_REMINDERS, by chat, each to
    be sent as one summary. They are checked as in `claim`."""
    late = and_(deliveries.c.notice.in_(REMINDERS), deliveries.c.due < now - LATE_AFTER)
    with_many = (
        select(deliveries.c.chat_id)
        .where(late, is_due(deliveries))
        .group_by(deliveries.c.chat_id)
        .having(func.count() > MAX_LATE_REMINDERS)
        .limit(limit)
    )
    claimed: list[int] = []
    while not claimed:
        chat_ids = list((await connection.execute(with_many, {"now": now})).scalars())
        if not chat_ids:
            return []
        rows = await connection.execute(
            _locked(checked_rows())
            .where(late, deliveries.c.chat_id.in_(chat_ids))
            .order_by(deliveries.c.due),
            {"now": now},
        )
        to_send, settled = _checked(rows.all(), now)
        for (state, reason), ids in settled.items():
            await settle_these(connection, ids, state, now, reason)
        claimed = [id for ids in to_send.values() if len(ids) > MAX_LATE_REMINDERS for id in ids]
    by_chat: dict[int, list[Delivery]] = {}
    for delivery in await _claim(connection, claimed, now, lease_seconds):
        by_chat.setdefault(delivery.chat_id, []).append(delivery)
    return list(by_chat.values())


async def claim_again(
    connection: AsyncConnection, ids: Sequence[int], now: datetime, lease_seconds: float
) -> list[Delivery]:
    """Check claimed deliveries again, after something changed. Return those that may still be
    sent, as they are now; the others are settled."""
    if not ids:
        return []
    await unclaim_these(connection, ids)
    rows = await connection.execute(checked_rows().where(deliveries.c.id.in_(ids)), {"now": now})
    to_send, settled = _checked(rows.all(), now)
    for (state, reason), others in settled.items():
        await settle_these(connection, others, state, now, reason)
    left = [id for of_chat in to_send.values() for id in of_chat]
    return await _claim(connection, left, now, lease_seconds)


async def unclaim(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Release claimed deliveries that nobody tried to send; they are pending as before."""
    if ids:
        await unclaim_these(connection, ids)


async def release_all_claims(connection: AsyncConnection) -> int:
    """Release every claim; return their number.

    For the start of the only program that sends: all claims are of a program that ended.
    """
    return await release_all(connection)


def _checked(
    rows: Sequence[Row[Any]], now: datetime
) -> tuple[dict[int, list[int]], dict[tuple[State, str | None], list[int]]]:
    """The ids of deliveries to be sent, by chat, and of the others, by state and reason."""
    to_send: dict[int, list[int]] = {}
    settled: dict[tuple[State, str | None], list[int]] = {}
    for row in rows:
        outcome = why_not_sent(row, now)
        if outcome is None:
            to_send.setdefault(row.chat_id, []).append(row.id)
        else:
            settled.setdefault(outcome, []).append(row.id)
    return to_send, settled


async def _claim(
    connection: AsyncConnection, ids: list[int], now: datetime, lease_seconds: float
) -> list[Delivery]:
    if not ids:
        return []
    until = now + timedelta(seconds=lease_seconds)
    await claim_these(connection, ids, until, ("reminder", *DIGESTS), now - LATE_AFTER)
    rows = (await connection.execute(_delivery_rows(), {"ids": ids})).all()
    subscriptions = await covering_subscriptions(connection, ids)
    digests = [row.id for row in rows if row.notice in DIGESTS]
    bodies = await meetings_left(connection, digests, now) if digests else {}
    found = []
    for *values, chat_topic, in_channel in rows:
        id = values[0]
        covering = subscriptions.get(id, ())
        named = tuple((what, value) for what, value, _ in covering)
        topic_id = narrowest_topic(covering) if covering else chat_topic
        found.append(Delivery(*(*values, named, bodies.get(id, ()), topic_id, in_channel)))
    return found


@cache
def _delivery_rows() -> Select[Any]:
    """The fields of a Delivery, in their order, except for the last four, then the chat's topic
    and whether it is a channel."""
    previous = and_(
        meeting_revisions.c.meeting_id == deliveries.c.subject,
        meeting_revisions.c.revision == deliveries.c.known_revision,
    )
    explained = meeting_revisions.alias("explained")
    given = and_(
        attendance_answers.c.chat_id == deliveries.c.chat_id,
        attendance_answers.c.meeting_id == deliveries.c.subject,
    )
    return (
        select(
            *(deliveries.c[name] for name in _DELIVERY_COLUMNS),
            meetings.c.body,
            meeting_revisions.c.body.label("previous_body"),
            language_of_chat.label("language"),
            chats.c.time_zone,
            func.coalesce(meeting_revisions.c.status == "cancelled", False),
            explained.c.reason,
            explained.c.edited_by,
            attendance_answers.c.comes,
            chats.c.topic_id.label("chat_topic"),
            chats.c.is_channel,
        )
        .select_from(
            deliveries.outerjoin(meetings, meetings.c.id == deliveries.c.subject)
            .join(chats, chats.c.id == deliveries.c.chat_id)
            .outerjoin(meeting_revisions, previous)
            .outerjoin(explained, is_latest_explained(explained))
            .outerjoin(attendance_answers, given)
        )
        .where(IN_BATCH)
        .order_by(deliveries.c.due, meetings.c.opens, deliveries.c.id)
    )


_DELIVERY_COLUMNS = (
    *("id", "chat_id", "subject", "revision", "notice", "lead"),
    *("due", "expires", "late", "attempts"),
)

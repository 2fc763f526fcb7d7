"""What is due, looked at again right before it is sent.

These statements are large and asked for with every batch, so each is built once; `NOW` stands in
them for the instant.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)

from storage.deliveries.reminders import has_lead
from storage.deliveries.states import Reason, State
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES, DIGEST, about_meetings, subject_from
from storage.subscription_coverage import anything_on, subscribed
from storage.tables import (
    Instant,
    announcements,
    chats,
    deliveries,
    lead_overrides,
    meetings,
    reminder_settings,
)

REMINDING = ("reminder", "snoozed")
NOW = bindparam("now", type_=Instant)


@cache
def due_rows() -> Select[Any]:
    """The oldest that are due `now`, one for each chat, at `most` so many, without `but_chats`."""
    other = deliveries.alias("other")
    sooner = or_(
        other.c.due < deliveries.c.due,
        and_(other.c.due == deliveries.c.due, other.c.id < deliveries.c.id),
    )
    first_of_chat = ~exists().where(other.c.chat_id == deliveries.c.chat_id, ripe(other), sooner)
    return (
        judged()
        .where(
            first_of_chat,
            deliveries.c.chat_id.not_in(bindparam("but_chats", expanding=True)),
        )
        .order_by(deliveries.c.due, deliveries.c.id)
        .limit(bindparam("most"))
    )


def ripe(table: Any) -> ColumnElement[bool]:
    """It waits, is due, and may be tried."""
    return and_(
        table.c.state == State.PENDING,
        table.c.due <= NOW,
        or_(table.c.not_before.is_(None), table.c.not_before <= NOW),
    )


@cache
def judged() -> Select[Any]:
    """What is due, with all that decides on it."""
    nearer = deliveries.alias("nearer")
    merged = and_(
        deliveries.c.notice.in_(REMINDING),
        exists().where(
            nearer.c.chat_id == deliveries.c.chat_id,
            nearer.c.subject == deliveries.c.subject,
            nearer.c.revision == deliveries.c.revision,
            nearer.c.notice.in_(REMINDING),
            nearer.c.due <= NOW,
            or_(
                nearer.c.state.in_((State.PENDING, State.CLAIMED)),
                and_(nearer.c.state == State.SENT, nearer.c.settled >= deliveries.c.due),
            ),
            or_(
                nearer.c.lead < deliveries.c.lead,
                and_(nearer.c.lead == deliveries.c.lead, nearer.c.id < deliveries.c.id),
            ),
        ),
    )
    notice, settings, override = deliveries.c.notice, reminder_settings, lead_overrides
    holds = and_(
        deliveries.c.revision == meetings.c.revision,
        case(
            (notice == "cancellation", meetings.c.status == "cancelled"),
            else_=meetings.c.status == "planned",
        ),
    )
    wanted = case(
        # Who asked to be reminded once more is, even where the reminder came by a subscription
        # that ended before.
        (notice == "snoozed", true()),
        (notice == DIGEST, anything_on(deliveries.c.chat_id, NOW, deliveries.c.expires)),
        else_=subscribed(deliveries.c.chat_id),
    )
    led = case(
        (notice == "reminder", has_lead(cast(deliveries.c.lead, String), override, settings)),
        (notice == DIGEST, settings.c.digest_at.is_not(None)),
        else_=true(),
    )
    announced = notice.in_(ANNOUNCEMENT_NOTICES)
    going = exists().where(
        announcements.c.status == "sending",
        announcements.c.edition == deliveries.c.revision,
        subject_from(announcements.c.id) == deliveries.c.subject,
    )
    other = case((announced, going), else_=not_(about_meetings(deliveries)))
    return (
        select(
            deliveries.c.id,
            deliveries.c.chat_id,
            notice,
            deliveries.c.expires,
            or_(other, func.coalesce(holds, False)).label("holds"),
            func.coalesce(chats.c.reachable, False).label("reachable"),
            # What went out is changed and taken back wherever it is.
            case(
                (notice == "announcement", func.coalesce(chats.c.announcements, False)),
                (announced, true()),
                else_=wanted,
            ).label("wanted"),
            func.coalesce(led, False).label("led"),
            merged.label("merged"),
        )
        .select_from(
            deliveries.outerjoin(meetings, meetings.c.id == deliveries.c.subject)
            .outerjoin(chats, chats.c.id == deliveries.c.chat_id)
            .outerjoin(settings, settings.c.chat_id == deliveries.c.chat_id)
            .outerjoin(
                override,
                and_(
                    override.c.chat_id == deliveries.c.chat_id,
                    override.c.meeting_id == deliveries.c.subject,
                ),
            )
        )
        .where(ripe(deliveries))
    )


def fate_of(row: Row[Any], now: datetime) -> tuple[State, str | None] | None:
    """What becomes of a delivery that is due; None where it goes out."""
    if row.expires <= now:
        return State.EXPIRED, None
    if not row.holds:
        stopped = row.notice in ANNOUNCEMENT_NOTICES
        return State.CANCELLED, Reason.STOPPED if stopped else Reason.MOVED
    if not row.reachable:
        return State.CANCELLED, Reason.UNREACHABLE
    if not row.wanted and row.notice == "announcement":
        return State.CANCELLED, Reason.SWITCHED_OFF
    if not row.wanted:
        return State.CANCELLED, Reason.EMPTY if row.notice == DIGEST else Reason.UNSUBSCRIBED
    if not row.led:
        return State.CANCELLED, Reason.UNWANTED
    if row.merged:
        return State.CANCELLED, Reason.MERGED
    return None

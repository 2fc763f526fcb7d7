"""Checking what is due right before it is sent, by what holds at that moment.

These statements are large and executed with every batch, so each is built once; `NOW` is their
parameter for the instant.
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

from storage.deliveries.reminders import chosen_leads, has_lead
from storage.deliveries.states import OPEN_STATES, Reason, State, Trouble
from storage.deliveries.subjects import (
    ANNOUNCEMENT_NOTICES,
    DIGEST,
    DIGESTS,
    WEEKLY,
    is_about_meeting,
    subject_from,
)
from storage.subscription_coverage import any_meeting_within, subscribed
from storage.tables import (
    Instant,
    announcements,
    chats,
    deliveries,
    kind_lead_times,
    lead_overrides,
    meetings,
    reminder_settings,
)

REMINDERS = ("reminder", "snoozed")
_TROUBLES = frozenset(Trouble)
NOW = bindparam("now", type_=Instant)


@cache
def due_rows() -> Select[Any]:
    """The oldest due delivery of each chat, the oldest first.

    Parameters: `now`, `limit`, and `except_chats`, the ids of chats to leave out.
    """
    other = deliveries.alias("other")
    older = or_(
        other.c.due < deliveries.c.due,
        and_(other.c.due == deliveries.c.due, other.c.id < deliveries.c.id),
    )
    oldest_of_chat = ~exists().where(other.c.chat_id == deliveries.c.chat_id, is_due(other), older)
    return (
        checked_rows()
        .where(
            oldest_of_chat,
            deliveries.c.chat_id.not_in(bindparam("except_chats", expanding=True)),
        )
        .order_by(deliveries.c.due, deliveries.c.id)
        .limit(bindparam("limit"))
    )


def is_due(table: Any) -> ColumnElement[bool]:
    """The delivery is pending, due, and may be tried now."""
    return and_(
        table.c.state == State.PENDING,
        table.c.due <= NOW,
        or_(table.c.not_before.is_(None), table.c.not_before <= NOW),
    )


@cache
def checked_rows() -> Select[Any]:
    """Due deliveries with everything that `why_not_sent` needs."""
    nearer = deliveries.alias("nearer")
    merged = and_(
        deliveries.c.notice.in_(REMINDERS),
        exists().where(
            nearer.c.chat_id == deliveries.c.chat_id,
            nearer.c.subject == deliveries.c.subject,
            nearer.c.revision == deliveries.c.revision,
            nearer.c.notice.in_(REMINDERS),
            nearer.c.due <= NOW,
            or_(
                nearer.c.state.in_(OPEN_STATES),
                and_(nearer.c.state == State.SENT, nearer.c.settled >= deliveries.c.due),
            ),
            or_(
                nearer.c.lead < deliveries.c.lead,
                and_(nearer.c.lead == deliveries.c.lead, nearer.c.id < deliveries.c.id),
            ),
        ),
    )
    notice, settings, override = deliveries.c.notice, reminder_settings, lead_overrides
    meeting_holds = and_(
        deliveries.c.revision == meetings.c.revision,
        case(
            (notice == "cancellation", meetings.c.status == "cancelled"),
            else_=meetings.c.status == "planned",
        ),
    )
    about_announcement = notice.in_(ANNOUNCEMENT_NOTICES)
    announcement_holds = exists().where(
        announcements.c.status == "sending",
        announcements.c.edition == deliveries.c.revision,
        subject_from(announcements.c.id) == deliveries.c.subject,
    )
    other_holds = case(
        (about_announcement, announcement_holds), else_=not_(is_about_meeting(deliveries))
    )
    wanted = case(
        (notice == "announcement", func.coalesce(chats.c.announcements, False)),
        # Messages that were sent are corrected and withdrawn in every chat.
        (about_announcement, true()),
        # A person asked for a snoozed reminder, whether they are still subscribed or not.
        (notice == "snoozed", true()),
        (notice.in_(DIGESTS), any_meeting_within(deliveries.c.chat_id, NOW, deliveries.c.expires)),
        else_=subscribed(deliveries.c.chat_id),
    )
    of_kind = chosen_leads(kind_lead_times.c.lead_times)
    lead_wanted = case(
        (
            notice == "reminder",
            and_(
                has_lead(cast(deliveries.c.lead, String), override, settings, of_kind),
                ~chats.c.is_channel,
            ),
        ),
        (notice == DIGEST, settings.c.digest_at.is_not(None)),
        (notice == WEEKLY, settings.c.weekly_at.is_not(None)),
        else_=true(),
    )
    return (
        select(
            deliveries.c.id,
            deliveries.c.chat_id,
            notice,
            deliveries.c.expires,
            deliveries.c.reason,
            or_(other_holds, func.coalesce(meeting_holds, False)).label("holds"),
            func.coalesce(chats.c.reachable, False).label("reachable"),
            wanted.label("wanted"),
            func.coalesce(lead_wanted, False).label("lead_wanted"),
            merged.label("merged"),
        )
        .select_from(
            deliveries.outerjoin(meetings, meetings.c.id == deliveries.c.subject)
            .outerjoin(kind_lead_times, kind_lead_times.c.kind == meetings.c.kind)
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
        .where(is_due(deliveries))
    )


def why_not_sent(row: Row[Any], now: datetime) -> tuple[State, str | None] | None:
    """The state and reason that a row of `checked_rows` ends with; None if it is to be sent."""
    if not isinstance(row.chat_id, int):
        return State.FAILED, Reason.DAMAGED
    if row.expires <= now:
        return State.EXPIRED, row.reason if row.reason in _TROUBLES else None
    if not row.holds:
        stopped = row.notice in ANNOUNCEMENT_NOTICES
        return State.CANCELLED, Reason.STOPPED if stopped else Reason.OUTDATED
    if not row.reachable:
        return State.CANCELLED, Reason.UNREACHABLE
    if not row.wanted and row.notice == "announcement":
        return State.CANCELLED, Reason.SWITCHED_OFF
    if not row.wanted:
        return State.CANCELLED, Reason.EMPTY if row.notice in DIGESTS else Reason.UNSUBSCRIBED
    if not row.lead_wanted:
        return State.CANCELLED, Reason.UNWANTED
    if row.merged:
        return State.CANCELLED, Reason.MERGED
    return None

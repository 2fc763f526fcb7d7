"""The deliveries of one chat: what will remind it, and when, and reminders that it snoozed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import (
    MeetingTimes,
    QuietHours,
    after_quiet_hours,
    lead_times_of,
    reminder_time,
)
from storage.deliveries.kind_leads import leads_of_kinds
from storage.deliveries.planning import meeting_times
from storage.deliveries.states import State
from storage.dialect import insert
from storage.subscription_coverage import subscribed
from storage.tables import chats, deliveries, lead_overrides, meetings, reminder_settings


async def upcoming(
    connection: AsyncConnection,
    chat_id: int,
    now: datetime,
    event_zone: str | None = None,
    about: Collection[str] | None = None,
) -> list[tuple[str, datetime]]:
    """The reminders of a chat that are due after `now`, snoozed ones too, as (meeting id, instant),
    the soonest first, each instant of a meeting once. `about` are the ids of the meetings asked
    for; None for all.

    `event_zone` is used if the chat chose no time zone, or an unknown one; without it, the
    meeting's own.
    """
    rows = await connection.execute(
        select(
            meetings,
            chats.c.time_zone.label("own_zone"),
            reminder_settings.c.quiet_from,
            reminder_settings.c.quiet_to,
            reminder_settings.c.lead_times.label("leads"),
            lead_overrides.c.lead_times.label("own_leads"),
        )
        .select_from(
            meetings.join(chats, chats.c.id == chat_id)
            .outerjoin(reminder_settings, reminder_settings.c.chat_id == chats.c.id)
            .outerjoin(
                lead_overrides,
                (lead_overrides.c.chat_id == chats.c.id)
                & (lead_overrides.c.meeting_id == meetings.c.id),
            )
        )
        .where(
            meetings.c.status == "planned",
            meetings.c.closes > now,
            subscribed(literal(chat_id)),
            *([] if about is None else [meetings.c.id.in_(about)]),
        )
    )
    kinds = await leads_of_kinds(connection)
    found: set[tuple[datetime, str]] = set()
    for row in rows:
        other_zone = event_zone or row.time_zone
        zone = row.own_zone or other_zone
        quiet = None
        if row.quiet_from is not None and row.quiet_to is not None:
            quiet = QuietHours(zone, row.quiet_from, row.quiet_to, other_zone)
        meeting = meeting_times(row, (), kinds)
        leads = lead_times_of(row.own_leads) or lead_times_of(row.leads) or meeting.default_leads
        for due in _due_times(meeting, leads, zone, other_zone, quiet):
            if due > now:
                found.add((due, row.id))
    snoozed = await connection.execute(
        select(deliveries.c.due, deliveries.c.subject).where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.notice == "snoozed",
            deliveries.c.due > now,
            deliveries.c.state == State.PENDING,
            *([] if about is None else [deliveries.c.subject.in_(about)]),
        )
    )
    found.update((row.due, row.subject) for row in snoozed)
    return [(meeting_id, due) for due, meeting_id in sorted(found)]


def _due_times(
    meeting: MeetingTimes,
    leads: tuple[int, ...],
    zone: str,
    other_zone: str,
    quiet: QuietHours | None,
) -> list[datetime]:
    instants = [reminder_time(meeting, lead, zone, other_zone) for lead in leads]
    until = meeting.reminders_until
    useful = [instant for instant in instants if meeting.since < instant < until]
    return [after_quiet_hours(instant, quiet, until) if quiet else instant for instant in useful]


async def leads_to_come(
    connection: AsyncConnection,
    meeting_id: str,
    leads: tuple[int, ...],
    now: datetime,
    zone: str,
) -> tuple[int, ...]:
    """Those of a chat's lead times (seconds) of which the reminder of a meeting is due after `now`.
    `zone` is the chat's."""
    row = (await connection.execute(select(meetings).where(meetings.c.id == meeting_id))).first()
    if row is None or row.status != "planned":
        return ()
    meeting = meeting_times(row, (), {})
    return tuple(
        lead
        for lead in leads
        if now < reminder_time(meeting, lead, zone, row.time_zone) < meeting.reminders_until
    )


async def snooze(
    connection: AsyncConnection, chat_id: int, meeting_id: str, until: datetime, now: datetime
) -> bool:
    """Remind a chat of a meeting once more. Returns False if the meeting is cancelled, has begun
    by then, or the chat is to be reminded at that instant anyway."""
    row = (await connection.execute(select(meetings).where(meetings.c.id == meeting_id))).first()
    if row is None or row.status != "planned":
        return False
    expires = row.begins or row.closes
    if not now < until < expires:
        return False
    delivery = insert(deliveries).values(
        chat_id=chat_id,
        subject=meeting_id,
        revision=row.revision,
        notice="snoozed",
        lead=int((row.opens - until).total_seconds()),
        due=until,
        expires=expires,
        state=State.PENDING,
        attempts=0,
        late=False,
    )
    result = await connection.execute(delivery.on_conflict_do_nothing())
    return bool(result.rowcount)


async def count_of_chat(connection: AsyncConnection, chat_id: int) -> int:
    """The number of a chat's deliveries that are kept, in any state."""
    kept = select(func.count()).where(deliveries.c.chat_id == chat_id)
    return int((await connection.execute(kept)).scalar_one())

"""What will remind one chat, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries.due_times import DEFAULT_LEADS, Quiet, Timed, after_quiet, instant_of
from storage.deliveries.planning import lead_times_of, timed_meeting
from storage.deliveries.states import State
from storage.subscription_coverage import subscribed
from storage.tables import chats, deliveries, lead_overrides, meetings, reminder_settings


async def upcoming(
    connection: AsyncConnection, chat_id: int, now: datetime, event_zone: str | None = None
) -> list[tuple[str, datetime]]:
    """The instants after `now` at which a chat will be reminded, with the meeting's id, the
    soonest first; snoozed ones too, each instant once. `event_zone` stands in where the chat
    chose no zone; without it the meeting's own does."""
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
        )
    )
    found: set[tuple[datetime, str]] = set()
    for row in rows:
        zone = row.own_zone or event_zone or row.time_zone
        quiet = None
        if row.quiet_from is not None and row.quiet_to is not None:
            quiet = Quiet(zone, row.quiet_from, row.quiet_to)
        meeting = timed_meeting(row, ())
        leads = lead_times_of(row.own_leads or row.leads) or DEFAULT_LEADS
        for due in _dues(meeting, leads, zone, quiet):
            if due > now:
                found.add((due, row.id))
    snoozed = await connection.execute(
        select(deliveries.c.due, deliveries.c.subject).where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.notice == "snoozed",
            deliveries.c.due > now,
            deliveries.c.state == State.PENDING,
        )
    )
    found.update((row.due, row.subject) for row in snoozed)
    return [(meeting_id, due) for due, meeting_id in sorted(found)]


def _dues(meeting: Timed, leads: tuple[int, ...], zone: str, quiet: Quiet | None) -> list[datetime]:
    instants = [instant_of(meeting, lead, zone) for lead in leads]
    useful = [each for each in instants if meeting.since < each < meeting.expires]
    return [after_quiet(each, quiet, meeting.expires) if quiet else each for each in useful]

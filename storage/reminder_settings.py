"""How a chat wants to be reminded: lead times, quiet hours, the digest.

The functions expect that the chat has a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.deliveries.due_times import (
    DEFAULT_LEADS,
    MAX_LEAD_SECONDS,
    MIN_LEAD_SECONDS,
    is_minute,
    is_minute_of_week,
    lead_times_of,
)
from storage.deliveries.kind_leads import leads_of_kinds
from storage.deliveries.states import Reason, cancel_pending, delete_undone, plan_again
from storage.deliveries.subjects import DIGEST, WEEKLY
from storage.dialect import insert
from storage.tables import deliveries, lead_overrides, meetings

MAX_LEAD_TIMES = 5


@dataclass(frozen=True)
class ReminderSettings:
    """`lead_times` are in seconds, the longest first; `leads_chosen` is whether the chat chose
    them, and they are not the defaults. The others are in minutes after midnight in the chat's
    time zone, `weekly_at` in minutes after the beginning of Monday; None if there are none."""

    lead_times: tuple[int, ...] = DEFAULT_LEADS
    quiet_from: int | None = None
    quiet_to: int | None = None
    digest_at: int | None = None
    leads_chosen: bool = False
    weekly_at: int | None = None

    def leads_for(self, of_kind: tuple[int, ...] | None) -> tuple[int, ...]:
        """The lead times of meetings of a kind, which has `of_kind` for those who chose none."""
        return self.lead_times if self.leads_chosen or not of_kind else of_kind


async def settings_of(connection: AsyncConnection, chat_id: int) -> ReminderSettings:
    """The settings of a chat, with defaults for what it did not choose or what is damaged."""
    table = tables.reminder_settings
    row = (await connection.execute(select(table).where(table.c.chat_id == chat_id))).first()
    if row is None:
        return ReminderSettings()
    chosen = lead_times_of(row.lead_times)
    leads = chosen or DEFAULT_LEADS
    digest_at = row.digest_at if is_minute(row.digest_at) else None
    weekly_at = row.weekly_at if is_minute_of_week(row.weekly_at) else None
    quiet: tuple[int | None, int | None] = (row.quiet_from, row.quiet_to)
    if not all(map(is_minute, quiet)):
        quiet = (None, None)
    return ReminderSettings(leads, *quiet, digest_at, bool(chosen), weekly_at)


async def set_lead_times(
    connection: AsyncConnection, chat_id: int, lead_times: Iterable[int] | None, now: datetime
) -> None:
    """Set a chat's lead times: 1 to 5, in seconds, from 5 minutes to 60 days; None for those of
    each kind of meeting, or the defaults.

    Pending reminders with other lead times are cancelled; nothing that was due before `now` is sent
    for a new one. Raises ValueError for lead times that are not allowed.
    """
    kept = None if lead_times is None else _validated(lead_times)
    text = None if kept is None else _text(kept)
    await _keep(connection, chat_id, lead_times=text, leads_since=now)
    await delete_undone(connection, chat_id)
    if kept is None:
        return  # those that are not wanted any more are cancelled when they are due
    own = exists().where(
        lead_overrides.c.chat_id == chat_id,
        lead_overrides.c.meeting_id == deliveries.c.subject,
        lead_overrides.c.lead_times.is_not(None),
    )
    unwanted = _reminders(chat_id) & deliveries.c.lead.not_in(kept) & ~own
    await cancel_pending(connection, unwanted, Reason.UNWANTED, now)


async def set_quiet_hours(
    connection: AsyncConnection, chat_id: int, quiet_from: int | None, quiet_to: int | None
) -> None:
    """Set a chat's quiet hours, in minutes after midnight; None for none. They may go over
    midnight. Raises ValueError for a minute that does not exist."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        quiet_from = quiet_to = None
    for minute in (quiet_from, quiet_to):
        _check_minute(minute)
    await _keep(connection, chat_id, quiet_from=quiet_from, quiet_to=quiet_to)
    await plan_again(connection, chat_id)


async def set_digest(
    connection: AsyncConnection, chat_id: int, digest_at: int | None, now: datetime
) -> None:
    """Set the time of the daily digest, in minutes after midnight; None for none.

    Today's digest is sent if the time is still to come and none was sent today. Raises ValueError
    for a minute that does not exist.
    """
    _check_minute(digest_at)
    settings = await settings_of(connection, chat_id)
    if settings.digest_at == digest_at:
        return  # keep `digest_since`, or today's digest would be lost
    await _keep(connection, chat_id, digest_at=digest_at, digest_since=now)
    await _plan_digest(connection, chat_id, DIGEST, digest_at, now)


async def set_weekly_digest(
    connection: AsyncConnection, chat_id: int, weekly_at: int | None, now: datetime
) -> None:
    """Set the time of the weekly digest, in minutes after the beginning of Monday; None for none.

    Otherwise as `set_digest`. Raises ValueError for a minute that does not exist.
    """
    if weekly_at is not None and not is_minute_of_week(weekly_at):
        raise ValueError("a time of the week lies between 0 and 10079 minutes after Monday begins")
    settings = await settings_of(connection, chat_id)
    if settings.weekly_at == weekly_at:
        return
    await _keep(connection, chat_id, weekly_at=weekly_at, weekly_since=now)
    await _plan_digest(connection, chat_id, WEEKLY, weekly_at, now)


async def _plan_digest(
    connection: AsyncConnection, chat_id: int, notice: str, at: int | None, now: datetime
) -> None:
    """Take back the digests that wait, so that they are planned by the setting of now."""
    await delete_undone(connection, chat_id)
    waiting = (deliveries.c.chat_id == chat_id) & (deliveries.c.notice == notice)
    await cancel_pending(connection, waiting, Reason.UNWANTED, now)
    if at is not None:
        await delete_undone(connection, chat_id)


async def lead_override(
    connection: AsyncConnection, chat_id: int, meeting_id: str
) -> tuple[int, ...] | None:
    """The lead times (seconds) that a chat chose for one meeting; None if it chose none."""
    found = await connection.execute(
        select(lead_overrides.c.lead_times).where(
            lead_overrides.c.chat_id == chat_id, lead_overrides.c.meeting_id == meeting_id
        )
    )
    return lead_times_of(found.scalar()) or None


async def lead_overrides_of(
    connection: AsyncConnection, chat_id: int
) -> dict[str, tuple[int, ...]]:
    """The lead times (seconds) that a chat chose for single meetings, by meeting id."""
    table = lead_overrides
    rows = await connection.execute(
        select(table.c.meeting_id, table.c.lead_times).where(
            table.c.chat_id == chat_id, table.c.lead_times.is_not(None)
        )
    )
    return {row.meeting_id: lead_times_of(row.lead_times) for row in rows}


async def set_lead_override(
    connection: AsyncConnection,
    chat_id: int,
    meeting_id: str,
    lead_times: Iterable[int] | None,
    now: datetime,
) -> None:
    """Do for one meeting what `set_lead_times` does for all; None removes the override."""
    kept = None if lead_times is None else _validated(lead_times)
    text = None if kept is None else _text(kept)
    await connection.execute(
        insert(lead_overrides)
        .values(chat_id=chat_id, meeting_id=meeting_id, lead_times=text, since=now)
        .on_conflict_do_update(
            index_elements=["chat_id", "meeting_id"], set_={"lead_times": text, "since": now}
        )
    )
    await delete_undone(connection, chat_id)
    if kept is None:
        settings = await settings_of(connection, chat_id)
        kind = select(meetings.c.kind).where(meetings.c.id == meeting_id)
        of_kinds = await leads_of_kinds(connection)
        of_kind = of_kinds.get(str((await connection.execute(kind)).scalar()))
        kept = settings.leads_for(of_kind.leads if of_kind else None)
    unwanted = (
        _reminders(chat_id) & (deliveries.c.subject == meeting_id) & deliveries.c.lead.not_in(kept)
    )
    await cancel_pending(connection, unwanted, Reason.UNWANTED, now)


async def _keep(connection: AsyncConnection, chat_id: int, **chosen: Any) -> None:
    row = insert(tables.reminder_settings).values(chat_id=chat_id, **chosen)
    await connection.execute(row.on_conflict_do_update(index_elements=["chat_id"], set_=chosen))


def _reminders(chat_id: int) -> ColumnElement[bool]:
    return (deliveries.c.chat_id == chat_id) & (deliveries.c.notice == "reminder")


def _validated(lead_times: Iterable[int]) -> tuple[int, ...]:
    kept = tuple(sorted(set(lead_times), reverse=True))
    if not 1 <= len(kept) <= MAX_LEAD_TIMES:
        raise ValueError(f"between 1 and {MAX_LEAD_TIMES} lead times can be kept")
    if kept[0] > MAX_LEAD_SECONDS or kept[-1] < MIN_LEAD_SECONDS:
        raise ValueError("a lead time lies between 5 minutes and 60 days")
    return kept


def _text(lead_times: tuple[int, ...]) -> str:
    return ",".join(map(str, lead_times))


def _check_minute(minute: int | None) -> None:
    if minute is not None and not is_minute(minute):
        raise ValueError("a time of day lies between 0 and 1439 minutes after midnight")

"""The statuses of an announcement, and all transitions between them.

    draft ⇄ scheduled → sending, draft → sending
    sending ⇄ paused → stopped, sending → stopped | sent
    sent, stopped → sending (to correct or withdraw what was sent)

Each function returns whether it made the change, so that an order given twice counts once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, null, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.announcement import UNSENT, Announcement
from storage.announcements.reach import count_audience
from storage.announcements.sent_messages import count_messages
from storage.deliveries.states import Reason, State
from storage.deliveries.subjects import subject_of_announcement
from storage.tables import announcements, deliveries

# How long after it began its messages are kept, so that they can be corrected and withdrawn.
CORRECTABLE_FOR = timedelta(days=90)


async def schedule(connection: AsyncConnection, number: int, due: datetime, language: str) -> bool:
    return await _change_status(connection, number, UNSENT, "scheduled", due=due, language=language)


async def unschedule(connection: AsyncConnection, number: int) -> bool:
    return await _change_status(connection, number, ("scheduled",), "draft", due=null())


async def start(
    connection: AsyncConnection,
    announcement: Announcement,
    now: datetime,
    language: str | None = None,
    progress_message_id: int | None = None,
) -> bool:
    """Begin to send. `queue_due` adds the audience to the outbox in batches."""
    reach = await count_audience(connection, announcement.what, announcement.value)
    return await _change_status(
        connection, announcement.id, ("draft", "scheduled"), "sending", chats=reach.chats,
        began=now, correctable_until=now + CORRECTABLE_FOR,
        language=language or announcement.language,
        progress_message_id=progress_message_id,
    )  # fmt: skip


async def pause(connection: AsyncConnection, number: int) -> bool:
    return await _change_status(connection, number, ("sending",), "paused")


async def resume(connection: AsyncConnection, announcement: Announcement) -> bool:
    if not await _change_status(
        connection,
        announcement.id,
        ("paused",),
        "sending",
        all_queued=False,
        queued_to_chat_id=null(),
    ):
        return False
    # The deliveries that the pause cancelled are queued again.
    await connection.execute(
        delete(deliveries).where(
            deliveries.c.subject == subject_of_announcement(announcement.id),
            deliveries.c.revision == announcement.edition,
            deliveries.c.state == State.CANCELLED,
            deliveries.c.reason == Reason.STOPPED,
        )
    )
    return True


async def stop(connection: AsyncConnection, number: int, now: datetime) -> bool:
    return await _change_status(connection, number, ("sending", "paused"), "stopped", ended=now)


async def correct(
    connection: AsyncConnection,
    announcement: Announcement,
    now: datetime,
    language: str,
    progress_message_id: int,
) -> bool:
    """Edit the messages that were sent, to the text of the next edition."""
    return await _start_job(
        connection, announcement, "correction", now, language, progress_message_id
    )


async def withdraw(
    connection: AsyncConnection,
    announcement: Announcement,
    now: datetime,
    language: str,
    progress_message_id: int,
) -> bool:
    """Delete the messages that were sent."""
    return await _start_job(
        connection, announcement, "withdrawal", now, language, progress_message_id
    )


async def _start_job(
    connection: AsyncConnection,
    announcement: Announcement,
    job: str,
    now: datetime,
    language: str,
    progress_message_id: int,
) -> bool:
    edition = announcement.edition + 1
    chats = await count_messages(connection, announcement.id, job, edition)
    return await _change_status(
        connection, announcement.id, ("sent", "stopped"), "sending", edition=announcement.edition,
        to_edition=edition, job=job, chats=chats, all_queued=False, queued_to_chat_id=null(),
        began=now,
        ended=null(), tally=null(), language=language, progress_message_id=progress_message_id,
    )  # fmt: skip


async def _change_status(
    connection: AsyncConnection,
    number: int,
    before: tuple[str, ...],
    after: str,
    edition: int | None = None,
    to_edition: int | None = None,
    **values: Any,
) -> bool:
    which = [announcements.c.id == number, announcements.c.status.in_(before)]
    if edition is not None:
        which.append(announcements.c.edition == edition)
        values["edition"] = to_edition
    changed = await connection.execute(
        update(announcements).where(*which).values(status=after, progress_status=null(), **values)
    )
    return changed.rowcount > 0

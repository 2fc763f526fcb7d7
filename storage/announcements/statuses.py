"""The statuses of an announcement, and every way from one to another.

    draft ⇄ scheduled → sending, draft → sending
    sending ⇄ paused → stopped, sending → stopped | sent
    sent, stopped → sending (a correction or a withdrawal of what went out)

Each says whether it was the one that made the change, so that an order given twice counts once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, null, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.drafts import Announcement
from storage.announcements.reach import count_audience
from storage.announcements.sent_messages import count_messages
from storage.deliveries.states import Reason, State
from storage.deliveries.subjects import subject_of_announcement
from storage.tables import announcements, deliveries

# So long after it began, its messages are known, so that they can be changed and withdrawn.
CORRECTABLE_FOR = timedelta(days=90)


async def schedule(connection: AsyncConnection, number: int, due: datetime, language: str) -> bool:
    return await _turn(connection, number, ("draft",), "scheduled", due=due, language=language)


async def unschedule(connection: AsyncConnection, number: int) -> bool:
    return await _turn(connection, number, ("scheduled",), "draft", due=null())


async def start(
    connection: AsyncConnection,
    it: Announcement,
    now: datetime,
    language: str | None = None,
    progress_message_id: int | None = None,
) -> bool:
    """Begin to send it; who waits in the audience goes to the outbox bit by bit."""
    reach = await count_audience(connection, it.what, it.value)
    return await _turn(
        connection, it.id, ("draft", "scheduled"), "sending", chats=reach.chats, began=now,
        correctable_until=now + CORRECTABLE_FOR, language=language or it.language,
        progress_message_id=progress_message_id,
    )  # fmt: skip


async def pause(connection: AsyncConnection, number: int) -> bool:
    return await _turn(connection, number, ("sending",), "paused")


async def resume(connection: AsyncConnection, it: Announcement) -> bool:
    if not await _turn(
        connection, it.id, ("paused",), "sending", all_queued=False, queued_to_chat_id=null()
    ):
        return False
    # What the pause cancelled is queued again.
    await connection.execute(
        delete(deliveries).where(
            deliveries.c.subject == subject_of_announcement(it.id),
            deliveries.c.revision == it.edition,
            deliveries.c.state == State.CANCELLED,
            deliveries.c.reason == Reason.STOPPED,
        )
    )
    return True


async def stop(connection: AsyncConnection, number: int, now: datetime) -> bool:
    return await _turn(connection, number, ("sending", "paused"), "stopped", ended=now)


async def correct(
    connection: AsyncConnection,
    it: Announcement,
    now: datetime,
    language: str,
    progress_message_id: int,
) -> bool:
    """Change what went out to what was written since."""
    return await _again(connection, it, "correction", now, language, progress_message_id)


async def withdraw(
    connection: AsyncConnection,
    it: Announcement,
    now: datetime,
    language: str,
    progress_message_id: int,
) -> bool:
    """Take back what went out."""
    return await _again(connection, it, "withdrawal", now, language, progress_message_id)


async def _again(
    connection: AsyncConnection,
    it: Announcement,
    job: str,
    now: datetime,
    language: str,
    progress_message_id: int,
) -> bool:
    edition = it.edition + 1
    chats = await count_messages(connection, it.id, job, edition)
    return await _turn(
        connection, it.id, ("sent", "stopped"), "sending", edition=it.edition,
        to_edition=edition, job=job, chats=chats, all_queued=False, queued_to_chat_id=null(),
        began=now,
        ended=null(), tally=null(), language=language, progress_message_id=progress_message_id,
    )  # fmt: skip


async def _turn(
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
    turned = await connection.execute(
        update(announcements).where(*which).values(status=after, progress_status=null(), **values)
    )
    return turned.rowcount > 0

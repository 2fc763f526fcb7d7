"""What became of attempts to deliver, as values, and the one function that writes them down.

This module stands above the rest of storage/deliveries: it also needs chats and announcements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.sent_messages import save_messages, save_other_parts
from storage.chat_troubles import end_troubles, forget_troubles, leave_topic, wait
from storage.chats import move_chat
from storage.deliveries.states import (
    Reason,
    State,
    Trouble,
    cancel_pending,
    release_each,
    settle_these,
    uncount_attempts,
)
from storage.tables import chats, deliveries

_REASON_LENGTH = 40  # characters, as in the table


@dataclass(frozen=True)
class Sent:
    """Telegram accepted the message of these deliveries. `topic_id` is the topic it went to, None
    for General."""

    ids: tuple[int, ...]
    topic_id: int | None = None


@dataclass(frozen=True)
class AnnouncementSent:
    """Telegram accepted an announcement. `language` is that of the version that was sent; the
    message id is kept so that the message can be corrected and withdrawn."""

    id: int
    announcement: int
    chat_id: int
    message_id: int
    language: str
    topic_id: int | None = None
    other_parts: tuple[int, ...] = ()  # of an album, the messages after the first


@dataclass(frozen=True)
class Retry:
    """These deliveries may be tried again from an instant (UTC) on. `reason` is a short code. It is
    `counted` as an attempt unless what failed has nothing to do with them."""

    ids: tuple[int, ...]
    not_before: datetime
    reason: str
    counted: bool = True


@dataclass(frozen=True)
class Failed:
    """These deliveries cannot be sent, now or later. `reason` is a short code."""

    ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Waiting:
    """A chat takes no messages at the moment: these deliveries wait, as what else is due for it."""

    ids: tuple[int, ...]
    chat_id: int
    reason: Trouble


@dataclass(frozen=True)
class TopicLost:
    """A topic was closed or deleted: what went there goes to General."""

    chat_id: int
    topic_id: int
    reason: Trouble


@dataclass(frozen=True)
class Unreachable:
    """Nothing can be sent to a chat until it writes again: the bot was blocked or removed."""

    chat_id: int


@dataclass(frozen=True)
class Moved:
    """A group became a supergroup with another id.

    https://core.telegram.org/bots/api#responseparameters
    """

    chat_id: int
    new_chat_id: int


Result = Sent | AnnouncementSent | Retry | Failed | Waiting | TopicLost | Unreachable | Moved


async def apply_results(
    connection: AsyncConnection, results: Sequence[Result], now: datetime
) -> None:
    """Write down what became of deliveries, by a fixed number of statements for any number of
    results (a few more for each group that moved or takes no messages).

    Applying the same results again changes nothing, as long as none of the deliveries was claimed
    again in between. Settled deliveries come first: moving a chat keeps what was sent.
    """
    sent = [id for result in results if isinstance(result, Sent) for id in result.ids]
    announced = [result for result in results if isinstance(result, AnnouncementSent)]
    sent += [result.id for result in announced]
    if sent:
        await _end_troubles(connection, results)
        await settle_these(connection, sent, State.SENT, now)
    failed: dict[str, list[int]] = {}
    for result in results:
        if isinstance(result, Failed):
            failed.setdefault(result.reason[:_REASON_LENGTH], []).extend(result.ids)
    for reason, ids in failed.items():
        await settle_these(connection, ids, State.FAILED, now, reason)
    moved = {one.chat_id: one.new_chat_id for one in results if isinstance(one, Moved)}
    for chat_id, new_chat_id in moved.items():
        await move_chat(connection, chat_id, new_chat_id)
    messages = [
        (one.announcement, moved.get(one.chat_id, one.chat_id), one.message_id, one.language)
        for one in announced
    ]
    await save_messages(connection, messages)
    albums = [one for one in announced if one.other_parts]
    await save_other_parts(
        connection,
        [
            (one.announcement, moved.get(one.chat_id, one.chat_id), one.other_parts)
            for one in albums
        ],
    )
    await uncount_attempts(
        connection,
        [
            id
            for result in results
            if isinstance(result, Retry) and not result.counted
            for id in result.ids
        ],
    )
    await release_each(
        connection,
        [
            (id, result.reason[:_REASON_LENGTH], result.not_before)
            for result in results
            if isinstance(result, Retry)
            for id in result.ids
        ],
    )
    for result in results:
        if isinstance(result, TopicLost):
            chat_id = moved.get(result.chat_id, result.chat_id)
            await leave_topic(connection, chat_id, result.topic_id, result.reason, now)
        elif isinstance(result, Waiting):
            chat_id = moved.get(result.chat_id, result.chat_id)
            await wait(connection, chat_id, result.ids, result.reason, now)
    unreachable = {result.chat_id for result in results if isinstance(result, Unreachable)}
    if unreachable:
        await connection.execute(
            update(chats)
            .where(chats.c.id.in_(unreachable))
            .values(reachable=False, reachable_since=None)
        )
        theirs = deliveries.c.chat_id.in_(unreachable)
        await cancel_pending(connection, theirs, Reason.UNREACHABLE, now)
        await forget_troubles(connection, unreachable)


async def _end_troubles(connection: AsyncConnection, results: Sequence[Result]) -> None:
    in_general: list[int] = []
    in_topics: list[int] = []
    for result in results:
        ids = in_general
        if isinstance(result, Sent | AnnouncementSent) and result.topic_id is not None:
            ids = in_topics
        if isinstance(result, Sent):
            ids.extend(result.ids)
        elif isinstance(result, AnnouncementSent):
            ids.append(result.id)
    await end_troubles(connection, in_general, in_topics)

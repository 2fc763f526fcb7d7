"""Chats: the little that is kept about each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import counts
from storage.deliveries.changes.recording import BEFORE_ALL_CHATS
from storage.deliveries.outcome_counts import count_outcomes
from storage.deliveries.states import State, delete_undone, plan_again
from storage.dialect import insert
from storage.floor.forgetting import forget_people, forget_person
from storage.questions.group import move_group
from storage.tables import (
    CHAT_TABLES,
    announcements,
    chat_troubles,
    chats,
    deliveries,
    dialogs,
    floor_turns,
    language_of_chat,
    meeting_changes,
    saved_passages,
    subscriptions,
)

_UNIQUE_IN_CHAT = ("subject", "revision", "notice", "lead")


@dataclass(frozen=True)
class Chat:
    """A row of `chats`. `created` is an instant and `last_seen` a day, both in UTC; `language` and
    `time_zone` are None if the person did not choose. `app_language` is that of their Telegram
    app, None if the bot does not speak it."""

    id: int
    language: str | None
    time_zone: str | None
    created: datetime
    last_seen: date
    reachable: bool = True
    announcements: bool = True  # wants them
    app_language: str | None = None
    # The bot expects an answer in this chat. None: this was not read.
    has_open_dialog: bool | None = None
    # It has saved passages. None: this was not read.
    has_saved: bool | None = None
    # It is subscribed to a roundtable. None: this was not read.
    follows_roundtables: bool | None = None
    # Telegram took no messages for it, so its notices wait. None: this was not read.
    has_trouble: bool | None = None


def _chat(row: Row[Any]) -> Chat:
    kept = (row.id, row.language, row.time_zone, row.created, row.last_seen)
    return Chat(*kept, row.reachable, row.announcements, row.app_language)


async def find_chat(connection: AsyncConnection, chat_id: int) -> Chat | None:
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).first()
    return None if row is None else _chat(row)


async def record_contact(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Note that a chat wrote today: create it if it is missing, and make it reachable."""
    woken = await connection.execute(
        update(chats)
        .where(chats.c.id == chat_id, ~chats.c.reachable)
        .values(reachable=True, reachable_since=now)
    )
    if woken.rowcount:
        await delete_undone(connection, chat_id)
    if await create_missing_chats(connection, [chat_id], now):
        return
    seen = (chats.c.id == chat_id) & (chats.c.last_seen != now.date())
    await connection.execute(update(chats).where(seen).values(last_seen=now.date()))


async def create_missing_chats(
    connection: AsyncConnection, ids: Collection[int], now: datetime
) -> int:
    """Create the chats that are missing, and count them as arrivals; return their number."""
    rows = [{"id": id, "created": now, "last_seen": now.date()} for id in ids]
    statement = insert(chats).on_conflict_do_nothing().returning(chats.c.id)
    new = (await connection.execute(statement, rows)).scalars().all()
    await counts.count_arrivals(connection, new, now.date())
    return len(new)


async def get_or_create_chat(connection: AsyncConnection, chat_id: int, now: datetime) -> Chat:
    """The chat, seen today. This writes at most once a day for each chat."""
    known = await find_chat(connection, chat_id)
    if known is not None and known.reachable and known.last_seen == now.date():
        return known
    await record_contact(connection, chat_id, now)
    return known or Chat(chat_id, None, None, now, now.date())


async def get_or_create_chats(
    connection: AsyncConnection, ids: Collection[int], now: datetime
) -> dict[int, Chat]:
    """Do for many chats what `get_or_create_chat` does for one.

    Chats that are unreachable are left out of the answer: they are for `record_contact`.
    """
    known = await known_chats(connection, ids)
    today = now.date()
    new = [id for id in ids if id not in known]
    if new:
        await create_missing_chats(connection, new, now)
    unseen = [chat.id for chat in known.values() if chat.reachable and chat.last_seen != today]
    if unseen:
        await connection.execute(
            update(chats).where(chats.c.id.in_(unseen)).values(last_seen=today)
        )
    found = {id: known.get(id) or _defaults(id, now) for id in ids}
    return {
        id: chat if chat.last_seen == today else replace(chat, last_seen=today)
        for id, chat in found.items()
        if chat.reachable
    }


async def get_chats(
    connection: AsyncConnection, ids: Collection[int], now: datetime
) -> dict[int, Chat]:
    """Many chats by id, without writing anything; those that are missing have the defaults."""
    known = await known_chats(connection, ids)
    return {id: known.get(id) or _defaults(id, now) for id in ids}


async def known_chats(connection: AsyncConnection, ids: Collection[int]) -> dict[int, Chat]:
    """The chats among `ids` that are stored, by id."""
    rows = await connection.execute(_chat_rows(), {"ids": list(ids)})
    return {row[0]: Chat(*row) for row in rows}


@cache
def _chat_rows() -> Select[Any]:
    """The fields of a Chat, in their order."""
    columns = [chats.c[field.name] for field in fields(Chat) if field.name in chats.c]
    saved = exists().where(saved_passages.c.chat_id == chats.c.id)
    following = exists().where(
        subscriptions.c.chat_id == chats.c.id, subscriptions.c.what == "roundtable"
    )
    trouble = exists().where(
        chat_troubles.c.chat_id == chats.c.id, chat_troubles.c.next_try.is_not(None)
    )
    both = chats.outerjoin(dialogs, dialogs.c.chat_id == chats.c.id)
    return (
        select(*columns, dialogs.c.chat_id.is_not(None), saved, following, trouble)
        .select_from(both)
        .where(chats.c.id.in_(bindparam("ids", expanding=True)))
    )


def _defaults(chat_id: int, now: datetime) -> Chat:
    return Chat(
        chat_id, None, None, now, now.date(),
        has_open_dialog=False, has_saved=False, follows_roundtables=False,
        has_trouble=False,
    )  # fmt: skip


async def languages_of_chats(connection: AsyncConnection) -> set[str | None]:
    """The languages of those that can be reached; None stands for the event's."""
    spoken = select(language_of_chat).where(chats.c.reachable).distinct()
    return set((await connection.execute(spoken)).scalars())


async def set_language(connection: AsyncConnection, chat_id: int, language: str | None) -> None:
    """Set the chat's language; None for that of the person's Telegram app."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(language=language))


async def set_app_languages(connection: AsyncConnection, languages: Mapping[int, str]) -> None:
    """Note the language of people's Telegram apps, by chat."""
    mine = update(chats).where(chats.c.id == bindparam("of_chat"))
    await connection.execute(
        mine.values(app_language=bindparam("spoken")),
        [{"of_chat": id, "spoken": language} for id, language in languages.items()],
    )


async def set_announcements(connection: AsyncConnection, chat_id: int, wanted: bool) -> None:
    """Set whether announcements are sent to the chat, from the next message on."""
    await connection.execute(
        update(chats).where(chats.c.id == chat_id).values(announcements=wanted)
    )


async def set_topic(connection: AsyncConnection, chat_id: int, topic_id: int | None) -> None:
    """Set the topic of a forum for what no subscription decides; None for General."""
    await connection.execute(
        update(chats)
        .where(chats.c.id == chat_id, chats.c.topic_id.is_distinct_from(topic_id))
        .values(topic_id=topic_id)
    )


async def set_time_zone(connection: AsyncConnection, chat_id: int, zone: str | None) -> None:
    """Set the chat's time zone (an IANA name); None for the event's."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(time_zone=zone))
    await plan_again(connection, chat_id)


async def move_chat(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """Move everything kept about a group to its new id, since it became a supergroup.

    If something is kept under both ids, the choices made under the old one hold, and what was sent
    under either stays sent.
    """
    if old_id == new_id:
        return
    await move_group(connection, old_id, new_id)
    if await find_chat(connection, old_id) is None:
        return
    await connection.execute(delete(chats).where(chats.c.id == new_id))
    await connection.execute(
        update(chats).where(chats.c.id == old_id).values(id=new_id, reachable=True)
    )
    await _merge_deliveries(connection, old_id, new_id)
    for table in CHAT_TABLES:
        keys = [column.name for column in table.primary_key if column.name != "chat_id"]
        if table is not deliveries:
            twin = table.alias("twin")
            same = [twin.c[name] == table.c[name] for name in keys]
            kept = exists().where(twin.c.chat_id == old_id, *same)
            await connection.execute(delete(table).where(table.c.chat_id == new_id, kept))
        await connection.execute(
            update(table).where(table.c.chat_id == old_id).values(chat_id=new_id)
        )


async def _merge_deliveries(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """Keep one of two equal deliveries under both ids: the settled one, else the old id's."""
    twin = deliveries.alias("twin")
    same = [twin.c[name] == deliveries.c[name] for name in _UNIQUE_IN_CHAT]
    settled = (State.SENT, State.FAILED, State.EXPIRED)
    done = exists().where(twin.c.chat_id == new_id, twin.c.state.in_(settled), *same)
    await connection.execute(
        delete(deliveries).where(
            deliveries.c.chat_id == old_id, deliveries.c.state.not_in(settled), done
        )
    )
    kept = exists().where(twin.c.chat_id == old_id, *same)
    await connection.execute(delete(deliveries).where(deliveries.c.chat_id == new_id, kept))


async def forget_chat(connection: AsyncConnection, chat_id: int) -> bool:
    """Delete everything kept about a chat; return whether there was anything. What became of its
    notices stays counted, without the chat."""
    found = 0
    await count_outcomes(connection, deliveries.c.chat_id == chat_id)
    await forget_person(connection, chat_id)
    for table in CHAT_TABLES:
        gone = await connection.execute(delete(table).where(table.c.chat_id == chat_id))
        found += gone.rowcount
    gone = await connection.execute(delete(chats).where(chats.c.id == chat_id))
    await _forget_cursors(connection, chat_id)
    return bool(found + gone.rowcount)


async def _forget_cursors(connection: AsyncConnection, chat_id: int) -> None:
    """Let what is queued in the order of chats go on after the chat before this one."""
    before = select(func.max(chats.c.id)).where(chats.c.id < chat_id).scalar_subquery()
    for cursor in (announcements.c.queued_to_chat_id, meeting_changes.c.queued_to_chat_id):
        value = before if cursor.nullable else func.coalesce(before, BEFORE_ALL_CHATS)
        await connection.execute(
            update(cursor.table).where(cursor == chat_id).values(queued_to_chat_id=value)
        )


async def count_inactive_chats(connection: AsyncConnection, before: date) -> tuple[int, int]:
    """Return how many chats were last seen before a day (UTC), and how many there are."""
    inactive = func.count().filter((chats.c.last_seen < before) & ~chats.c.is_channel)
    row = (await connection.execute(select(inactive, func.count()).select_from(chats))).one()
    return row[0], row[1]


async def forget_inactive_chats(connection: AsyncConnection, before: date) -> int:
    """Forget every chat last seen before a day (UTC); return their number."""
    inactive = (chats.c.last_seen < before) & ~chats.c.is_channel  # nobody writes in channels
    unseen = select(chats.c.id).where(inactive)
    await count_outcomes(connection, deliveries.c.chat_id.in_(unseen))
    await forget_people(connection, floor_turns.c.chat_id.in_(unseen))
    for table in CHAT_TABLES:
        await connection.execute(delete(table).where(table.c.chat_id.in_(unseen)))
    result = await connection.execute(delete(chats).where(inactive))
    return int(result.rowcount)

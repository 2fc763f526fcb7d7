"""Chats: the little that is remembered of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import counts
from storage.deliveries.outcome_counts import count_outcomes
from storage.deliveries.states import State, delete_undone, plan_again
from storage.questions.group import move_group
from storage.tables import CHAT_TABLES, chats, deliveries, dialogs

_ONCE = ("subject", "revision", "notice", "lead")


@dataclass(frozen=True)
class Chat:
    """All that is kept about one chat. `created` is an instant in UTC, `last_seen` a day in UTC."""

    id: int
    language: str | None
    time_zone: str | None
    created: datetime
    last_seen: date
    reachable: bool = True
    # Whether it gets announcements.
    announcements: bool = True
    # Whether a dialog of ours waits for the chat's next words; None where that was not read.
    has_open_dialog: bool | None = None


def _chat(row: Row[Any]) -> Chat:
    kept = (row.id, row.language, row.time_zone, row.created, row.last_seen)
    return Chat(*kept, row.reachable, row.announcements)


async def find_chat(connection: AsyncConnection, chat_id: int) -> Chat | None:
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).first()
    return None if row is None else _chat(row)


async def record_contact(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Remember the chat, and the day on which it was last seen. It can be written to, again."""
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
    """Keep those that are not known yet, and count that they came; says how many."""
    rows = [{"id": each, "created": now, "last_seen": now.date()} for each in ids]
    fresh = insert(chats).on_conflict_do_nothing().returning(chats.c.id)
    new = (await connection.execute(fresh, rows)).scalars().all()
    await counts.count_arrivals(connection, new, now.date())
    return len(new)


async def get_or_create_chat(connection: AsyncConnection, chat_id: int, now: datetime) -> Chat:
    """The chat as it is kept, remembered as seen on this day; writes at most once a day."""
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
    known = await _known(connection, ids)
    today = now.date()
    new = [each for each in ids if each not in known]
    if new:
        await create_missing_chats(connection, new, now)
    unseen = [each.id for each in known.values() if each.reachable and each.last_seen != today]
    if unseen:
        await connection.execute(
            update(chats).where(chats.c.id.in_(unseen)).values(last_seen=today)
        )
    met = {each: known.get(each) or _unknown(each, now) for each in ids}
    return {
        each: chat if chat.last_seen == today else replace(chat, last_seen=today)
        for each, chat in met.items()
        if chat.reachable
    }


async def get_chats(
    connection: AsyncConnection, ids: Collection[int], now: datetime
) -> dict[int, Chat]:
    """What is kept of many chats, where nothing is to be remembered of them; the defaults of those
    that are not known."""
    known = await _known(connection, ids)
    return {each: known.get(each) or _unknown(each, now) for each in ids}


async def _known(connection: AsyncConnection, ids: Collection[int]) -> dict[int, Chat]:
    rows = await connection.execute(_kept(), {"ids": list(ids)})
    return {row[0]: Chat(*row) for row in rows}


@cache
def _kept() -> Select[Any]:
    """The fields of a Chat, in their order."""
    columns = [chats.c[each.name] for each in fields(Chat) if each.name != "has_open_dialog"]
    both = chats.outerjoin(dialogs, dialogs.c.chat_id == chats.c.id)
    return (
        select(*columns, dialogs.c.chat_id.is_not(None))
        .select_from(both)
        .where(chats.c.id.in_(bindparam("ids", expanding=True)))
    )


def _unknown(chat_id: int, now: datetime) -> Chat:
    return Chat(chat_id, None, None, now, now.date(), has_open_dialog=False)


async def set_language(connection: AsyncConnection, chat_id: int, language: str | None) -> None:
    """Keep the language chosen; None goes back to the client's."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(language=language))


async def set_announcements(connection: AsyncConnection, chat_id: int, wanted: bool) -> None:
    """Whether announcements go to the chat, from the next message on."""
    await connection.execute(
        update(chats).where(chats.c.id == chat_id).values(announcements=wanted)
    )


async def set_time_zone(connection: AsyncConnection, chat_id: int, zone: str | None) -> None:
    """Keep the time zone chosen (an IANA name); None goes back to the event's."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(time_zone=zone))
    await plan_again(connection, chat_id)


async def move_chat(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """A group became a supergroup and goes by a new id; what was kept under it goes along.

    Where something is kept under both, what was chosen under the old id holds, and what was sent
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
    """Of the same delivery under both ids keep one: the one that is settled, else the old one."""
    twin = deliveries.alias("twin")
    same = [twin.c[name] == deliveries.c[name] for name in _ONCE]
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
    """Delete all that is kept about a chat; says whether there was anything. Of its notices it
    stays counted what became of such."""
    found = 0
    await count_outcomes(connection, deliveries.c.chat_id == chat_id)
    for table in CHAT_TABLES:
        gone = await connection.execute(delete(table).where(table.c.chat_id == chat_id))
        found += gone.rowcount
    gone = await connection.execute(delete(chats).where(chats.c.id == chat_id))
    return bool(found + gone.rowcount)


async def forget_inactive_chats(connection: AsyncConnection, before: date) -> int:
    """Delete every chat last seen before a day (UTC), with all that is kept about it; says how
    many."""
    unseen = select(chats.c.id).where(chats.c.last_seen < before)
    await count_outcomes(connection, deliveries.c.chat_id.in_(unseen))
    for table in CHAT_TABLES:
        await connection.execute(delete(table).where(table.c.chat_id.in_(unseen)))
    result = await connection.execute(delete(chats).where(chats.c.last_seen < before))
    return int(result.rowcount)

"""Cards: messages that show a floor and are edited in their place when something was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import case, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import chats, floor_cards, floor_sessions, language_of_chat

CardView = Literal["podium", "public", "interpreter"]


@dataclass(frozen=True)
class Card:
    """A card that is behind its session. `language` and `time_zone` are the chat's, None for the
    pack's language and the event's zone."""

    chat_id: int
    session: int
    view: CardView
    thread_id: int | None
    message_id: int | None
    pinned: bool
    language: str | None
    time_zone: str | None


async def follow(
    connection: AsyncConnection,
    chat_id: int,
    session: int,
    view: CardView,
    message_id: int | None,
    thread_id: int | None = None,
    shown_revision: int = -1,
) -> None:
    """Let a message of a chat follow a session, in place of an older one. Without `message_id` a
    new one is sent. `shown_revision` is the session's that the message shows already."""
    values: dict[str, Any] = {
        "view": view, "thread_id": thread_id, "message_id": message_id,
        "shown_revision": shown_revision, "held_until": None, "not_before": None,
    }  # fmt: skip
    same = floor_cards.c.message_id == message_id
    await connection.execute(
        insert(floor_cards)
        .values(chat_id=chat_id, session=session, pinned=False, **values)
        .on_conflict_do_update(
            index_elements=["chat_id", "session"],
            set_={**values, "pinned": case((same, floor_cards.c.pinned), else_=False)},
        )
    )


async def is_followed(connection: AsyncConnection, chat_id: int, session: int) -> bool:
    """Return whether a chat has a card of a session."""
    found = exists().where(floor_cards.c.chat_id == chat_id, floor_cards.c.session == session)
    return bool((await connection.execute(select(found))).scalar())


async def unfollow(connection: AsyncConnection, chat_id: int, session: int) -> None:
    await connection.execute(
        delete(floor_cards).where(
            floor_cards.c.chat_id == chat_id, floor_cards.c.session == session
        )
    )


async def hold(
    connection: AsyncConnection, chat_id: int, session: int, until: datetime | None
) -> None:
    """Leave a card alone until an instant, or let it follow at once."""
    await connection.execute(
        update(floor_cards)
        .where(floor_cards.c.chat_id == chat_id, floor_cards.c.session == session)
        .values(held_until=until, shown_revision=-1)
    )


async def show_podium_again(connection: AsyncConnection, session: int) -> None:
    """Let the podium's cards of a session be edited although nothing was done in it: whom the bot
    cannot reach is on them."""
    await connection.execute(
        update(floor_cards)
        .where(floor_cards.c.session == session, floor_cards.c.view == "podium")
        .values(shown_revision=-1)
    )


async def is_held(connection: AsyncConnection, card: Card, now: datetime) -> bool:
    """Return whether a card is left alone now: its reader looks at something else in it."""
    mine = (floor_cards.c.chat_id == card.chat_id) & (floor_cards.c.session == card.session)
    until = await connection.scalar(select(floor_cards.c.held_until).where(mine))
    return until is not None and until > now


async def behind(connection: AsyncConnection, now: datetime, limit: int) -> list[Card]:
    """Return cards that do not show the present revision and may be edited, the podium's first."""
    card, session = floor_cards.c, floor_sessions.c
    query = (
        select(floor_cards, language_of_chat.label("language"), chats.c.time_zone)
        .join(floor_sessions, session.id == card.session)
        .outerjoin(chats, chats.c.id == card.chat_id)
        .where(
            card.shown_revision != session.revision,
            or_(card.held_until.is_(None), card.held_until <= now),
            or_(card.not_before.is_(None), card.not_before <= now),
        )
        .order_by(card.view, card.session, card.chat_id)
        .limit(limit)
    )
    return [
        Card(
            row.chat_id, row.session, row.view, row.thread_id, row.message_id, row.pinned,
            row.language, row.time_zone,
        )
        for row in await connection.execute(query)
    ]  # fmt: skip


async def next_at(connection: AsyncConnection) -> datetime | None:
    """Return the first instant at which a card that is behind may be edited."""
    card, session = floor_cards.c, floor_sessions.c
    query = (
        select(card.held_until, card.not_before)
        .join(floor_sessions, session.id == card.session)
        .where(card.shown_revision != session.revision)
    )
    instants = [
        max(at for at in row if at is not None)
        for row in await connection.execute(query)
        if any(row)
    ]
    return min(instants, default=None)


async def shown(
    connection: AsyncConnection, card: Card, message_id: int, revision: int, not_before: datetime
) -> None:
    """Note that a card shows a revision of its session."""
    await connection.execute(
        update(floor_cards)
        .where(floor_cards.c.chat_id == card.chat_id, floor_cards.c.session == card.session)
        .values(
            message_id=message_id, shown_revision=revision, not_before=not_before,
            pinned=True,
        )
    )  # fmt: skip


async def retry(connection: AsyncConnection, card: Card, not_before: datetime) -> None:
    await connection.execute(
        update(floor_cards)
        .where(floor_cards.c.chat_id == card.chat_id, floor_cards.c.session == card.session)
        .values(not_before=not_before)
    )

"""The group that questions go to, and the link by which an organiser chooses it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.hashing import sha256
from storage.tables import group_links, question_group, question_relays, questions

# A link is for the same hour: it opens a choice of groups at once.
LINK_LIFETIME = timedelta(hours=1)
_TITLE = 128  # characters, as in Telegram
_ONLY = 1


@dataclass(frozen=True)
class Group:
    """`lost` once Telegram said that the bot cannot write there."""

    chat_id: int
    title: str
    lost: bool


async def group_of(connection: AsyncConnection) -> Group | None:
    found = await connection.execute(
        select(question_group.c.chat_id, question_group.c.title, question_group.c.lost)
    )
    row = found.first()
    return None if row is None else Group(*row)


async def make_link(connection: AsyncConnection, user_id: int, now: datetime) -> str:
    """A token with which this organiser, and nobody else, chooses a group once. It replaces the
    one they had."""
    token = secrets.token_hex(16)
    made = {"token_hash": sha256(token), "expires": now + LINK_LIFETIME}
    await connection.execute(
        insert(group_links)
        .values(user_id=user_id, **made)
        .on_conflict_do_update(index_elements=["user_id"], set_=made)
    )
    return token


async def use_link(connection: AsyncConnection, token: str, user_id: int, now: datetime) -> bool:
    """Says whether it was theirs and still holds; it does not any more."""
    used = await connection.execute(
        delete(group_links).where(
            group_links.c.user_id == user_id,
            group_links.c.token_hash == sha256(token),
            group_links.c.expires > now,
        )
    )
    return used.rowcount > 0


async def choose_group(connection: AsyncConnection, chat_id: int, title: str) -> None:
    """From now on, questions go there. Those that wait elsewhere go along."""
    chosen = {"chat_id": chat_id, "title": title[:_TITLE], "lost": False}
    await connection.execute(
        insert(question_group)
        .values(id=_ONLY, **chosen)
        .on_conflict_do_update(index_elements=["id"], set_=chosen)
    )
    await spread_again(
        connection,
        question_relays.c.chat_id != chat_id,
        question_relays.c.state.in_(("waiting", "refused")),
    )


async def leave_group(connection: AsyncConnection) -> Group | None:
    """Back to each organiser. What the group was shown already stays there to be answered."""
    group = await group_of(connection)
    if group is not None:
        await connection.execute(delete(question_group))
        here = question_relays.c.chat_id == group.chat_id
        await spread_again(connection, here, question_relays.c.state != "sent")
    return group


async def lose_group(connection: AsyncConnection, chat_id: int) -> bool:
    """The bot cannot write there any more: what is open is shown to each organiser. Says whether
    it was the group, until now."""
    lost = await connection.execute(
        update(question_group)
        .where(question_group.c.chat_id == chat_id, ~question_group.c.lost)
        .values(lost=True)
    )
    if lost.rowcount:
        await spread_again(connection, question_relays.c.chat_id == chat_id)
    return lost.rowcount > 0


async def forget_group(connection: AsyncConnection, chat_id: int) -> bool:
    """A group asked to be forgotten: what is open is shown to each organiser. Says whether it was
    the group."""
    gone = await connection.execute(
        delete(question_group).where(question_group.c.chat_id == chat_id)
    )
    if gone.rowcount:
        await spread_again(connection, question_relays.c.chat_id == chat_id)
    return gone.rowcount > 0


async def move_group(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """It became a supergroup, which counts its messages anew: what is open is shown again there,
    and what was settled can be answered no more. Clients take no reply to older messages, so none
    is lost: https://github.com/telegramdesktop/tdesktop/issues/7961"""
    await connection.execute(
        update(question_group).where(question_group.c.chat_id == old_id).values(chat_id=new_id)
    )
    here = question_relays.c.chat_id == old_id
    await spread_again(connection, here)
    await connection.execute(delete(question_relays).where(here))


async def spread_again(connection: AsyncConnection, *which: ColumnElement[bool]) -> None:
    """Take these relays of open questions back. Where nobody was shown the question otherwise,
    it is decided anew who is asked."""
    still = select(questions.c.id).where(
        questions.c.status == "open", questions.c.words.is_not(None)
    )
    gone = await connection.execute(
        delete(question_relays)
        .where(*which, question_relays.c.question.in_(still))
        .returning(question_relays.c.question)
    )
    ids = set(gone.scalars())
    if ids:
        left = select(question_relays.c.question)
        await connection.execute(
            update(questions)
            .where(questions.c.id.in_(ids), questions.c.id.not_in(left))
            .values(recipients_assigned=False)
        )

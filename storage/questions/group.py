"""The group that questions go to, and the link by which an organiser chooses it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.hashing import sha256
from storage.tables import (
    group_links,
    question_edits,
    question_file_messages,
    question_files,
    question_group,
    question_relays,
    question_subjects,
    questions,
)

# Short, since the link opens a choice of groups at once.
LINK_LIFETIME = timedelta(hours=1)
MAX_GROUP_TITLE = 128  # characters, as in Telegram
_ROW_ID = 1  # the table has one row, or none


@dataclass(frozen=True)
class Group:
    """`lost` is true once Telegram said that the bot cannot write there."""

    chat_id: int
    title: str
    lost: bool


async def group_of(connection: AsyncConnection) -> Group | None:
    found = await connection.execute(
        select(question_group.c.chat_id, question_group.c.title, question_group.c.lost)
    )
    row = found.first()
    return None if row is None else Group(*row)


@dataclass(frozen=True)
class UsedLink:
    """A link that was used up: for all questions, or for those about one `subject`."""

    subject: int | None


async def make_link(
    connection: AsyncConnection, user_id: int, now: datetime, subject: int | None = None
) -> str:
    """Make a token with which one organiser can choose a group, once: for all questions, or for
    those about a subject. It replaces their old one."""
    token = secrets.token_hex(16)
    made = {"token_hash": sha256(token), "expires": now + LINK_LIFETIME, "subject": subject}
    await connection.execute(
        insert(group_links)
        .values(user_id=user_id, **made)
        .on_conflict_do_update(index_elements=["user_id"], set_=made)
    )
    return token


async def use_link(
    connection: AsyncConnection, token: str, user_id: int, now: datetime
) -> UsedLink | None:
    """Use up a token; return None if it was not this organiser's, or had expired."""
    used = await connection.execute(
        delete(group_links)
        .where(
            group_links.c.user_id == user_id,
            group_links.c.token_hash == sha256(token),
            group_links.c.expires > now,
        )
        .returning(group_links.c.subject)
    )
    row = used.first()
    return None if row is None else UsedLink(row.subject)


async def choose_group(connection: AsyncConnection, chat_id: int, title: str) -> None:
    """Send questions to a group from now on, also those that are not sent yet."""
    chosen = {"chat_id": chat_id, "title": title[:MAX_GROUP_TITLE], "lost": False}
    await connection.execute(
        insert(question_group)
        .values(id=_ROW_ID, **chosen)
        .on_conflict_do_update(index_elements=["id"], set_=chosen)
    )
    await reassign(
        connection,
        question_relays.c.chat_id != chat_id,
        question_relays.c.state.in_(("waiting", "refused")),
    )


async def leave_group(connection: AsyncConnection) -> Group | None:
    """Send questions to each organiser again; return the group, if there was one. Questions that
    the group was shown can still be answered there."""
    group = await group_of(connection)
    if group is not None:
        await connection.execute(delete(question_group))
        here = question_relays.c.chat_id == group.chat_id
        await reassign(connection, here, question_relays.c.state != "sent")
    return group


async def lose_group(connection: AsyncConnection, chat_id: int) -> bool:
    """Note that the bot cannot write in a group that gets questions, all or those about a subject,
    so that open ones go elsewhere; return whether it was one and not noted before."""
    lost = await connection.execute(
        update(question_group)
        .where(question_group.c.chat_id == chat_id, ~question_group.c.lost)
        .values(lost=True)
    )
    of_subjects = await connection.execute(
        update(question_subjects)
        .where(question_subjects.c.group_id == chat_id, ~question_subjects.c.group_lost)
        .values(group_lost=True)
    )
    number = lost.rowcount + of_subjects.rowcount
    if number:
        await reassign(connection, question_relays.c.chat_id == chat_id)
    return number > 0


async def forget_group(connection: AsyncConnection, chat_id: int) -> bool:
    """Forget a group that gets questions, so that open ones go elsewhere; return whether it was
    one."""
    gone = await connection.execute(
        delete(question_group).where(question_group.c.chat_id == chat_id)
    )
    of_subjects = await connection.execute(
        update(question_subjects)
        .where(question_subjects.c.group_id == chat_id)
        .values(group_id=null(), group_title="", group_lost=False)
    )
    number = gone.rowcount + of_subjects.rowcount
    if number:
        await reassign(connection, question_relays.c.chat_id == chat_id)
    return number > 0


async def move_group(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """Give the group its new id as a supergroup, and send open questions there again.

    A supergroup numbers its messages anew, so settled questions can no longer be answered there.
    Clients do not allow a reply to the old messages anyway:
    https://github.com/telegramdesktop/tdesktop/issues/7961
    """
    await connection.execute(
        update(question_group).where(question_group.c.chat_id == old_id).values(chat_id=new_id)
    )
    await connection.execute(
        update(question_subjects)
        .where(question_subjects.c.group_id == old_id)
        .values(group_id=new_id)
    )
    here = question_relays.c.chat_id == old_id
    await reassign(connection, here)
    await connection.execute(delete(question_relays).where(here))
    for table in (question_file_messages, question_edits):
        await connection.execute(delete(table).where(table.c.chat_id == old_id))
    # What came with an answer from there may still be under way.
    await connection.execute(
        update(question_files)
        .where(question_files.c.chat_id == old_id)
        .values(message_id=-question_files.c.id)
    )


async def reassign(connection: AsyncConnection, *which: ColumnElement[bool]) -> None:
    """Delete these messages of open questions. A question that has none left is assigned to
    recipients anew."""
    still_open = select(questions.c.id).where(
        questions.c.status == "open", questions.c.words.is_not(None)
    )
    gone = await connection.execute(
        delete(question_relays)
        .where(*which, question_relays.c.question.in_(still_open))
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

"""Dialogs: what the bot asked in a private chat. The next message is taken as the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import dialogs

# After this, a message is a search again: the person may not remember what they were asked.
DIALOG_LIFETIME = timedelta(hours=6)
# The name of a dialog that has its answer. Its state is the id of that message, so that the message
# is recognised if Telegram hands it over again.
TAKEN = "taken"


@dataclass(frozen=True)
class Dialog:
    """`name` is that of the topic that asked; `state` is its own JSON."""

    name: str
    state: str


async def open_dialog(
    connection: AsyncConnection, chat_id: int, name: str, state: str, now: datetime
) -> None:
    """Expect an answer in a chat, in place of the dialog that may be open."""
    asked = {"name": name, "state": state, "asked": now}
    await connection.execute(
        insert(dialogs)
        .values(chat_id=chat_id, **asked)
        .on_conflict_do_update(index_elements=["chat_id"], set_=asked)
    )


async def dialog_of(connection: AsyncConnection, chat_id: int, now: datetime) -> Dialog | None:
    """The dialog that is open in a chat, if there is one."""
    found = await connection.execute(
        select(dialogs.c.name, dialogs.c.state).where(
            dialogs.c.chat_id == chat_id, dialogs.c.asked > now - DIALOG_LIFETIME
        )
    )
    row = found.first()
    return None if row is None else Dialog(row.name, row.state)


async def close_dialog(connection: AsyncConnection, chat_id: int, name: str | None = None) -> bool:
    """Expect no answer any more, or none for the dialog of this name; return whether one was
    expected."""
    this = dialogs.c.chat_id == chat_id
    if name is not None:
        this &= dialogs.c.name == name
    closed = await connection.execute(delete(dialogs).where(this).returning(dialogs.c.name))
    return any(name != TAKEN for name in closed.scalars())

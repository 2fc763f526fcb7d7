"""Dialogs: what the bot asked in a private chat, so that the next message is taken as its answer.

The state is the dialog's own; a restart loses nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import dialogs

# After this, words are a search again: nobody remembers what they were asked.
DIALOG_LIFETIME = timedelta(hours=6)
# The name of one that has its words and asks for nothing more. Its state is the number of the
# message that brought them, which is known when it is handed over again.
TAKEN = "taken"


@dataclass(frozen=True)
class Dialog:
    """`name` says whose it is, `state` is JSON."""

    name: str
    state: str


async def open_dialog(
    connection: AsyncConnection, chat_id: int, name: str, state: str, now: datetime
) -> None:
    """Ask for the next message; what was asked before is dropped."""
    asked = {"name": name, "state": state, "asked": now}
    await connection.execute(
        insert(dialogs)
        .values(chat_id=chat_id, **asked)
        .on_conflict_do_update(index_elements=["chat_id"], set_=asked)
    )


async def dialog_of(connection: AsyncConnection, chat_id: int, now: datetime) -> Dialog | None:
    """The dialog that is open in a chat."""
    found = await connection.execute(
        select(dialogs.c.name, dialogs.c.state).where(
            dialogs.c.chat_id == chat_id, dialogs.c.asked > now - DIALOG_LIFETIME
        )
    )
    row = found.first()
    return None if row is None else Dialog(row.name, row.state)


async def close_dialog(connection: AsyncConnection, chat_id: int) -> bool:
    """Ask for nothing any more; says whether something was asked."""
    closed = await connection.execute(
        delete(dialogs).where(dialogs.c.chat_id == chat_id).returning(dialogs.c.name)
    )
    return any(name != TAKEN for name in closed.scalars())

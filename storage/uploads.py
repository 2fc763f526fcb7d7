"""Files that the bot uploaded to Telegram once, by their content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import uploads

FileKind = Literal["document", "photo"]


@dataclass(frozen=True)
class Upload:
    """A file that Telegram has, and what it is there: its kind never changes."""

    kind: FileKind
    file_id: str


async def upload_of(connection: AsyncConnection, bot_id: int, sha256: str) -> Upload | None:
    """Return the upload of the file with this content, in hexadecimal, by this bot."""
    row = (
        await connection.execute(
            select(uploads.c.kind, uploads.c.file_id).where(
                uploads.c.bot_id == bot_id, uploads.c.sha256 == sha256
            )
        )
    ).first()
    return None if row is None else Upload(row.kind, row.file_id)


async def keep(connection: AsyncConnection, bot_id: int, sha256: str, upload: Upload) -> None:
    """Remember an upload in place of an earlier one."""
    new = {"kind": upload.kind, "file_id": upload.file_id}
    row = insert(uploads).values(bot_id=bot_id, sha256=sha256, **new)
    await connection.execute(
        row.on_conflict_do_update(index_elements=["bot_id", "sha256"], set_=new)
    )

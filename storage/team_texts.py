"""Texts that the team wrote at the desk, each in several languages.

`owner` is the id of what a text belongs to: a prepared answer, for example.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import team_texts

Kind = Literal["answer", "line", "subject"]
# By language.
Texts = Mapping[str, str]


async def texts_of(connection: AsyncConnection, kind: Kind, owner: str) -> dict[str, str]:
    """Return the texts of one owner, by language."""
    rows = await connection.execute(
        select(team_texts.c.language, team_texts.c.text).where(
            team_texts.c.kind == kind, team_texts.c.owner == owner
        )
    )
    return {row.language: row.text for row in rows}


async def all_texts(connection: AsyncConnection, kind: Kind) -> dict[str, dict[str, str]]:
    """Return the texts of all owners, by owner and language."""
    rows = await connection.execute(select(team_texts).where(team_texts.c.kind == kind))
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.owner, {})[row.language] = row.text
    return found


async def set_text(
    connection: AsyncConnection, kind: Kind, owner: str, language: str, text: str
) -> None:
    """Store a text in place of the one that the owner has in this language."""
    await connection.execute(
        insert(team_texts)
        .values(kind=kind, owner=owner, language=language, text=text)
        .on_conflict_do_update(index_elements=["kind", "owner", "language"], set_={"text": text})
    )


async def remove_text(connection: AsyncConnection, kind: Kind, owner: str, language: str) -> bool:
    """Remove the owner's text in a language; return whether there was one."""
    gone = await connection.execute(
        delete(team_texts).where(
            team_texts.c.kind == kind,
            team_texts.c.owner == owner,
            team_texts.c.language == language,
        )
    )
    return gone.rowcount > 0


async def remove_texts(connection: AsyncConnection, kind: Kind, owner: str) -> None:
    """Remove all texts of an owner."""
    await connection.execute(
        delete(team_texts).where(team_texts.c.kind == kind, team_texts.c.owner == owner)
    )


def language_for(texts: Texts, language: str, own: str) -> str | None:
    """Return the language of the text that a reader of `language` gets: theirs, or else the pack's
    `own`, or else English, or else any; None if there is no text."""
    choices = (language, own, "en", *sorted(texts))
    return next((choice for choice in choices if choice in texts), None)

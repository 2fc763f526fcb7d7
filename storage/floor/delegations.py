"""Delegations, and the people who may speak for them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.tables import delegation_people, delegations

# Without letters and digits that look alike on paper: 12 of them are 59 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LETTERS = 12
_MAX_NAME = 64


@dataclass(frozen=True)
class Delegation:
    """`names` is by language. `code` lets a person speak for it: it is shown to the secretariat
    and the clerk, and to nobody else."""

    id: int
    slug: str
    names: Mapping[str, str]
    category: str
    region: str | None
    code: str
    removed: bool = False

    def name(self, language: str, otherwise: str = "en") -> str:
        """Return the name in a language, else in another one."""
        for code in (language, otherwise):
            if code in self.names:
                return self.names[code]
        return next(iter(self.names.values()), self.slug)


@dataclass(frozen=True)
class Wanted:
    """A delegation as a pack or a file has it."""

    slug: str
    names: Mapping[str, str]
    category: str
    region: str | None = None


async def save(connection: AsyncConnection, wanted: Iterable[Wanted]) -> None:
    """Add delegations at the desk, or change those with the same slug. Their codes and people
    stay, and a pack that is loaded later changes them no more."""
    for one in wanted:
        values = _values(one, "desk")
        await connection.execute(
            insert(delegations)
            .values(slug=one.slug, code=new_code(), **values)
            .on_conflict_do_update(index_elements=["slug"], set_=values)
        )


async def load_pack_delegations(connection: AsyncConnection, wanted: Iterable[Wanted]) -> None:
    """Add or change the delegations of a pack, and mark those that came from a pack and are no
    longer in it as removed. Codes and people stay, and so does what was changed at the desk."""
    from_pack = delegations.c.origin == "pack"
    slugs: set[str] = set()
    for one in wanted:
        slugs.add(one.slug)
        values = _values(one, "pack")
        await connection.execute(
            insert(delegations)
            .values(slug=one.slug, code=new_code(), **values)
            .on_conflict_do_update(index_elements=["slug"], set_=values, where=from_pack)
        )
    query = select(delegations.c.id, delegations.c.slug).where(from_pack, ~delegations.c.removed)
    for row in (await connection.execute(query)).all():
        if row.slug not in slugs:
            await connection.execute(
                update(delegations).where(delegations.c.id == row.id).values(removed=True)
            )


def _values(one: Wanted, origin: str) -> dict[str, Any]:
    return {
        "names": json.dumps(dict(one.names), ensure_ascii=False), "category": one.category,
        "region": one.region, "removed": False, "origin": origin,
    }  # fmt: skip


async def remove(connection: AsyncConnection, delegation_id: int) -> None:
    """Take a delegation off the list, with the people who speak for it, also if it is in the pack.
    What it said stays in the record."""
    await connection.execute(
        update(delegations)
        .where(delegations.c.id == delegation_id)
        .values(removed=True, origin="desk")
    )
    await connection.execute(
        delete(delegation_people).where(delegation_people.c.delegation == delegation_id)
    )


async def all_delegations(
    connection: AsyncConnection, removed: bool = False
) -> dict[int, Delegation]:
    """Return the delegations by id, and with `removed` those that were taken off the list, too."""
    query = select(delegations).order_by(delegations.c.id)
    if not removed:
        query = query.where(~delegations.c.removed)
    return {row.id: _delegation(row) for row in await connection.execute(query)}


async def find(connection: AsyncConnection, delegation_id: int) -> Delegation | None:
    query = select(delegations).where(delegations.c.id == delegation_id)
    row = (await connection.execute(query)).first()
    return None if row is None else _delegation(row)


async def by_code(connection: AsyncConnection, code: str) -> Delegation | None:
    """Return the delegation with exactly this code."""
    query = select(delegations).where(delegations.c.code == code, ~delegations.c.removed)
    row = (await connection.execute(query)).first()
    return None if row is None else _delegation(row)


async def renew_code(connection: AsyncConnection, delegation_id: int) -> None:
    """Give a delegation another code; links with the old one stop working. Its people stay."""
    await connection.execute(
        update(delegations).where(delegations.c.id == delegation_id).values(code=new_code())
    )


async def let_speak(
    connection: AsyncConnection, delegation_id: int, chat_id: int, name: str, now: datetime
) -> int:
    """Let a person speak for a delegation; return how many can."""
    await connection.execute(
        insert(delegation_people)
        .values(delegation=delegation_id, chat_id=chat_id, name=name[:_MAX_NAME], since=now)
        .on_conflict_do_update(
            index_elements=["delegation", "chat_id"], set_={"name": name[:_MAX_NAME]}
        )
    )
    people = select(func.count()).where(delegation_people.c.delegation == delegation_id)
    return int(await connection.scalar(people) or 0)


async def no_longer_speaks(connection: AsyncConnection, delegation_id: int, chat_id: int) -> None:
    await connection.execute(
        delete(delegation_people).where(
            delegation_people.c.delegation == delegation_id,
            delegation_people.c.chat_id == chat_id,
        )
    )


async def delegations_of(connection: AsyncConnection, chat_id: int) -> list[Delegation]:
    """Return the delegations for which a person may speak, the first one first."""
    query = (
        select(delegations)
        .join(delegation_people, delegation_people.c.delegation == delegations.c.id)
        .where(delegation_people.c.chat_id == chat_id, ~delegations.c.removed)
        .order_by(delegation_people.c.since, delegations.c.id)
    )
    return [_delegation(row) for row in await connection.execute(query)]


async def people_of(connection: AsyncConnection, delegation_id: int) -> list[tuple[int, str]]:
    """Return the chats and names of the people who may speak for a delegation."""
    query = (
        select(delegation_people.c.chat_id, delegation_people.c.name)
        .where(delegation_people.c.delegation == delegation_id)
        .order_by(delegation_people.c.since)
    )
    return [(row.chat_id, row.name) for row in await connection.execute(query)]


def new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))


def _delegation(row: Row[Any]) -> Delegation:
    names = _names(row.names)
    return Delegation(row.id, row.slug, names, row.category, row.region, row.code, row.removed)


@lru_cache(maxsize=4096)
def _names(text: str) -> Mapping[str, str]:
    """Parse names once: all delegations are read with each look at a floor."""
    names: Mapping[str, str] = json.loads(text)
    return names

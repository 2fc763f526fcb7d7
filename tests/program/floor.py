"""A pack with a list of speakers, and a database with delegations, for the real program."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from storage.database import open_database
from storage.floor import delegations, team
from storage.floor.delegations import Wanted
from storage.floor.team import FloorRole, Holder
from tests.databases import database_url
from tests.program.program import ROOT, Person, Said

MEETING = "roundtable-1"
BEGINS = "2013-10-03T14:00:00+00:00"
SHORTLY_BEFORE = "2013-10-03T13:55:00+00:00"
_SESSION = {
    "id": MEETING, "title": "Round table 1", "kind": "dialogue", "region": "global",
    "venue": "Conference Room 4", "city": "New York", "country": "United States",
    "time_zone": "America/New_York", "start": "2013-10-03T10:00", "end": "2013-10-03T12:00",
    "floor": True, "source": "a test",
}  # fmt: skip
STATES = ("Ruritania", "Sylvania", "Zubrowka", "Borduria", "Syldavia", "Freedonia")


def a_pack(folder: Path, more: Sequence[Mapping[str, Any]] = ()) -> Path:
    """A copy of the shipped pack with a meeting that has a list of speakers, and `more` meetings
    that differ from it as they say; made once in a folder."""
    pack = folder / "pack"
    if pack.exists():
        return pack
    shutil.copytree(ROOT / "content" / "packs" / "hld-2013", pack)
    file = pack / "meetings.yaml"
    added = [_SESSION, *({**_SESSION, "floor": False, **other} for other in more)]
    text = yaml.safe_dump(added, allow_unicode=True, sort_keys=False)
    file.write_text(file.read_text("utf-8").rstrip() + "\n" + text, "utf-8")
    return pack


def a_database(
    folder: Path, speakers: dict[int, str], roles: Mapping[int, FloorRole] | None = None
) -> str:
    """A database in which people speak for delegations; its URL. `speakers` are names of
    delegations by user id, `roles` those at the session."""
    url = database_url(folder / "floor.db")
    asyncio.run(fill(url, speakers, roles))
    return url


async def fill(
    url: str, speakers: dict[int, str], roles: Mapping[int, FloorRole] | None = None
) -> None:
    """Do as `a_database` for the database at a URL."""
    from tests.handlers.floor.room import BEGINS as begins

    database = open_database(url)
    try:
        await database.migrate()
        async with database.write_transaction() as connection:
            wanted = [Wanted(name.lower(), {"en": name}, "state") for name in STATES]
            network = Wanted("network", {"en": "Diaspora Network"}, "civil-society")
            await delegations.save(connection, [*wanted, network])
            known = await delegations.all_delegations(connection)
            ids = {one.names["en"]: one.id for one in known.values()}
            for user, role in (roles or {}).items():
                await team.add_holder(connection, Holder(user, MEETING, role, "Iris"), begins)
            for user, name in speakers.items():
                await delegations.let_speak(connection, ids[name], user, "Somebody", begins)
    finally:
        await database.close()


async def ask(person: Person, delegation: str) -> Said:
    """Ask for the floor for a delegation; the answer."""
    said = await person.press(await person.says("/floor"), "Ask for the floor")
    if "I will speak" in said.labels:
        said = await person.press(said, "I will speak")
        said = await person.press(said, "Another level")
    else:
        said = await person.press(said, said.labels[0])
    return await person.press(said, delegation)

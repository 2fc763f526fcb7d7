"""People as one cell of a table writes them: `chair: Elena Novák (CNRS)`, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

ROLES = ("chair", "co-chair", "moderator", "speaker", "panellist", "rapporteur")
_SPEAKER = "speaker"
_ROLE = re.compile(r"\s*([A-Za-z-]{4,12})\s*:\s*(.*)", re.DOTALL)
_AFFILIATION = re.compile(r"(.*\S)\s*[(（]([^()（）]+)[)）]", re.DOTALL)
_SEPARATORS = " ,،，、;；"
# A comma that is not within brackets.
_COMMA = re.compile(r"[,،，、](?![^(（]*[)）])")


@dataclass(frozen=True)
class NamedPerson:
    """Somebody in a cell; `affiliation` is empty where none is written."""

    name: str
    role: str = _SPEAKER
    affiliation: str = ""


def people_text(people: Iterable[NamedPerson]) -> str:
    """Write people as a cell, one a line. The role of a speaker goes without saying."""
    lines = []
    for person in people:
        role = "" if person.role == _SPEAKER else f"{person.role}: "
        affiliation = f" ({person.affiliation})" if person.affiliation else ""
        lines.append(f"{role}{person.name}{affiliation}")
    return "\n".join(lines)


def read_people(cell: str, role: str = _SPEAKER) -> tuple[NamedPerson, ...]:
    """Read the people of a cell, each once; `role` is theirs unless the cell says another.

    They are on lines of their own, or have semicolons or commas between them. `Haddad, Bruno` is
    one person.
    """
    found: dict[NamedPerson, None] = {}
    for part in _parts(cell):
        its_role = role
        match = _ROLE.fullmatch(part)
        if match is not None and match[1].casefold() in ROLES:
            its_role, part = match[1].casefold(), match[2]
        part = " ".join(part.split())
        affiliation = ""
        if (match := _AFFILIATION.fullmatch(part)) is not None:
            part, affiliation = match[1], match[2].strip()
        if part.strip(_SEPARATORS):
            found[NamedPerson(part, its_role, affiliation)] = None
    return tuple(found)


def _parts(cell: str) -> list[str]:
    if "\n" in cell:
        return cell.split("\n")
    if ";" in cell or "；" in cell:
        return re.split("[;；]", cell)
    parts = _COMMA.split(cell)
    surname_first = cell.count(",") == 1 and all(len(part.split()) == 1 for part in parts)
    return [cell] if surname_first else parts

"""The people of a meeting, by their roles."""

from __future__ import annotations

from collections.abc import Sequence

from content.model.programme import Person
from handlers.framework.reader import Reader

_MAX_PEOPLE = 15  # of one role
_ROLES = ("chair", "co-chair", "moderator", "speaker", "panellist", "rapporteur")
CHAIRS = ("chair", "co-chair")


def people_rows(
    reader: Reader, people: Sequence[Person], roles: Sequence[str] = _ROLES
) -> list[tuple[str, str]]:
    """Return the names of each role, with its label; those who chair come first."""
    rows: list[tuple[str, str]] = []
    for role in roles:
        names = [
            reader.annotated(person.name, person.affiliation) if person.affiliation else person.name
            for person in people
            if person.role == role
        ]
        if names:
            shown = names[:_MAX_PEOPLE]
            if more := len(names) - len(shown):
                others = reader.ngettext("{number} other", "{number} others", more)
                shown.append(others.format(number=more))
            rows.append((role_name(reader, role, len(names)), reader.listed(shown)))
    return rows


def role_name(reader: Reader, role: str, number: int) -> str:
    """Return the label of a role that a number of people have."""
    ngettext = reader.ngettext
    return {
        "chair": ngettext("Chair", "Chairs", number),
        "co-chair": ngettext("Co-chair", "Co-chairs", number),
        "moderator": ngettext("Moderator", "Moderators", number),
        "speaker": ngettext("Speaker", "Speakers", number),
        "panellist": ngettext("Panellist", "Panellists", number),
        "rapporteur": ngettext("Rapporteur", "Rapporteurs", number),
    }[role]


def with_people(reader: Reader, rows: Sequence[tuple[str, str]]) -> str:
    """Return labelled names on one line: Chair: Ana Silva."""
    label = reader.gettext("{label}: {value}")
    return reader.listed(label.format(label=role, value=names) for role, names in rows)

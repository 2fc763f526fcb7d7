"""Checks the delegations: their ids and names."""

from __future__ import annotations

from content.model import Pack
from content.problems import FindingList, printable


def check_delegations(pack: Pack, findings: FindingList) -> None:
    """Check that no two delegations have the same id, or the same name in a language."""
    ids: set[str] = set()
    named: dict[tuple[str, str], str] = {}
    for number, delegation in enumerate(pack.delegations):
        if delegation.id in ids:
            what = f"there are two delegations with the id {delegation.id}"
            fix = "Ids are permanent, so change the newer one."
            findings.add(("delegations", number, "id"), what, fix)
            continue
        ids.add(delegation.id)
        if pack.language in delegation.names and delegation.name is not None:
            what = f"it has a “name” and another one under “names”, {pack.language}"
            findings.add(("delegations", number, "names"), what, "Take one of them out.")
        for language, name in pack.delegation_names(delegation).items():
            other = named.setdefault((language, name.casefold()), delegation.id)
            if other != delegation.id:
                what = f"“{printable(name)}” is also the name of {other}"
                findings.add(("delegations", number), what, "Give each a name of its own.")
                break

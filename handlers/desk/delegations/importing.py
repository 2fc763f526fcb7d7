"""What an import of a table of delegations would do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from content.floor.delegation_tables import ReadDelegations, TableDelegation, slug_of
from content.typed_words import folded
from handlers.framework.subprocesses import run_module
from storage.floor.delegations import Delegation, Wanted

_TIMEOUT_SECONDS = 20  # a file within the limits takes less than one
_FINGERPRINT_CHARACTERS = 12


class ReadingFailed(Exception):
    """The process that reads took too long or crashed."""


@dataclass(frozen=True)
class Plan:
    """What an import would write. `gone` are the delegations that the file does not have; they are
    removed only if that is chosen."""

    new: Sequence[Wanted]
    changed: Sequence[tuple[Delegation, Wanted]]
    unchanged: int
    gone: Sequence[Delegation]

    @property
    def wanted(self) -> list[Wanted]:
        return [*self.new, *(after for _before, after in self.changed)]

    @property
    def fingerprint(self) -> str:
        """Return a hash of all that the import would write or remove."""
        written = [[one.slug, dict(one.names), one.category, one.region] for one in self.wanted]
        text = json.dumps([written, [one.id for one in self.gone]])
        return hashlib.sha256(text.encode()).hexdigest()[:_FINGERPRINT_CHARACTERS]


async def read_table(content: bytes, language: str) -> ReadDelegations:
    """Read a file in a process of its own. Raises ReadingFailed."""
    try:
        ended = await run_module(
            "content.floor.delegation_tables", language, stdin=content,
            timeout_seconds=_TIMEOUT_SECONDS,
        )  # fmt: skip
    except TimeoutError:
        raise ReadingFailed from None
    if ended.exit_code:
        raise ReadingFailed
    return ReadDelegations.model_validate_json(ended.stdout)


def make_plan(known: Collection[Delegation], rows: Sequence[TableDelegation]) -> Plan:
    """Compare a table with the delegations that there are. A row is the one with its id, else the
    one with one of its names in the same language; names in other languages stay."""
    by_slug = {one.slug: one for one in known if not one.removed}
    by_name = {
        (language, folded(name)): one
        for one in by_slug.values()
        for language, name in one.names.items()
    }
    taken = {one.slug for one in known}
    new: list[Wanted] = []
    changed: list[tuple[Delegation, Wanted]] = []
    found: set[int] = set()
    unchanged = 0
    for row in rows:
        before = by_slug.get(row.id) if row.id else None
        if before is None:
            matches = (by_name.get((code, folded(name))) for code, name in row.names.items())
            before = next((one for one in matches if one and one.id not in found), None)
        if before is None:
            slug = row.id or _free(slug_of(next(iter(row.names.values()))), taken)
            taken.add(slug)
            new.append(Wanted(slug, row.names, row.category, row.region))
            continue
        found.add(before.id)
        after = Wanted(before.slug, {**before.names, **row.names}, row.category, row.region)
        if (after.names, after.category, after.region) == (
            before.names, before.category, before.region,
        ):  # fmt: skip
            unchanged += 1
        else:
            changed.append((before, after))
    gone = [one for one in by_slug.values() if one.id not in found]
    return Plan(new, changed, unchanged, gone)


def _free(slug: str, taken: Collection[str]) -> str:
    """Return the slug, with a number if it is taken."""
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free

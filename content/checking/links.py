"""References: whatever an entry names must be there."""

from __future__ import annotations

from collections.abc import Collection

from content.checking.walk import passages
from content.model import Pack
from content.problems import Limited, Path, nearest, shown


def check_links(pack: Pack, found: Limited) -> None:
    """Adds every name that leads nowhere, and links that say nothing."""
    documents = [document.id for document in pack.documents]
    for path, passage in passages(pack):
        named = passage.citation.document
        _resolve(found, (*path, "citation", "document"), "document", named, documents)
    for place, term in enumerate(pack.glossary):
        for order, named in enumerate(term.see):
            _entry(pack, found, ("glossary", place, "see", order), named)
    _meetings(pack, found)
    if pack.event.meeting is not None:
        meetings = [meeting.id for meeting in pack.meetings]
        _resolve(found, ("event", "meeting"), "meeting", pack.event.meeting, meetings)
    _pairs(pack, found)


def _meetings(pack: Pack, found: Limited) -> None:
    numbers = {roundtable.number for roundtable in pack.roundtables}
    ids = [meeting.id for meeting in pack.meetings]
    for place, meeting in enumerate(pack.meetings):
        here: Path = ("meetings", place)
        for field, named, known in (
            ("kind", meeting.kind, pack.kinds),
            ("region", meeting.region, pack.regions),
        ):
            if named not in known:
                near = nearest(named, known)
                mend = f"Did you mean {near}? Otherwise add" if near else "Add"
                what = f"pack.yaml knows no {field} “{named}”"
                found.add((*here, field), what, f"{mend} it to “{field}s” in pack.yaml.")
        if meeting.prepares == meeting.id:
            found.add((*here, "prepares"), "it prepares itself", "Name the other meeting.")
        elif meeting.prepares is not None:
            _resolve(found, (*here, "prepares"), "meeting", meeting.prepares, ids)
        for order, number in enumerate(meeting.roundtables):
            if number not in numbers:
                mend = "Name numbers of roundtables.yaml, or take it out."
                found.add((*here, "roundtables", order), f"there is no roundtable {number}", mend)
            elif number in meeting.roundtables[:order]:
                what = f"roundtable {number} is named twice"
                found.add((*here, "roundtables", order), what, "Name it once.")


def _pairs(pack: Pack, found: Limited) -> None:
    seen: dict[frozenset[str], int] = {}
    for place, link in enumerate(pack.links):
        here: Path = ("links", place, "between")
        for order, end in enumerate(link.between):
            _entry(pack, found, (*here, order), end)
        pair = frozenset(link.between)
        if len(pair) == 1:
            found.add(here, "an entry is linked to itself", "Name two entries, or take it out.")
        elif pair in seen:
            what = f"these two are linked already, in entry {seen[pair] + 1} of the file"
            found.add(here, what, "Keep one of the two; a link goes both ways.")
        seen.setdefault(pair, place)


def _entry(pack: Pack, found: Limited, path: Path, named: str) -> None:
    if f"meeting-{named}" in pack.entries and named not in pack.entries:
        found.add(path, f"“{shown(named)}” is a meeting", f"Write meeting-{named}.")
        return
    _resolve(found, path, "entry", named, pack.entries)


def _resolve(found: Limited, path: Path, kind: str, named: str, known: Collection[str]) -> None:
    if named in known or found.full:
        return
    near = nearest(named, known)
    mend = f"Did you mean {near}?" if near else "Write the id as it stands at the other end."
    found.add(path, f"there is no {kind} “{shown(named)}”", mend)

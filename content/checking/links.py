"""Checks references: every id that an entry names must exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from content.checking.walk import walk_passages
from content.model import Pack
from content.problems import FindingList, Path, nearest, printable


def _is_within_itself(meeting_id: str, parents: Mapping[str, str]) -> bool:
    """Return whether a meeting is part of a meeting that is part of it, at any depth."""
    seen: set[str] = set()
    above = parents.get(meeting_id)
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return meeting_id in seen


def check_links(pack: Pack, findings: FindingList) -> None:
    """Check all references, and that links are between two entries and unique."""
    documents = [document.id for document in pack.documents]
    for path, passage in walk_passages(pack):
        named = passage.citation.document
        _resolve(findings, (*path, "citation", "document"), "document", named, documents)
    for place, collection in enumerate(pack.collections):
        if collection.document is not None:
            here: Path = ("collections", place, "document")
            _resolve(findings, here, "document", collection.document, documents)
    for place, term in enumerate(pack.glossary):
        for order, named in enumerate(term.see):
            _resolve_entry(pack, findings, ("glossary", place, "see", order), named)
    _check_meetings(pack, findings)
    if pack.event.meeting is not None:
        meetings = [meeting.id for meeting in pack.meetings]
        _resolve(findings, ("event", "meeting"), "meeting", pack.event.meeting, meetings)
    _check_links_file(pack, findings)


def _check_meetings(pack: Pack, findings: FindingList) -> None:
    numbers = {roundtable.number for roundtable in pack.roundtables}
    ids = [meeting.id for meeting in pack.meetings]
    parents = {meeting.id: meeting.parent for meeting in pack.meetings if meeting.parent}
    for place, meeting in enumerate(pack.meetings):
        here: Path = ("meetings", place)
        for field, named, known in (
            ("kind", meeting.kind, pack.kinds),
            ("region", meeting.region, pack.regions),
        ):
            if named is None:
                if known:
                    fix = f"Write one of “{field}s” in pack.yaml."
                    findings.add((*here, field), f"“{field}” is missing", fix)
            elif named not in known:
                near = nearest(named, known)
                fix = f"Did you mean {near}? Otherwise add" if near else "Add"
                what = f"pack.yaml knows no {field} “{named}”"
                findings.add((*here, field), what, f"{fix} it to “{field}s” in pack.yaml.")
        for field, name, names in (
            ("room", meeting.room, pack.rooms.values()),
            ("track", meeting.track, pack.tracks.values()),
        ):
            if names and name is not None and name not in names:
                near = nearest(name, names)
                fix = f"Did you mean {near}? Otherwise add" if near else "Add"
                what = f"pack.yaml knows no {field} “{printable(name)}”"
                findings.add((*here, field), what, f"{fix} it to “{field}s” in pack.yaml.")
        if meeting.parent == meeting.id:
            findings.add((*here, "parent"), "it is part of itself", "Name the other meeting.")
        elif _is_within_itself(meeting.id, parents):
            what = f"it is part of “{meeting.parent}”, which is part of it"
            findings.add((*here, "parent"), what, "Take one of the two out.")
        elif meeting.parent is not None:
            _resolve(findings, (*here, "parent"), "meeting", meeting.parent, ids)
        if meeting.prepares == meeting.id:
            findings.add((*here, "prepares"), "it prepares itself", "Name the other meeting.")
        elif meeting.prepares is not None:
            _resolve(findings, (*here, "prepares"), "meeting", meeting.prepares, ids)
        for order, number in enumerate(meeting.roundtables):
            if number not in numbers:
                fix = "Name numbers of roundtables.yaml, or take it out."
                findings.add((*here, "roundtables", order), f"there is no roundtable {number}", fix)
            elif number in meeting.roundtables[:order]:
                what = f"roundtable {number} is named twice"
                findings.add((*here, "roundtables", order), what, "Name it once.")


def _check_links_file(pack: Pack, findings: FindingList) -> None:
    seen: dict[frozenset[str], int] = {}
    for place, link in enumerate(pack.links):
        here: Path = ("links", place, "between")
        for order, end in enumerate(link.between):
            _resolve_entry(pack, findings, (*here, order), end)
        pair = frozenset(link.between)
        if len(pair) == 1:
            findings.add(here, "an entry is linked to itself", "Name two entries, or take it out.")
        elif pair in seen:
            what = f"these two are linked already, in entry {seen[pair] + 1} of the file"
            findings.add(here, what, "Keep one of the two; a link goes both ways.")
        seen.setdefault(pair, place)


def _resolve_entry(pack: Pack, findings: FindingList, path: Path, named: str) -> None:
    if f"meeting-{named}" in pack.entries and named not in pack.entries:
        findings.add(path, f"“{printable(named)}” is a meeting", f"Write meeting-{named}.")
        return
    if f"page-{named}" in pack.entries and named not in pack.entries:
        findings.add(path, f"“{printable(named)}” is a page", f"Write page-{named}.")
        return
    _resolve(findings, path, "entry", named, pack.entries)


def _resolve(
    findings: FindingList, path: Path, kind: str, named: str, known: Collection[str]
) -> None:
    if named in known or findings.full:
        return
    near = nearest(named, known)
    fix = f"Did you mean {near}?" if near else "Write the id as it stands at the other end."
    findings.add(path, f"there is no {kind} “{printable(named)}”", fix)

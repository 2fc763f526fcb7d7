"""Checks statuses and proposers: only items of collections have them."""

from __future__ import annotations

from content.checking.walk import walk_passages
from content.model import Pack
from content.problems import FindingList

_FIELDS = ("status", "decided", "proposers")


def check_statuses(pack: Pack, findings: FindingList) -> None:
    """Check that only items of collections have a status or proposers, and that a decision has a
    status."""
    for path, passage in walk_passages(pack):
        for field in _FIELDS if path[0] != "collections" else ():
            if getattr(passage, field):
                what = f"only passages of a collection have “{field}”"
                findings.add((*path, field), what, "Take it out.")
        if passage.decided and passage.status is None:
            what = "it was decided, but “status” does not say how"
            findings.add((*path, "decided"), what, "Add status: adopted, rejected or withdrawn.")

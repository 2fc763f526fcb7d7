"""Checks what kinds of meetings say of them: which are deadlines, and their lead times.

A deadline has one instant or day, and needs no place.
"""

from __future__ import annotations

from content.model import Pack
from content.problems import FindingList, Path, nearest, printable


def check_deadlines(pack: Pack, findings: FindingList) -> None:
    """Check that kinds of deadline and of lead times exist, that deadlines have no end, and that
    all other meetings have a city, a room or a page to join."""
    for field, kinds in (("deadlines", pack.deadlines), ("lead_times", pack.lead_times)):
        for kind in kinds:
            if kind not in pack.kinds:
                near = nearest(kind, pack.kinds)
                fix = f"Did you mean {near}?" if near else "Add it to “kinds”, with its name."
                findings.add((field, kind), f"there is no kind “{printable(kind)}”", fix)
    for place, meeting in enumerate(pack.meetings):
        here: Path = ("meetings", place)
        if meeting.deadline != pack.deadlines.get(meeting.kind):
            what = f"the kind {printable(meeting.kind)} says what is a deadline, not the entry"
            fix = "Take it out, and name the kind under “deadlines” in pack.yaml."
            findings.add((*here, "deadline"), what, fix)
        elif meeting.deadline and meeting.end is not None:
            what = "a deadline has one moment, and this one has an end"
            fix = "Take “end” out. Where something opens and closes, write two entries."
            findings.add((*here, "end"), what, fix)
        elif not (meeting.deadline or meeting.city or meeting.room or meeting.join):
            what = "“city” is missing or empty"
            fix = "Add a line “city: …” to the entry, or its “room”, or where to “join” it."
            findings.add((*here, "city"), what, fix)

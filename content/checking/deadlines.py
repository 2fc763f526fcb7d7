"""Deadlines: kinds of their own, whose entries have one moment and need no place."""

from __future__ import annotations

from content.model import Pack
from content.problems import Limited, Path, nearest, shown


def check_deadlines(pack: Pack, found: Limited) -> None:
    """Adds kinds that are not there, and deadlines that last or are not of such a kind,
    and other meetings without a city."""
    for kind in pack.deadlines:
        if kind not in pack.kinds:
            near = nearest(kind, pack.kinds)
            mend = f"Did you mean {near}?" if near else "Add it to “kinds”, with its name."
            found.add(("deadlines", kind), f"there is no kind “{shown(kind)}”", mend)
    for place, meeting in enumerate(pack.meetings):
        here: Path = ("meetings", place)
        if meeting.deadline != pack.deadlines.get(meeting.kind):
            what = f"the kind {shown(meeting.kind)} says what is a deadline, not the entry"
            mend = "Take it out, and name the kind under “deadlines” in pack.yaml."
            found.add((*here, "deadline"), what, mend)
        elif meeting.deadline and meeting.end is not None:
            what = "a deadline has one moment, and this one has an end"
            mend = "Take “end” out. Where something opens and closes, write two entries."
            found.add((*here, "end"), what, mend)
        elif not meeting.deadline and meeting.city is None:
            what = "“city” is missing or empty"
            mend = "Add a line “city: …” to the entry. Only a deadline may do without."
            found.add((*here, "city"), what, mend)

"""Warns of what a valid pack may lack."""

from __future__ import annotations

from collections.abc import Iterator

from content.checking.documents import missing_languages
from content.checking.local_times import comes_twice, written
from content.checking.walk import walk_passages
from content.double_bookings import double_bookings
from content.model import Pack
from content.problems import Finding, printable


def completeness_warnings(pack: Pack) -> Iterator[Finding]:
    """Find what a delegate would miss or an editor has probably forgotten."""
    yield from _missing_links(pack)
    yield from missing_languages(pack)
    yield from _search_words(pack)
    yield from _meetings(pack)
    yield from _unused(pack)


def _missing_links(pack: Pack) -> Iterator[Finding]:
    fix = "Add a link to links.yaml, with its reason."
    for path, passage in walk_passages(pack):
        kind = pack.kind_of[passage.id]
        if kind == "recommendation" and not pack.related(passage.id, "roundtable"):
            yield Finding(path, "no roundtable is linked to this recommendation", fix)
        elif kind == "roundtable" and not pack.related(passage.id):
            yield Finding(path, "nothing is linked to this roundtable", fix)


def _search_words(pack: Pack) -> Iterator[Finding]:
    for path, passage in walk_passages(pack):
        if not passage.words:
            fix = "Add words under “words” that a delegate may use for it."
            yield Finding(path, "it has no search words", fix)
        repeated = [
            word
            for number, word in enumerate(passage.words)
            if word.casefold() in {other.casefold() for other in passage.words[:number]}
        ]
        if repeated:
            what = f"“{repeated[0]}” stands twice in its search words"
            yield Finding((*path, "words"), what, "Keep one.")


def _meetings(pack: Pack) -> Iterator[Finding]:
    for place, meeting in enumerate(pack.meetings):
        for field, moment in (("start", meeting.start), ("end", meeting.end)):
            if moment is not None and comes_twice(moment, meeting.zone):
                what = f"{written(moment)} comes twice in {meeting.time_zone}; the first is meant"
                yield Finding(("meetings", place, field), what, "Compare it with its source.")
    places = {id(meeting): place for place, meeting in enumerate(pack.meetings)}
    for meeting, other in double_bookings(pack.meetings):
        what = f"at its time {other.id} is in its room “{printable(meeting.room)}”"
        yield Finding(
            ("meetings", places[id(meeting)], "room"), what, "Compare both with their sources."
        )
    event = pack.event
    own = pack.meeting(event.meeting) if event.meeting else None
    if own is not None and (own.first_day, own.last_day) != (event.start, event.end):
        what = f"the event's days are not those of its meeting {own.id}"
        yield Finding(("event",), what, "Make them the same, if they are one and the same.")


def _unused(pack: Pack) -> Iterator[Finding]:
    for field, known, used in (
        ("kinds", pack.kinds, {meeting.kind for meeting in pack.meetings}),
        ("regions", pack.regions, {meeting.region for meeting in pack.meetings}),
    ):
        for name in known:
            if name not in used:
                what = f"no meeting is of “{name}”"
                yield Finding((field, name), what, "Take it out, unless meetings are to come.")
    cited = {passage.citation.document for passage in pack.passages.values()}
    for place, document in enumerate(pack.documents):
        if document.id not in cited:
            what, fix = "no passage is quoted from it", "Take it out, unless some are to come."
            yield Finding(("documents", place), what, fix)

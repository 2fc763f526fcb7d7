"""Completes meetings by what their pack says of kinds, regions, rooms and tracks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from content.model.meeting import Deadline, Meeting

# By the field of a meeting: the pack's titles by id. A meeting has the ids of its kind and
# region, and the names of its room and track, because not every room is in the pack.
_IDS = {"kind": "kinds", "region": "regions"}
_NAMES = {"room": "rooms", "track": "tracks"}


def complete_meeting(meeting: Any, content: Mapping[str, Any]) -> Any:
    """Return a meeting, validated or as read from a file, with the deadline of its kind.

    `content` are the fields of its pack, validated or as read. A kind or region that is written by
    its title gets its id, a room or track that is written by its id gets its title.
    """
    deadlines = _mapping(content.get("deadlines"))
    if isinstance(meeting, Meeting):
        update: dict[str, Any] = {}
        if meeting.deadline != deadlines.get(meeting.kind):
            update["deadline"] = deadlines.get(meeting.kind)
        for field, titles in _NAMES.items():
            written = getattr(meeting, field)
            if written and written in (known := _mapping(content.get(titles))):
                update[field] = known[written]
        return meeting.model_copy(update=update) if update else meeting
    if not isinstance(meeting, dict):
        return meeting
    changed: dict[str, Any] = {
        field: found
        for field, titles in _IDS.items()
        if (found := _id_of(meeting.get(field), _mapping(content.get(titles)))) is not None
    }
    for field, titles in _NAMES.items():
        written, known = meeting.get(field), _mapping(content.get(titles))
        if isinstance(written, str) and isinstance(known.get(written.strip()), str):
            changed[field] = known[written.strip()]
    kind = changed.get("kind", meeting.get("kind"))
    deadline = deadlines.get(kind) if isinstance(kind, str) else None
    if deadline in get_args(Deadline) and "deadline" not in meeting:
        changed["deadline"] = deadline
    return {**meeting, **changed} if changed else meeting


def _id_of(written: object, titles: Mapping[str, Any]) -> str | None:
    """The id of the title that was written in place of it."""
    if not isinstance(written, str) or written in titles:
        return None
    wanted = folded(written)
    for id, title in titles.items():
        if isinstance(title, str) and folded(title) == wanted:
            return id
    return None


def folded(text: str) -> str:
    """Return a text without differences of case and spacing."""
    return " ".join(text.casefold().split())


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

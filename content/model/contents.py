"""What a pack has. Commands, menus, help and examples are made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from content.model.pack import Pack

Part = Literal[
    "documents", "passages", "roundtables", "areas", "mandate", "position", "background",
    "collections", "glossary", "processes", "meetings", "rooms", "tracks", "people", "pages",
    "floors",
]  # fmt: skip


def parts_of(pack: Pack) -> frozenset[Part]:
    """Return the parts of a pack that are not empty."""
    parts: dict[Part, bool] = {
        "documents": bool(pack.documents),
        "passages": bool(pack.passages),
        "roundtables": bool(pack.roundtables),
        "areas": bool(pack.areas),
        "mandate": bool(pack.mandate),
        "position": pack.position is not None,
        "background": pack.background is not None,
        "collections": bool(pack.collections),
        "glossary": bool(pack.glossary),
        "processes": bool(pack.processes),
        "pages": bool(pack.pages),
        "meetings": bool(pack.meetings),
        "rooms": any(meeting.room for meeting in pack.meetings),
        "tracks": any(meeting.track for meeting in pack.meetings),
        "people": any(meeting.people for meeting in pack.meetings),
        "floors": any(meeting.floor for meeting in pack.meetings),
    }
    return frozenset(part for part, is_there in parts.items() if is_there)

"""Which commands and screens the pack has something for. The others are not shown anywhere, and
answer with what there is."""

from __future__ import annotations

from collections.abc import Mapping

from content.model import Pack, Part

_TEXTS: tuple[Part, ...] = ("documents", "passages", "roundtables", "glossary", "processes")
_MEETINGS = (
    "meetings", "meetings-by", "meetings-found", "meeting", "now", "next", "today", "tomorrow",
    "day", "days", "agenda", "subscribe", "subscribe-found", "reminders", "digest",
)  # fmt: skip
# By the name of a command or a screen: the parts of a pack of which it needs one. What is not here
# does not depend on the pack.
_NEEDED: Mapping[str, tuple[Part, ...]] = {
    "documents": _TEXTS,
    "roundtables": ("roundtables",),
    "roundtable": ("roundtables",),
    "recommendations": ("areas",),
    "recommendation": ("areas",),
    "areas": ("areas",),
    "mandate": ("mandate",),
    "mandate-found": ("mandate",),
    "position": ("position",),
    "background": ("background",),
    "glossary": ("glossary",),
    "processes": ("processes",),
    "info": ("pages",),
    "saved": ("passages",),
    "verify": ("passages",),
    "room": ("rooms",),
    "track": ("tracks",),
    "who": ("people",),
    "floor": ("floors",),
    "question": ("floors",),
    **dict.fromkeys(_MEETINGS, ("meetings",)),
}


def is_offered(pack: Pack, name: str) -> bool:
    """Return whether the pack has something for a command, without its slash, or a screen."""
    needed = _NEEDED.get(name)
    return needed is None or not pack.parts.isdisjoint(needed)

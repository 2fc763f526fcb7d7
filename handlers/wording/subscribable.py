"""What meetings can be named by: one's id, a kind, a region, a roundtable, or all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.model import Pack
from handlers.framework.reader import Reader
from handlers.wording import labels


def subject_exists(pack: Pack, what: str, value: str) -> bool:
    match what:
        case "meeting":
            return pack.meeting(value) is not None
        case "kind":
            return value in pack.kinds
        case "region":
            return value in pack.regions
        case "roundtable":
            return value.isascii() and value.isdigit() and pack.roundtable(int(value)) is not None
        case _:
            return what == "all" and value == ""


def parse_subject(pack: Pack, words: str) -> tuple[str, str] | None:
    """What a person means by `rcp`, `africa`, `asia`, `roundtable 2`, `all` or a meeting's id."""
    wanted = " ".join(words.casefold().split())
    if wanted in ("all", "everything", "all meetings"):
        return "all", ""
    for start in ("roundtable ", "round table ", "rt"):
        number = wanted.removeprefix(start).strip()
        if wanted.startswith(start) and subject_exists(pack, "roundtable", number):
            return "roundtable", number
    dashed = wanted.replace(" ", "-").removeprefix("meeting-")
    for what, value, title in _named(pack):
        if wanted in (value, title.casefold()) or dashed == value:
            return what, value
    if pack.meeting(dashed):
        return "meeting", dashed
    return _loosely(pack, wanted)


def _loosely(pack: Pack, wanted: str) -> tuple[str, str] | None:
    """The one kind or region that has all of the words in its name."""
    words = _words(wanted)
    found = [
        (what, value)
        for what, value, title in _named(pack)
        if words and words <= _words(f"{value} {title.casefold()}")
    ]
    return found[0] if len(found) == 1 else None


def _named(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for what, names in (("kind", pack.kinds), ("region", pack.regions)):
        for value, title in names.items():
            yield what, value, title


def _words(text: str) -> set[str]:
    """The words of a name, one and many alike."""
    return {each.removesuffix("s") for each in re.findall(r"\w+", text)}


def subject_name(reader: Reader, pack: Pack, what: str, value: str) -> str:
    """What is subscribed to, in words."""
    _ = reader.gettext
    match what:
        case "meeting":
            meeting = pack.meeting(value)
            return meeting.title if meeting else value
        case "kind":
            return pack.kinds.get(value, value)
        case "region":
            return _("Region: {name}").format(name=pack.regions.get(value, value))
        case "roundtable":
            return labels.label(reader, pack, f"rt{value}")
        case _:
            return _("all meetings")

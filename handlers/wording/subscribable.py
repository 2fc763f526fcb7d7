"""Subjects that a chat can subscribe to: a meeting, a kind, a region, a roundtable, or all.

A subject is a pair of `what` ("meeting", "kind", "region", "roundtable", "all") and `value`, which
is an id or a number as text, and empty for "all".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.model import Pack
from content.typed_words import folded, means, numbered_words, without
from handlers.framework.reader import Reader
from handlers.wording import labels

Subject = tuple[str, str]


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


def parse_subject(pack: Pack, words: str) -> Subject | None:
    """Return the subject that a person means by `rcp`, `africa`, `roundtable 2`, `all` or a
    meeting's id, in any language, or None."""
    if means(words, "all"):
        return "all", ""
    number = _roundtable_number(words)
    if subject_exists(pack, "roundtable", number):
        return "roundtable", number
    wanted = folded(words)
    dashed = wanted.replace(" ", "-").removeprefix("meeting-")
    for what in ("kind", "region"):
        value = value_named(pack, what, wanted) or value_named(pack, what, dashed)
        if value is not None:
            return what, value
    if pack.meeting(dashed):
        return "meeting", dashed
    return _by_words(pack, wanted)


def value_named(pack: Pack, what: str, words: str) -> str | None:
    """Return the kind or region (`what`) with this id, or with this name in any language."""
    wanted = folded(words)
    for other, value, title in _named_subjects(pack):
        if other == what and wanted in (value, folded(title)):
            return value
    return None


def _roundtable_number(words: str) -> str:
    """Return the number in `roundtable 2`, `rt2`, `table ronde deux`, or an empty text."""
    rest = without(words, "roundtable")
    if rest is None:
        return ""
    rest = rest.removeprefix("第")
    return str(numbered_words("numbers").get(rest, rest))


def _by_words(pack: Pack, wanted: str) -> Subject | None:
    """Return the kind or region with all of the words in its name, if there is just one."""
    words = _words(wanted)
    found = {
        (what, value)
        for what, value, title in _named_subjects(pack)
        if words and words <= _words(folded(f"{value} {title}"))
    }
    return found.pop() if len(found) == 1 else None


def _named_subjects(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Yield (what, value, title) of all kinds and regions, with their titles in every language."""
    translations = pack.translations.values()
    kinds = [pack.original.kinds, *(words.kinds for words in translations)]
    regions = [pack.original.regions, *(words.regions for words in translations)]
    for what, languages in (("kind", kinds), ("region", regions)):
        for names in languages:
            for value, title in names.items():
                if subject_exists(pack, what, value):
                    yield what, value, title


def _words(text: str) -> set[str]:
    """Return the words of a folded name, without a plural's s."""
    return {word.removesuffix("s") for word in re.findall(r"\w+", text)}


def subject_name(reader: Reader, pack: Pack, what: str, value: str) -> str:
    """Return a subject in words."""
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

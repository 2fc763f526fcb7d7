"""Ids: each stands once, and says what it is. Links and old buttons hold them for good."""

from __future__ import annotations

from collections.abc import Iterator

from content.checking.walk import passages
from content.model import Pack
from content.problems import Limited, Path, shown

_PERMANENT = "Ids are permanent, so change the newer one."


def check_names(pack: Pack, found: Limited) -> None:
    """Adds what is wrong with ids and numbers."""
    seen: dict[str, Path] = {}
    for path, name in _names(pack):
        if name in seen:
            said = name.removeprefix("meeting-") if path[0] == "meetings" else name
            found.add((*path, "id"), f"the id {said} is used twice", _PERMANENT)
        seen.setdefault(name, path)
    _once(pack, found)
    _numbers(pack, found)
    _beginnings(pack, found)


def _names(pack: Pack) -> Iterator[tuple[Path, str]]:
    """Every id that shares the pack's one list of ids."""
    for path, passage in passages(pack):
        yield path, passage.id
    for number, section in enumerate(pack.mandate):
        yield ("mandate", number), section.id
    for name, only in (("position", pack.position), ("background", pack.background)):
        if only is not None:
            yield (name,), only.id
    for number, term in enumerate(pack.glossary):
        yield ("glossary", number), term.id
    for number, process in enumerate(pack.processes):
        yield ("processes", number), process.id
    for number, meeting in enumerate(pack.meetings):
        yield ("meetings", number), f"meeting-{meeting.id}"


def _once(pack: Pack, found: Limited) -> None:
    documents: set[str] = set()
    for number, document in enumerate(pack.documents):
        if document.id in documents:
            what = f"there are two documents with the id {document.id}"
            found.add(("documents", number, "id"), what, _PERMANENT)
        documents.add(document.id)
    terms: dict[str, str] = {}
    for number, term in enumerate(pack.glossary):
        key = term.term.casefold()
        if key in terms:
            what = f"“{shown(term.term)}” is explained twice, also in {terms[key]}"
            mend = "Join the two entries; other writings of a term stand under “also”."
            found.add(("glossary", number, "term"), what, mend)
        terms.setdefault(key, term.id)


def _numbers(pack: Pack, found: Limited) -> None:
    for place, roundtable in enumerate(pack.roundtables):
        here: Path = ("roundtables", place)
        _number(found, here, roundtable.number, place + 1)
        _expect(found, (*here, "theme"), roundtable.theme.id, f"rt{roundtable.number}")
    for place, area in enumerate(pack.areas):
        here = ("areas", place)
        _number(found, here, area.number, place + 1)
        _expect(found, (*here, "call"), area.call.id, f"area-{area.number}")
        for order, recommendation in enumerate(area.recommendations):
            expected = f"rec-{area.number}-{order + 1}"
            _expect(found, (*here, "recommendations", order), recommendation.id, expected)
        if area.box is not None:
            _expect(found, (*here, "box"), area.box.id, f"box-{area.number}")


def _number(found: Limited, path: Path, number: int, expected: int) -> None:
    if number != expected:
        what = f"its number is {number}, but it stands in place {expected}"
        mend = "Number them 1, 2, 3 and so on, in their order and with none left out."
        found.add((*path, "number"), what, mend)


def _expect(found: Limited, path: Path, name: str, expected: str) -> None:
    if name != expected:
        found.add((*path, "id"), f"its id is {name}", f"In this place it must be {expected}.")


def _beginnings(pack: Pack, found: Limited) -> None:
    """Screens, links and search tell entries apart by how their ids begin."""
    for place, section in enumerate(pack.mandate):
        _begin(found, ("mandate", place), section.id, "mandate-")
        for order, passage in enumerate(section.passages):
            _begin(found, ("mandate", place, "passages", order), passage.id, "mandate-")
    for name, only in (("position", pack.position), ("background", pack.background)):
        if only is not None:
            _expect(found, (name,), only.id, name)
            for order, passage in enumerate(only.passages):
                _begin(found, (name, "passages", order), passage.id, f"{name}-")
    for place, term in enumerate(pack.glossary):
        _begin(found, ("glossary", place), term.id, "term-")
    for place, process in enumerate(pack.processes):
        _begin(found, ("processes", place), process.id, "rcp-")


def _begin(found: Limited, path: Path, name: str, beginning: str) -> None:
    if not name.startswith(beginning):
        found.add((*path, "id"), f"its id is {name}", f"It must begin with {beginning}.")

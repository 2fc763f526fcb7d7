"""Checks ids and numbers. Ids are permanent: links and buttons in old messages contain them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.checking.walk import walk_passages
from content.model import Pack
from content.problems import FindingList, Path, printable

_PERMANENT = "Ids are permanent, so change the newer one."


def check_ids(pack: Pack, findings: FindingList) -> None:
    """Check that ids are unique and have the form of their kind, and that numbers follow on."""
    seen: dict[str, Path] = {}
    for path, name in _ids(pack):
        if name in seen:
            own_id = name.removeprefix("meeting-") if path[0] == "meetings" else name
            own_id = own_id.removeprefix("page-") if path[0] == "pages" else own_id
            findings.add((*path, "id"), f"the id {own_id} is used twice", _PERMANENT)
        seen.setdefault(name, path)
    _check_unique(pack, findings)
    _check_numbers(pack, findings)
    _check_prefixes(pack, findings)


def _ids(pack: Pack) -> Iterator[tuple[Path, str]]:
    """Every id of the pack with its path. All ids share one namespace."""
    for path, passage in walk_passages(pack):
        yield path, passage.id
    for number, section in enumerate(pack.mandate):
        yield ("mandate", number), section.id
    for name, only in (("position", pack.position), ("background", pack.background)):
        if only is not None:
            yield (name,), only.id
    for number, collection in enumerate(pack.collections):
        yield ("collections", number), collection.id
    for number, term in enumerate(pack.glossary):
        yield ("glossary", number), term.id
    for number, process in enumerate(pack.processes):
        yield ("processes", number), process.id
    for number, meeting in enumerate(pack.meetings):
        yield ("meetings", number), f"meeting-{meeting.id}"
    for number, page in enumerate(pack.pages):
        yield ("pages", number), page.entry_id


def _check_unique(pack: Pack, findings: FindingList) -> None:
    documents: set[str] = set()
    for number, document in enumerate(pack.documents):
        if document.id in documents:
            what = f"there are two documents with the id {document.id}"
            findings.add(("documents", number, "id"), what, _PERMANENT)
        documents.add(document.id)
    terms: dict[str, str] = {}
    for number, term in enumerate(pack.glossary):
        key = term.term.casefold()
        if key in terms:
            what = f"“{printable(term.term)}” is explained twice, also in {terms[key]}"
            fix = "Join the two entries; other writings of a term stand under “also”."
            findings.add(("glossary", number, "term"), what, fix)
        terms.setdefault(key, term.id)


def _check_numbers(pack: Pack, findings: FindingList) -> None:
    for place, roundtable in enumerate(pack.roundtables):
        here: Path = ("roundtables", place)
        _check_number(findings, here, roundtable.number, place + 1)
        if roundtable.theme is not None:
            _check_id(findings, (*here, "theme"), roundtable.theme.id, f"rt{roundtable.number}")
    for place, area in enumerate(pack.areas):
        here = ("areas", place)
        _check_number(findings, here, area.number, place + 1)
        _check_id(findings, (*here, "call"), area.call.id, f"area-{area.number}")
        for order, recommendation in enumerate(area.recommendations):
            expected = f"rec-{area.number}-{order + 1}"
            _check_id(findings, (*here, "recommendations", order), recommendation.id, expected)
        if area.box is not None:
            _check_id(findings, (*here, "box"), area.box.id, f"box-{area.number}")


def _check_number(findings: FindingList, path: Path, number: int, expected: int) -> None:
    if number != expected:
        what = f"its number is {number}, but it stands in place {expected}"
        fix = "Number them 1, 2, 3 and so on, in their order and with none left out."
        findings.add((*path, "number"), what, fix)


def _check_id(findings: FindingList, path: Path, name: str, expected: str) -> None:
    if name != expected:
        findings.add((*path, "id"), f"its id is {name}", f"In this place it must be {expected}.")


def _check_prefixes(pack: Pack, findings: FindingList) -> None:
    """Screens, links and search tell the kinds of entries by the prefixes of their ids."""
    for place, section in enumerate(pack.mandate):
        _check_prefix(findings, ("mandate", place), section.id, "mandate-")
        for order, passage in enumerate(section.passages):
            _check_prefix(findings, ("mandate", place, "passages", order), passage.id, "mandate-")
    for name, only in (("position", pack.position), ("background", pack.background)):
        if only is not None:
            _check_id(findings, (name,), only.id, name)
            for order, passage in enumerate(only.passages):
                _check_prefix(findings, (name, "passages", order), passage.id, f"{name}-")
    for place, collection in enumerate(pack.collections):
        for order, passage in enumerate(collection.passages):
            _check_not_taken(findings, ("collections", place, "passages", order), passage.id)
        _check_not_taken(findings, ("collections", place), collection.id)
    for place, term in enumerate(pack.glossary):
        _check_prefix(findings, ("glossary", place), term.id, "term-")
    for place, process in enumerate(pack.processes):
        _check_prefix(findings, ("processes", place), process.id, "rcp-")


def _check_not_taken(findings: FindingList, path: Path, name: str) -> None:
    """Check that an id of the pack's own choice is not of the form of another kind's."""
    if _TAKEN.fullmatch(name):
        fix = "Choose another, such as article-1."
        findings.add((*path, "id"), f"its id is {name}, which is of another kind of entry", fix)


_TAKEN = re.compile(
    r"rt\d*|(rec|area|box|mandate|position|background|term|rcp|meeting|page)(-.*)?", re.ASCII
)


def _check_prefix(findings: FindingList, path: Path, name: str, prefix: str) -> None:
    if not name.startswith(prefix):
        findings.add((*path, "id"), f"its id is {name}", f"It must begin with {prefix}.")

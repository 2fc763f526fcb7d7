"""Drafts a pack's entries from the texts of a document: its numbered parts, in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import shorten
from typing import Any

import yaml

from content.document_import.plain_text import ImportFailed, plain_text
from content.model.documents import Unit
from content.numbering import Part, parts

__all__ = ["Draft", "ImportFailed", "draft", "plain_text"]

_TITLE_CHARACTERS = 60
_MIN_PARTS = 2
# How headings are numbered, and what such a part is called; the first that fits best is taken.
_NUMBERINGS: Mapping[str, Unit] = {
    "Article {n}": "article",
    "Art. {n}": "article",
    "Artículo {n}": "article",
    "المادة {n}": "article",
    "Статья {n}": "article",
    "第{n}条": "article",
    "Motion {n}": "motion",
    "Antrag {n}": "motion",
    "Objective {n}": "objective",
    "Objectif {n}": "objective",
    "Objetivo {n}": "objective",
    "الهدف {n}": "objective",
    "Цель {n}": "objective",
    "目标{n}": "objective",
    "Principle {n}": "principle",
    "Principe {n}": "principle",
    "Principio {n}": "principle",
    "المبدأ {n}": "principle",
    "Принцип {n}": "principle",
    "原则{n}": "principle",
    "Paragraph {n}": "paragraph",
    "{n}.": "paragraph",
    "({n})": "paragraph",
    "{n})": "paragraph",
    "({letter})": "point",
    "{roman}.": "point",
}
_HEADINGS: Mapping[Unit, str] = {
    "preamble": r"preamble|préambule|preámbulo|الديباجة|преамбула|序言|präambel",
    "annex": r"annex|annexe|anexo|المرفق|приложение|附件",
}
_SENTENCE_END = re.compile(r"[.;:,!?。；：，،؛»”)]\s*$")
_MOST_LINES_END = 0.8  # share of lines that end a sentence where each line is a paragraph
_MAX_PRINTED_CHARACTERS = 140  # in a line that ends at a margin


@dataclass(frozen=True)
class Draft:
    """The entries of a document: its own, for pack.yaml, and those of its parts, for
    collections.yaml. `missing` has the parts that a language lacks, by language."""

    document: dict[str, Any]
    collection: dict[str, Any]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def yaml(self) -> str:
        """The entries as they stand in the files of a pack."""
        return (
            f"# pack.yaml, under “documents”\n{_yaml([self.document])}\n"
            f"# collections.yaml\n{_yaml([self.collection])}"
        )


def draft(texts: Mapping[str, str], document_id: str, title: str = "") -> Draft:
    """Draft the entries of a document from its texts by language. The first language is the
    pack's. Raises ImportFailed if no numbered parts are found."""
    found: dict[str, dict[int | str, Part]] = {}
    numbering: dict[str, str] = {}
    headings: dict[str, dict[str, str]] = {}
    units: list[Unit] = []
    lines = _each_line_is_a_paragraph(next(iter(texts.values())))
    for language, text in texts.items():
        names = _headings_of(text)
        pattern, parts_there = _numbered_parts(text, names, lines)
        if len(parts_there) < _MIN_PARTS:
            raise ImportFailed(
                f"No numbered parts are found in the text in “{language}”. Headings begin a line, "
                "such as “Article 1” or “1.”."
            )
        numbering[language] = pattern
        units.append(_NUMBERINGS[pattern])
        for unit, heading in names.items():
            headings.setdefault(unit, {})[language] = heading
        found[language] = {part.number or part.name: part for part in parts_there}
    first = next(iter(found.values()))
    title = title or next(line.strip() for line in next(iter(texts.values())).splitlines() if line)
    document: dict[str, Any] = {
        "id": document_id,
        "title": title[:120],
        "short": title[:120],
        "author": "…",
        "texts": {language: f"sources/{document_id}-{language}.txt" for language in texts},
        "numbering": numbering,
    }
    if headings:
        document["headings"] = headings
    if lines:
        document["paragraphs"] = "lines"
    unit = units[0]
    collection = {
        "id": f"{document_id}-{unit}s",
        "title": title[:120],
        "item": f"{unit.capitalize()} {{number}}",
        "document": document_id,
        "unit": unit,
        "passages": [_entry(document_id, unit, part) for part in first.values()],
    }
    missing = {
        language: tuple(str(key) for key in first if key not in others)
        for language, others in found.items()
    }
    return Draft(document, collection, {code: keys for code, keys in missing.items() if keys})


def _entry(document_id: str, unit: str, part: Part) -> dict[str, Any]:
    title = shorten(part.text, _TITLE_CHARACTERS, placeholder="…") or "…"
    if part.number:
        return {"id": f"{document_id}-{part.number}", "title": title, "number": part.number}
    return {"id": f"{document_id}-{part.name}", "title": title, "unit": part.name}


def _headings_of(text: str) -> dict[str, str]:
    """The headings of parts without a number that the text has, as they stand there."""
    return {
        unit: found[0].strip()
        for unit, pattern in _HEADINGS.items()
        if (found := re.search(rf"^[^\S\n]*(?:{pattern})[^\S\n]*$", text, re.M | re.I))
    }


def _numbered_parts(text: str, names: Mapping[str, str], lines: bool) -> tuple[str, list[Part]]:
    """The numbering that finds most parts in a text, and these parts."""
    best: tuple[str, list[Part]] = ("", [])
    for pattern in _NUMBERINGS:
        found = parts(text, pattern, names, lines)
        numbered = [part for part in found if part.number]
        if numbered and numbered[0].number == 1 and len(found) > len(best[1]):
            best = (pattern, found)
    return best


def _each_line_is_a_paragraph(text: str) -> bool:
    """Whether the lines of a text end where sentences do, and not at a margin."""
    lines = text.splitlines()
    if any(len(line) > _MAX_PRINTED_CHARACTERS for line in lines):
        return True
    followed = [line for line, after in pairwise(lines) if line.strip() and after.strip()]
    ended = sum(bool(_SENTENCE_END.search(line)) for line in followed)
    return bool(followed) and ended >= _MOST_LINES_END * len(followed)


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)

"""Explains the errors of the YAML parser to the author of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import yaml

from content.problems import printable

_PLAIN_COLON = re.compile(r"^[\s-]*[^\s\"'#:][^\"'#:]*:[ \t]+(?![\"'|>\[{]).*?:([ \t]|$)")
_AFTER_QUOTES = re.compile(r""":[ \t]+(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*[^\s#,\]}]""")
_ITEM_AFTER_QUOTES = re.compile(
    r"""^\s*-[ \t]+(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*[^\s#:,]"""
)
_OTHER_SPACE = re.compile("[ -]*[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TYPOGRAPHIC = re.compile("[“”„«»‘’‚](.*)[“”„«»‘’]")
_NAME = re.compile(r"^[\s-]*([A-Za-z_]+):")

_MAX_LINE_CHARACTERS = 2000  # that are examined
_QUOTES = "Put the whole value between double quotes"


def explain_yaml_error(
    error: yaml.MarkedYAMLError, text_lines: Sequence[str]
) -> tuple[int, str, str]:
    """Return the line (from 1), what is wrong there and how to fix it."""
    message = f"{error.context or ''} {error.problem or ''}"
    here = error.problem_mark.line if error.problem_mark is not None else 0
    began = error.context_mark.line if error.context_mark is not None else here
    here, began = min(here, len(text_lines) - 1), min(began, len(text_lines) - 1)
    lines = {place: text_lines[place][:_MAX_LINE_CHARACTERS] for place in (here - 1, here, began)}
    column = error.problem_mark.column if error.problem_mark is not None else 0
    for place in dict.fromkeys((here, began)):
        if "\t" in _indent(lines[place]) or "tab character" in message:
            return (
                place + 1,
                "the line begins with a tab",
                "Put spaces in its place: two for each step inwards.",
            )
    for place in dict.fromkeys((here, here - 1, began)):
        if _OTHER_SPACE.match(lines[place]):
            return (
                place + 1,
                "the line begins with spaces of another kind, such as a word processor writes",
                "Delete the spaces in front, and put ordinary ones in their place.",
            )
    for place in dict.fromkeys((here, began)):
        if _AFTER_QUOTES.search(lines[place]) or _ITEM_AFTER_QUOTES.search(lines[place]):
            return (
                place + 1,
                "the value begins with a quotation mark and goes on after the second one",
                'Put the whole value between double quotes; a double quote inside is written \\".',
            )
    if "quoted scalar" in message:
        if "escape" in message or "hex" in message:
            return (
                here + 1,
                "a backslash (\\) stands between double quotes",
                "Write it twice (\\\\), or put single quotes around the value.",
            )
        return (
            began + 1,
            "the closing quotation mark is missing",
            "Put the same mark at the end of the value as at its beginning.",
        )
    if "flow" in message or lines[here][column : column + 1] in ("]", "}"):
        return (
            began + 1,
            "a list in [ ] or fields in { } do not come to their end",
            "Close what was opened, with commas between; words with , : [ ] { } need quotes.",
        )
    if "block scalar" in message:
        return (
            here + 1,
            "text follows > or | on the same line",
            "Begin the text on the next line, two spaces further in.",
        )
    if "cannot start any token" in message:
        return (
            here + 1,
            f"a value begins with {printable(lines[here][column : column + 1])}",
            f"{_QUOTES}.",
        )
    if "alias" in message or "anchor" in message or "tag" in message or "directive" in message:
        first = lines[here].strip()[:1] if "directive" in message else ""
        sign = "*" if "alias" in message else "&" if "anchor" in message else first or "!"
        return (here + 1, f"a value begins with {sign}", f"{_QUOTES}.")
    if "values are not allowed" in message:
        return _colon(here, lines)
    if "could not find expected ':'" in message:
        return (
            began + 1,
            f"“{printable(lines[began].strip(), 40)}” is no field",
            "A field is a name, a colon, a space and a value. A longer text begins with >- "
            "after the colon; its lines stand two spaces further in than the name.",
        )
    if "sequence entries are not allowed" in message:
        return (
            here + 1,
            "a list begins on the same line as its name",
            "Begin each “- ” on a line of its own; a hyphen that is text needs double quotes.",
        )
    return (
        here + 1,
        "the line is not in step with those above it",
        "Give it as many spaces in front as the other fields of the same entry; "
        "a new entry of a list begins with “- ”.",
    )


def _colon(here: int, lines: Mapping[int, str]) -> tuple[int, str, str]:
    line = lines[here]
    if _PLAIN_COLON.search(line):
        name = _NAME.match(line)
        value = line.split(":", 1)[1].strip()
        curly = _TYPOGRAPHIC.fullmatch(value)
        value = (curly[1] if curly else value).replace('"', '\\"')
        example = f'{name[1]}: "{printable(value, 50)}"' if name else f'"{printable(value, 50)}"'
        if curly:
            what = "there is a second colon, and the quotation marks are not straight ones"
            return (here + 1, what, f"Put straight double quotes in their place: {example}.")
        return (here + 1, "there is a second colon in the line", f"{_QUOTES}: {example}.")
    before = lines[here - 1] if here else ""
    if re.match(r"^[\s-]*[A-Za-z_]+:\S", before):
        return (here, "there is no space after the colon", "Put one there.")
    return (
        here + 1,
        "the line stands further in than it may, or a longer text has a colon in it",
        "Give a field as many spaces in front as the other fields of its entry. Begin a longer "
        "text with >- after its name's colon.",
    )


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]

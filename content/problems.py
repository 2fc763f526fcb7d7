"""Problems of a pack, with what its author needs to fix them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

# The place of a value in a pack: ("meetings", 3, "start").
Path = tuple[str | int, ...]

MAX_PROBLEMS = 100  # that are listed
_MAX_SHOWN_CHARACTERS = 60
_MIN_SIMILARITY = 70  # of 100
_MIN_GROUPED = 2  # problems of the same kind as another, which are told with it
_MAX_PLACES = 12  # line numbers of these
# What differs between problems of one kind: numbers, and what they quote.
_ONE_CASE = re.compile(r"“[^”]*”|\d[\d,.]*|Try [a-z0-9-]+|Did you mean [^?]*\?")


@dataclass(frozen=True)
class Problem:
    """One problem and how to fix it. `line` counts from 1."""

    file: str
    entry: str
    what: str
    fix: str
    line: int | None = None

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line is not None else ""
        place = ", ".join(part for part in (self.file, line, self.entry) if part)
        return f"{place}: {self.what}. {self.fix}" if place else f"{self.what}. {self.fix}"


def grouped(problems: Iterable[Problem]) -> list[str]:
    """Return problems as lines, in which those of the same kind in a file are one: the first, the
    number of the others and their lines."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        kind = (problem.file, _ONE_CASE.sub("", problem.what), _ONE_CASE.sub("", problem.fix))
        groups.setdefault(kind, []).append(problem)
    lines: list[str] = []
    for first, *others in groups.values():
        if len(others) < _MIN_GROUPED:
            lines += map(str, (first, *others))
            continue
        places = [str(other.line) for other in others if other.line is not None]
        where = f", in lines {', '.join(places[:_MAX_PLACES])}" if places else ""
        where += ", …" if len(places) > _MAX_PLACES else ""
        lines.append(f"{first} And {len(others)} more of the same kind{where}.")
    return lines


class PackError(Exception):
    """A pack cannot be used. Has all problems that were found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


@dataclass(frozen=True)
class Finding:
    """A problem at a path inside the pack; `locate` adds file and line."""

    path: Path
    what: str
    fix: str


class FindingList(list[Finding]):
    """A list of at most MAX_PROBLEMS findings. `full` is set once one was left out."""

    full = False

    def add(self, path: Path, what: str, fix: str) -> None:
        if len(self) < MAX_PROBLEMS:
            self.append(Finding(path, what, fix))
        else:
            self.full = True


def locate(finding: Finding, content: object, lines: Mapping[Path, int]) -> Problem:
    """Return the finding with its file, the name of its entry and, if known, its line."""
    return Problem(
        file_of(finding.path),
        _entry_name(finding.path, content),
        finding.what,
        finding.fix,
        _line(finding.path, lines),
    )


def file_of(path: Path) -> str:
    """The name of the file that a path is in."""
    if path[:1] == ("translations",) and len(path) > 1:
        return f"translations/{path[1]}.yaml"
    return f"{path[0]}.yaml" if path and path[0] in FILE_FIELDS else "pack.yaml"


# The fields of a pack that have files of their own; all others are in pack.yaml.
FILE_FIELDS = (
    "roundtables",
    "areas",
    "mandate",
    "position",
    "background",
    "collections",
    "glossary",
    "processes",
    "meetings",
    "pages",
    "delegations",
    "links",
)


def printable(text: object, length: int = _MAX_SHOWN_CHARACTERS) -> str:
    """Return the beginning of a text, safe and short enough to show in a message."""
    safe = "".join(sign if sign.isprintable() else "�" for sign in str(text)[: length + 1])
    return safe if len(safe) <= length else safe[: length - 1] + "…"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that is most similar to a misspelt word, if any is."""
    from rapidfuzz import fuzz, process  # not needed for a good pack

    found = process.extractOne(
        word[:_MAX_SHOWN_CHARACTERS],
        list(choices),
        scorer=fuzz.WRatio,
        score_cutoff=_MIN_SIMILARITY,
    )
    return found[0] if found else None


def _entry_name(path: Path, content: object) -> str:
    if path[:1] == ("translations",):
        return " ".join(printable(step) for step in path[2:4])
    name, value, list_name = "", content, ""
    last = len(path) - 1
    for place, step in enumerate(path):
        value = _step(value, step)
        own = _own_name(value)
        if own:
            name = own
        elif isinstance(step, int) and place < last and isinstance(value, dict | BaseModel):
            name = ", ".join(part for part in (name, f"entry {step + 1} of {list_name}") if part)
        elif not name and isinstance(step, str) and last > 0 and file_of(path) == "pack.yaml":
            name = printable(step)
        if isinstance(step, str):
            list_name = printable(step)
    return name


def _own_name(value: object) -> str:
    if not isinstance(value, dict | BaseModel):
        return ""
    for names in (("id",), ("theme", "id"), ("call", "id")):
        found: object = value
        for step in names:
            found = _step(found, step)
        if isinstance(found, str) and found:
            return printable(found)
    ends = _step(value, "between")
    if isinstance(ends, list | tuple) and ends:
        return "link " + " – ".join(printable(end, 30) for end in ends[:3])
    return ""


def _step(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
        return value[step]
    if isinstance(value, BaseModel) and isinstance(step, str):
        return getattr(value, step, None)
    return None


def _line(path: Path, lines: Mapping[Path, int]) -> int | None:
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None

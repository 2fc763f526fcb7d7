"""What can be wrong with a pack, said so that whoever writes it can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

# Where something stands: ("meetings", 3, "start"), from the pack's fields inwards.
Path = tuple[str | int, ...]

# Beyond this many problems a list helps nobody.
MOST = 100
_SHORT = 60
_LIKE_ENOUGH = 70


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `line` counts from 1."""

    file: str
    entry: str
    what: str
    mend: str
    line: int | None = None

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line is not None else ""
        place = ", ".join(part for part in (self.file, line, self.entry) if part)
        return f"{place}: {self.what}. {self.mend}" if place else f"{self.what}. {self.mend}"


class PackError(Exception):
    """A pack that cannot be used, with all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


@dataclass(frozen=True)
class Finding:
    """What is wrong at a path, before it has a file's name and a line."""

    path: Path
    what: str
    mend: str


class Limited(list[Finding]):
    """Findings, as many as a person can read; `full` once there are more."""

    full = False

    def add(self, path: Path, what: str, mend: str) -> None:
        if len(self) < MOST:
            self.append(Finding(path, what, mend))
        else:
            self.full = True


def placed(finding: Finding, content: object, lines: Mapping[Path, int]) -> Problem:
    """The finding with its file, its entry's name and, where one is known, its line."""
    return Problem(
        file_of(finding.path),
        _entry_name(finding.path, content),
        finding.what,
        finding.mend,
        _line(finding.path, lines),
    )


def file_of(path: Path) -> str:
    """The file that holds a path; `pack.yaml` for all that has no file of its own."""
    return f"{path[0]}.yaml" if path and path[0] in OWN_FILES else "pack.yaml"


OWN_FILES = (
    "roundtables",
    "areas",
    "mandate",
    "position",
    "background",
    "glossary",
    "processes",
    "meetings",
    "links",
)


def shown(text: object, length: int = _SHORT) -> str:
    """A piece of somebody's text that is safe and short enough for a message."""
    said = "".join(each if each.isprintable() else "�" for each in str(text)[: length + 1])
    return said if len(said) <= length else said[: length - 1] + "…"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` is most likely a slip for, if any is near."""
    from rapidfuzz import fuzz, process  # only where something is wrong

    found = process.extractOne(
        word[:_SHORT], list(choices), scorer=fuzz.WRatio, score_cutoff=_LIKE_ENOUGH
    )
    return found[0] if found else None


def _entry_name(path: Path, content: object) -> str:
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
            name = shown(step)
        if isinstance(step, str):
            list_name = shown(step)
    return name


def _own_name(value: object) -> str:
    if not isinstance(value, dict | BaseModel):
        return ""
    for names in (("id",), ("theme", "id"), ("call", "id")):
        found: object = value
        for step in names:
            found = _step(found, step)
        if isinstance(found, str) and found:
            return shown(found)
    ends = _step(value, "between")
    if isinstance(ends, list | tuple) and ends:
        return "link " + " – ".join(shown(end, 30) for end in ends[:3])
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

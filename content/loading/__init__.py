"""Loads packs. A pack that loads has been checked whole: nothing unproved is ever shown."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from content.checking import findings
from content.loading.complaints import complaints
from content.loading.folder import PACKS, Folder, NotInside, find_folder
from content.loading.parsing import Parsed, parse
from content.model import Pack
from content.problems import MOST, OWN_FILES, Finding, PackError, Problem, placed
from content.problems import Path as Place

__all__ = ["PACKS", "PackError", "Problem", "load_pack"]


def load_pack(where: str | Path) -> Pack:
    """The pack of this name (a folder in content/packs) or at this path, whole and checked.

    Raises PackError with everything that is wrong, as far as it can be told at once: first what
    cannot be read, then what is not a pack's field, then what does not hold together.
    """
    folder = Folder(find_folder(where))
    if problems := folder.survey():
        raise PackError(problems)
    files, problems = _read(folder)
    pack = _build(files, problems)
    texts: dict[str, str] = {}
    found: list[Finding] = []
    for number, document in enumerate(pack.documents):
        try:
            texts[document.id] = folder.read_source(document.file)
        except NotInside as error:
            found.append(Finding(("documents", number, "file"), error.what, error.mend))
        except PackError as error:
            problems.extend(error.problems)
    found += findings(pack, texts)
    lines = _lines(files)
    problems.extend(placed(each, pack, lines) for each in found)
    _raise(problems)
    return pack


def _read(folder: Folder) -> tuple[dict[str, Parsed], list[Problem]]:
    """What the pack's YAML files say, by the field they are for; those that could be read."""
    files: dict[str, Parsed] = {}
    problems: list[Problem] = []
    for field in ("pack", *OWN_FILES):
        name = f"{field}.yaml"
        if not folder.has(name):
            if field == "pack":
                mend = "Every pack has one; the command new-pack makes an example."
                problems.append(Problem(name, "", "the file is missing", mend))
            continue
        try:
            parsed = parse(folder.read_yaml(name))
        except PackError as error:
            problems.extend(error.problems)
            continue
        problems.extend(
            Problem(name, "", fault.what, fault.mend, fault.line) for fault in parsed.faults
        )
        if not parsed.faults:
            files[field] = parsed
    return files, problems


def _build(files: dict[str, Parsed], problems: list[Problem]) -> Pack:
    """The pack that the files make. Raises PackError, with the problems found before."""
    pack_file = files["pack"].value if "pack" in files else {}
    if not isinstance(pack_file, dict):
        mend = "Begin with lines such as “id: …”, “version: …” and “event:”."
        problems.append(Problem("pack.yaml", "", "the file does not hold a pack's fields", mend))
        files = {name: parsed for name, parsed in files.items() if name != "pack"}
        pack_file = {}
    for name in OWN_FILES:
        if name in pack_file:
            what, mend = f"“{name}” does not belong here", f"Write its contents into {name}.yaml."
            line = files["pack"].lines.get((name,))
            problems.append(Problem("pack.yaml", "", what, mend, line))
    content: dict[str, object] = {
        name: value for name, value in pack_file.items() if name not in OWN_FILES
    }
    # A file that holds nothing but remarks counts as left out.
    content |= {
        name: parsed.value
        for name, parsed in files.items()
        if name in OWN_FILES and parsed.value is not None
    }
    lines = _lines(files)
    try:
        pack = Pack.model_validate(content)
    except ValidationError as error:
        said = (each for each in complaints(error, content) if _own(each.path) in files)
        problems.extend(placed(each, content, lines) for each in islice(said, MOST + 1))
        _raise(problems)
        raise
    _raise(problems)
    return pack


def _own(path: Place) -> object:
    """The name, in `files`, of the file that holds a path."""
    return path[0] if path and path[0] in OWN_FILES else "pack"


def _lines(files: dict[str, Parsed]) -> dict[Place, int]:
    """The line of every path in the pack."""
    found: dict[Place, int] = {}
    for name, parsed in files.items():
        outer: Place = () if name == "pack" else (name,)
        found.update(((*outer, *path), line) for path, line in parsed.lines.items())
    return found


def _raise(problems: list[Problem]) -> None:
    if not problems:
        return
    problems = list(dict.fromkeys(problems))
    if len(problems) > MOST:
        more = Problem("", "", "there are more problems than these", "Mend these first.")
        problems = [*problems[:MOST], more]
    raise PackError(problems)

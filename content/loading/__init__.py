"""Loads packs. A pack that loads has passed all checks."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from content.checking import check_pack
from content.loading.folder import PACKS, OutsidePackError, PackFolder, find_folder
from content.loading.numbered_texts import with_numbered_texts
from content.loading.pack_files import load_files
from content.loading.validation_errors import explain_validation_error
from content.loading.yaml_parser import Parsed, parse
from content.model import Pack
from content.problems import FILE_FIELDS, MAX_PROBLEMS, Finding, PackError, Problem, locate
from content.problems import Path as Place

__all__ = ["PACKS", "PackError", "Problem", "load_pack"]


def load_pack(where: str | Path) -> Pack:
    """Load and check the pack of this name (a folder in content/packs) or at this path.

    Raises PackError with all problems of the first stage that fails: reading the files, their
    fields, the consistency of the whole.
    """
    folder = PackFolder(find_folder(where))
    if problems := folder.problems():
        raise PackError(problems)
    files, problems = _read(folder)
    pack = _build(files, problems)
    texts: dict[tuple[str, str], str] = {}
    findings: list[Finding] = []
    for number, document in enumerate(pack.documents):
        for language, file in document.files(pack.language).items():
            try:
                texts[document.id, language] = folder.read_source(file)
            except OutsidePackError as error:
                field = ("texts", language) if document.texts else ("file",)
                findings.append(Finding(("documents", number, *field), error.what, error.fix))
            except PackError as error:
                problems.extend(error.problems)
    pack, missing = with_numbered_texts(pack, texts)
    people_files, unfit = load_files(pack, folder)
    findings += [*missing, *unfit, *check_pack(pack, texts)]
    if findings:
        lines = _lines(files)
        problems.extend(locate(finding, pack, lines) for finding in findings)
    _raise(problems)
    return pack.with_files(people_files) if people_files else pack


def _read(folder: PackFolder) -> tuple[dict[str, Parsed], list[Problem]]:
    """Parse the YAML files that can be read, by field ("pack" for pack.yaml)."""
    files: dict[str, Parsed] = {}
    problems: list[Problem] = []
    translations = (f"translations/{language}" for language in folder.translations())
    for field in ("pack", *FILE_FIELDS, *translations):
        name = f"{field}.yaml"
        if not folder.has(name):
            if field == "pack":
                fix = "Every pack has one; the command new-pack makes an example."
                problems.append(Problem(name, "", "the file is missing", fix))
            continue
        try:
            parsed = parse(folder.read_yaml(name))
        except PackError as error:
            problems.extend(error.problems)
            continue
        problems.extend(
            Problem(name, "", fault.what, fault.fix, fault.line) for fault in parsed.faults
        )
        if not parsed.faults:
            files[field] = parsed
    return files, problems


def _build(files: dict[str, Parsed], problems: list[Problem]) -> Pack:
    """Build the pack from its files. Raises PackError, also if `problems` is not empty."""
    pack_file = files["pack"].value if "pack" in files else {}
    if not isinstance(pack_file, dict):
        fix = "Begin with lines such as “id: …”, “version: …” and “event:”."
        problems.append(Problem("pack.yaml", "", "the file does not hold a pack's fields", fix))
        files = {name: parsed for name, parsed in files.items() if name != "pack"}
        pack_file = {}
    for name in (*FILE_FIELDS, "translations"):
        if name in pack_file:
            file = f"{name}.yaml" if name in FILE_FIELDS else "translations/<language>.yaml"
            what, fix = f"“{name}” does not belong here", f"Write its contents into {file}."
            line = files["pack"].lines.get((name,))
            problems.append(Problem("pack.yaml", "", what, fix, line))
    content: dict[str, object] = {
        name: value
        for name, value in pack_file.items()
        if name not in (*FILE_FIELDS, "translations")
    }
    # A file with nothing but comments counts as absent.
    content |= {
        name: parsed.value
        for name, parsed in files.items()
        if name in FILE_FIELDS and parsed.value is not None
    }
    translations = {
        name.partition("/")[2]: parsed.value
        for name, parsed in files.items()
        if "/" in name and parsed.value is not None
    }
    if translations:
        content["translations"] = translations
    try:
        pack = Pack.model_validate(content)
    except ValidationError as error:
        lines = _lines(files)
        # Fields whose file could not be read are missing for no other reason.
        findings = (
            finding
            for finding in explain_validation_error(error, content)
            if _file_field(finding.path) in files
        )
        problems.extend(
            locate(finding, content, lines) for finding in islice(findings, MAX_PROBLEMS + 1)
        )
        _raise(problems)
        raise
    _raise(problems)
    return pack


def _file_field(path: Place) -> object:
    """The key in `files` of the file that a path is in."""
    if path[:1] == ("translations",):
        return "/".join(map(str, path[:2]))
    return path[0] if path and path[0] in FILE_FIELDS else "pack"


def _lines(files: dict[str, Parsed]) -> dict[Place, int]:
    """The line of every path in the pack."""
    lines: dict[Place, int] = {}
    for name, parsed in files.items():
        outer: Place = () if name == "pack" else tuple(name.split("/"))
        lines.update(((*outer, *path), line) for path, line in parsed.lines.items())
    return lines


def _raise(problems: list[Problem]) -> None:
    """Raise PackError if there are problems."""
    if not problems:
        return
    problems = list(dict.fromkeys(problems))
    if len(problems) > MAX_PROBLEMS:
        more = Problem("", "", "there are more problems than these", "Mend these first.")
        problems = [*problems[:MAX_PROBLEMS], more]
    raise PackError(problems)

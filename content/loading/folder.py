"""Reads a pack's files, and nothing outside its folder.

A pack may come from anyone: sizes are asked for before reading, what is no plain file is not
opened, and no path or link leads out.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from content.model.field_types import ID_PATTERN
from content.problems import OWN_FILES, PackError, Problem, nearest, shown

PACKS = Path(__file__).parents[1] / "packs"
LOCAL_PACKS = Path("content/packs")  # in the working directory
YAML_BYTES = 2_000_000
SOURCE_BYTES = 10_000_000
PACK_BYTES = 30_000_000
MOST_FILES = 200
_NAMES = tuple(f"{name}.yaml" for name in ("pack", *OWN_FILES))
_TYPES = {b"%PDF": "a PDF", b"PK\x03\x04": "a Word or zip file", b"\xd0\xcf\x11\xe0": "a Word file"}
# Of the controls, a document may hold those that are white space: a form feed ends a page.
_UNPRINTABLE = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_AS_TEXT = "Save it as plain text in UTF-8 (.txt)."


def find_folder(where: str | Path) -> Path:
    """Return the absolute folder of a pack, given its name or its path.

    A name is looked for in the working directory, in its `content/packs`, and among the packs
    that are installed with the program, in this order. Raises PackError.
    """
    named = isinstance(where, str) and re.fullmatch(ID_PATTERN, where) is not None
    try:
        folder = Path(where).resolve()
        if named:
            for candidate in (folder, LOCAL_PACKS / where, PACKS / where):
                if (candidate / "pack.yaml").is_file():
                    return candidate.resolve()
        if folder.is_dir():
            return folder
        if folder.name == "pack.yaml" and folder.is_file():
            return folder.parent
        is_file = folder.exists()
    except (OSError, ValueError, RuntimeError):
        is_file = False
    if is_file:
        what, mend = "this is a file, and a pack is a folder", "Give the folder that holds it."
    else:
        packs = (file.parent for root in (LOCAL_PACKS, PACKS) for file in root.glob("*/pack.yaml"))
        known = sorted({folder.name for folder in packs})
        near = nearest(str(where), known)
        mend = f"Did you mean {near}? " if near else ""
        what = "there is no pack of this name and no such folder"
        mend += f"Packs that are here: {', '.join(known)}. Or give the path of a pack's folder."
    raise PackError([Problem(shown(where), "", what, mend)])


class NotInside(Exception):
    """A document's file that is not named as one inside the pack."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(what)


class Folder:
    """A pack's folder. Reading keeps count, so that no pack costs more than its limit."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read = 0

    def survey(self) -> list[Problem]:
        """What is wrong with the folder as a whole, before anything in it is opened."""
        problems: list[Problem] = []
        number, size, largest = 0, 0, ("", 0)
        for entry in self._entries(problems):
            name = self._name(Path(entry.path))
            try:
                if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(self._root):
                    mend = "Put the file itself into the folder."
                    problems.append(Problem(name, "", "it is a link out of the pack", mend))
                    continue
                found = entry.stat()
            except (OSError, RuntimeError):
                mend = "Put the file itself into the folder, or delete the link."
                problems.append(Problem(name, "", "it cannot be opened", mend))
                continue
            if stat.S_ISDIR(found.st_mode):
                continue
            if not stat.S_ISREG(found.st_mode):
                problems.append(Problem(name, "", "it is no ordinary file", "Delete it."))
                continue
            number, size = number + 1, size + found.st_size
            largest = max(largest, (name, found.st_size), key=lambda each: each[1])
            if number > MOST_FILES:
                what = f"the pack has more than {MOST_FILES} files"
                problems.append(Problem("", "", what, "Keep only what belongs to the pack."))
                break
        if size > PACK_BYTES:
            what = f"the pack is {_megabytes(size)} large; {_megabytes(PACK_BYTES)} is the most"
            mend = f"Its largest file is {largest[0]}, with {_megabytes(largest[1])}."
            problems.append(Problem("", "", what, mend))
        return problems + self._strangers()

    def _entries(self, problems: list[Problem]) -> Iterator[os.DirEntry[str]]:
        """Everything inside that is not hidden; links are named, not followed."""
        waiting, seen = [self._root], 0
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        seen += 1
                        if seen > 10 * MOST_FILES:
                            what = "the pack's folder holds too much"
                            mend = "Keep only what belongs to the pack."
                            problems.append(Problem("", "", what, mend))
                            return
                        if entry.name.startswith("."):
                            continue
                        yield entry
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(Path(entry.path))
            except OSError:
                what, mend = "it cannot be opened", "Allow the bot to read it."
                problems.append(Problem(self._name(folder), "", what, mend))

    def _strangers(self) -> list[Problem]:
        """YAML files that would not be read, most often for a slip in the name."""
        problems = []
        for path in sorted(self._root.iterdir()):
            if path.name.startswith(".") or path.name in _NAMES:
                continue
            if path.suffix.lower() in (".yaml", ".yml"):
                near = nearest(f"{path.stem.lower()}.yaml", _NAMES)
                name = shown(path.name)
                mend = f"Rename it to {near}" if near else "A pack's files are " + ", ".join(_NAMES)
                problems.append(Problem(name, "", "a file of this name is not read", f"{mend}."))
        return problems

    def has(self, name: str) -> bool:
        return os.path.lexists(self._root / name)

    def read_yaml(self, name: str) -> str:
        """The text of one of the pack's own files. Raises PackError."""
        return self._text(name, self._root / name, YAML_BYTES)

    def read_source(self, name: str) -> str:
        """The text of a document, named as in pack.yaml. Raises NotInside or PackError."""
        path = self._inside(name)
        text = self._text(shown(name), path, SOURCE_BYTES)
        if found := _UNPRINTABLE.search(text):
            what = f"there is an invisible character (U+{ord(found[0]):04X}) in it"
            mend = "Delete the line and type it again."
            line = text.count("\n", 0, found.start()) + 1
            raise PackError([Problem(shown(name), "", what, mend, line)])
        return text

    def _inside(self, name: str) -> Path:
        said = f"“{shown(name)}”"
        where = "Write where it stands inside the pack, such as sources/document.txt."
        parts = PurePosixPath(name).parts
        if "\\" in name:
            raise NotInside(f"{said} has a backslash in it", "Write / between folder and file.")
        if not parts or name.startswith(("/", "~")) or re.match("[A-Za-z]:", name):
            raise NotInside(f"{said} does not stand inside the pack", where)
        if any(part.startswith(".") for part in parts):
            raise NotInside(f"{said} leads out of the pack or is hidden", where)
        path = self._root.joinpath(*parts)
        if not os.path.lexists(path):
            texts = [self._name(each) for each in sorted(self._root.glob("*/*.txt"))[:MOST_FILES]]
            near = nearest(name, texts)
            raise NotInside(
                f"{said} is not a file of the pack",
                f"Did you mean {near}?" if near else "Put the document's text there.",
            )
        return path

    def _text(self, name: str, path: Path, limit: int) -> str:
        def refused(what: str, mend: str, line: int | None = None) -> PackError:
            return PackError([Problem(name, "", what, mend, line)])

        what, mend = f"it is larger than {_megabytes(limit)}", "Leave out what is not quoted."
        try:
            real = path.resolve(strict=True)
            if not real.is_relative_to(self._root):
                raise refused("it is a link out of the pack", "Put the file itself there.")
            if not stat.S_ISREG(real.stat().st_mode):
                raise refused("it is no ordinary file", "Put a text file in its place.")
            with open(real, "rb", opener=_without_waiting) as file:
                if os.fstat(file.fileno()).st_size > limit:
                    raise refused(what, mend)
                content: bytes = file.read(limit + 1)
        except (OSError, RuntimeError, ValueError):
            raise refused("it cannot be opened", "Allow the bot to read it.") from None
        if len(content) > limit:
            raise refused(what, mend)
        self._read += len(content)
        if self._read > PACK_BYTES:
            what = f"the pack's files are larger than {_megabytes(PACK_BYTES)} together"
            raise refused(what, "Leave out what is not quoted.")
        for beginning, kind in _TYPES.items():
            if content.startswith(beginning):
                raise refused(f"this is {kind}, not plain text", _AS_TEXT)
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise refused("it is written in UTF-16, not in UTF-8", _AS_TEXT)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise refused("it is not written in UTF-8", _AS_TEXT, line) from None

    def _name(self, path: Path) -> str:
        return shown(path.relative_to(self._root).as_posix()) if path != self._root else ""


def _without_waiting(path: str, flags: int) -> int:
    """Opens for `open`; a pipe put in a file's place does not wait for its other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"

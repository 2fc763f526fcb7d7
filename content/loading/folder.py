"""Reads the files of a pack, and nothing outside its folder.

A pack may come from anyone: sizes are checked before reading, only regular files are opened, and
paths and links that lead out of the folder are refused.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from content.languages import LANGUAGES
from content.model.field_types import ID_PATTERN
from content.problems import FILE_FIELDS, PackError, Problem, nearest, printable

PACKS = Path(__file__).parents[1] / "packs"
LOCAL_PACKS = Path("content/packs")  # in the working directory
MAX_YAML_BYTES = 2_000_000
MAX_SOURCE_BYTES = 10_000_000
MAX_PACK_BYTES = 30_000_000  # of all that is read as text
MAX_FOLDER_BYTES = 200_000_000  # with the files that people can open
MAX_FILES = 400
_FILE_NAMES = tuple(f"{name}.yaml" for name in ("pack", *FILE_FIELDS))
_TRANSLATION_NAMES = tuple(f"{language}.yaml" for language in sorted(LANGUAGES))
_FORBIDDEN_TYPES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word or zip file",
    b"\xd0\xcf\x11\xe0": "a Word file",
}
# Control characters, but for white space: a form feed ends a page.
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
        what, fix = "this is a file, and a pack is a folder", "Give the folder that holds it."
    else:
        packs = (file.parent for root in (LOCAL_PACKS, PACKS) for file in root.glob("*/pack.yaml"))
        known = sorted({folder.name for folder in packs})
        near = nearest(str(where), known)
        fix = f"Did you mean {near}? " if near else ""
        what = "there is no pack of this name and no such folder"
        fix += f"Packs that are here: {', '.join(known)}. Or give the path of a pack's folder."
    raise PackError([Problem(printable(where), "", what, fix)])


class OutsidePackError(Exception):
    """The path of a document is not one of a file inside the pack."""

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(what)


class PackFolder:
    """The folder of a pack. Limits the number of bytes that are read in all."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._bytes_read = 0

    def problems(self) -> list[Problem]:
        """Check the folder as a whole, without opening a file."""
        problems: list[Problem] = []
        number, size, largest = 0, 0, ("", 0)
        for entry in self._entries(problems):
            name = self._name(Path(entry.path))
            try:
                if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(self._root):
                    fix = "Put the file itself into the folder."
                    problems.append(Problem(name, "", "it is a link out of the pack", fix))
                    continue
                found = entry.stat()
            except (OSError, RuntimeError):
                fix = "Put the file itself into the folder, or delete the link."
                problems.append(Problem(name, "", "it cannot be opened", fix))
                continue
            if stat.S_ISDIR(found.st_mode):
                continue
            if not stat.S_ISREG(found.st_mode):
                problems.append(Problem(name, "", "it is no ordinary file", "Delete it."))
                continue
            number, size = number + 1, size + found.st_size
            largest = max(largest, (name, found.st_size), key=lambda file: file[1])
            if number > MAX_FILES:
                what = f"the pack has more than {MAX_FILES} files"
                problems.append(Problem("", "", what, "Keep only what belongs to the pack."))
                break
        if size > MAX_FOLDER_BYTES:
            most = _megabytes(MAX_FOLDER_BYTES)
            what = f"the pack is {_megabytes(size)} large; {most} is the most"
            fix = f"Its largest file is {largest[0]}, with {_megabytes(largest[1])}."
            problems.append(Problem("", "", what, fix))
        return problems + self._unread_files()

    def _entries(self, problems: list[Problem]) -> Iterator[os.DirEntry[str]]:
        """All files, folders and links inside that are not hidden. Links are not followed."""
        waiting, seen = [self._root], 0
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        seen += 1
                        if seen > 10 * MAX_FILES:
                            what = "the pack's folder holds too much"
                            fix = "Keep only what belongs to the pack."
                            problems.append(Problem("", "", what, fix))
                            return
                        if entry.name.startswith("."):
                            continue
                        yield entry
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(Path(entry.path))
            except OSError:
                what, fix = "it cannot be opened", "Allow the bot to read it."
                problems.append(Problem(self._name(folder), "", what, fix))

    def _unread_files(self) -> list[Problem]:
        """YAML files that are not read, usually because the name is misspelt."""
        return [
            *self._unread_in(self._root, _FILE_NAMES, "A pack's files are "),
            *self._unread_in(
                self._root / "translations", _TRANSLATION_NAMES, "Translations are in "
            ),
        ]

    def _unread_in(self, folder: Path, names: tuple[str, ...], are: str) -> Iterator[Problem]:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name.startswith(".") or path.name in names:
                continue
            if path.suffix.lower() in (".yaml", ".yml"):
                near = nearest(f"{path.stem.lower()}.yaml", names)
                fix = f"Rename it to {near}" if near else are + ", ".join(names)
                name = self._name(path)
                yield Problem(name, "", "a file of this name is not read", f"{fix}.")

    def translations(self) -> list[str]:
        """The languages of the files in `translations`."""
        return [name[:-5] for name in _TRANSLATION_NAMES if self.has(f"translations/{name}")]

    def has(self, name: str) -> bool:
        return os.path.lexists(self._root / name)

    def read_yaml(self, name: str) -> str:
        """Return the text of one of the pack's YAML files. Raises PackError."""
        return self._text(name, self._root / name, MAX_YAML_BYTES)

    def read_source(self, name: str) -> str:
        """Return the text of a document by its path in pack.yaml.

        Raises OutsidePackError or PackError.
        """
        path = self._inside(name)
        text = self._text(printable(name), path, MAX_SOURCE_BYTES)
        if found := _UNPRINTABLE.search(text):
            what = f"there is an invisible character (U+{ord(found[0]):04X}) in it"
            fix = "Delete the line and type it again."
            line = text.count("\n", 0, found.start()) + 1
            raise PackError([Problem(printable(name), "", what, fix, line)])
        return text

    def read_file(self, name: str, limit: int) -> tuple[Path, bytes]:
        """Return where a file that people can open is on this machine, and its content. Raises
        OutsidePackError, also for one of more than `limit` bytes."""
        path = self._inside(name, "Put the file there.")
        try:
            content = self._content(printable(name), path, limit, "Make it smaller.")
        except PackError as error:
            problem = error.problems[0]
            what = f"“{printable(name)}” cannot be sent: {problem.what}"
            raise OutsidePackError(what, problem.fix) from None
        return path.resolve(), content

    def _inside(self, name: str, else_fix: str = "Put the document's text there.") -> Path:
        quoted = f"“{printable(name)}”"
        where = "Write where it stands inside the pack, such as sources/document.txt."
        parts = PurePosixPath(name).parts
        if "\\" in name:
            raise OutsidePackError(
                f"{quoted} has a backslash in it", "Write / between folder and file."
            )
        if not parts or name.startswith(("/", "~")) or re.match("[A-Za-z]:", name):
            raise OutsidePackError(f"{quoted} does not stand inside the pack", where)
        if any(part.startswith(".") for part in parts):
            raise OutsidePackError(f"{quoted} leads out of the pack or is hidden", where)
        path = self._root.joinpath(*parts)
        if not os.path.lexists(path):
            pattern = f"*/*{path.suffix}" if re.fullmatch(r"\.\w+", path.suffix) else "*/*.txt"
            files = [self._name(path) for path in sorted(self._root.glob(pattern))[:MAX_FILES]]
            near = nearest(name, files)
            raise OutsidePackError(
                f"{quoted} is not a file of the pack",
                f"Did you mean {near}?" if near else else_fix,
            )
        return path

    def _content(self, name: str, path: Path, limit: int, fix: str) -> bytes:
        """Return the content of a file. `fix` is the advice for one of more than `limit` bytes.
        Raises PackError."""

        def refused(what: str, fix: str) -> PackError:
            return PackError([Problem(name, "", what, fix)])

        what = f"it is larger than {_megabytes(limit)}"
        try:
            real = path.resolve(strict=True)
            if not real.is_relative_to(self._root):
                raise refused("it is a link out of the pack", "Put the file itself there.")
            if not stat.S_ISREG(real.stat().st_mode):
                raise refused("it is no ordinary file", "Put the file itself there.")
            with open(real, "rb", opener=_open_nonblocking) as file:
                if os.fstat(file.fileno()).st_size > limit:
                    raise refused(what, fix)
                content: bytes = file.read(limit + 1)
        except (OSError, RuntimeError, ValueError):
            raise refused("it cannot be opened", "Allow the bot to read it.") from None
        if len(content) > limit:
            raise refused(what, fix)
        return content

    def _text(self, name: str, path: Path, limit: int) -> str:
        def refused(what: str, fix: str, line: int | None = None) -> PackError:
            return PackError([Problem(name, "", what, fix, line)])

        content = self._content(name, path, limit, "Leave out what is not quoted.")
        self._bytes_read += len(content)
        if self._bytes_read > MAX_PACK_BYTES:
            what = f"the pack's files are larger than {_megabytes(MAX_PACK_BYTES)} together"
            raise refused(what, "Leave out what is not quoted.")
        for beginning, kind in _FORBIDDEN_TYPES.items():
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
        return printable(path.relative_to(self._root).as_posix()) if path != self._root else ""


def _open_nonblocking(path: str, flags: int) -> int:
    """An opener for `open` that does not wait where the file is a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"

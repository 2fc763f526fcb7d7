"""Reads the files of a pack that people can open, and checks that Telegram takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from content.loading.file_types import MAX_FILE_BYTES, UnfitFile, check_photo, media_type
from content.loading.folder import OutsidePackError, PackFolder
from content.model import Pack, PackFile
from content.problems import MAX_PROBLEMS, Finding, Path, printable

# Signs that a form sent to Telegram, or some people's computers, do not take in a file's name.
_NOT_SENT = frozenset('"<>|*?:')


def load_files(pack: Pack, folder: PackFolder) -> tuple[dict[str, PackFile], list[Finding]]:
    """Return the files that a pack names, by path, and what is wrong with them."""
    files: dict[str, PackFile] = {}
    findings: list[Finding] = []
    unfit: set[str] = set()
    no_photos: dict[str, UnfitFile] = {}  # and why they are none
    for path, name, shown in _named(pack):
        if name in unfit:
            continue
        if name not in files:
            try:
                files[name], problem = _read(folder, name)
            except (OutsidePackError, UnfitFile) as error:
                findings.append(Finding(path, _about(name, error), error.fix))
                unfit.add(name)
                continue
            if problem is not None:
                no_photos[name] = problem
        if shown and name in no_photos and len(findings) <= MAX_PROBLEMS:
            problem = no_photos[name]
            findings.append(Finding(path, _about(name, problem), problem.fix))
    return files, findings


def _named(pack: Pack) -> Iterator[tuple[Path, str, bool]]:
    """Every path of a file with its place in the pack, and whether it is shown as a photo."""
    for number, document in enumerate(pack.documents):
        here: Path = ("documents", number)
        if document.download:
            yield (*here, "download"), document.download, False
        for language, name in document.downloads.items():
            yield (*here, "downloads", language), name, False
    for number, meeting in enumerate(pack.meetings):
        for order, attached in enumerate(meeting.documents):
            if attached.file:
                yield ("meetings", number, "documents", order, "file"), attached.file, False
    for number, page in enumerate(pack.pages):
        if page.picture:
            yield ("pages", number, "picture"), page.picture, True
        for order, attached in enumerate(page.documents):
            if attached.file:
                yield ("pages", number, "documents", order, "file"), attached.file, False


def _read(folder: PackFolder, name: str) -> tuple[PackFile, UnfitFile | None]:
    """Return a file, and why it is no photo. Raises OutsidePackError or UnfitFile."""
    # One way of writing each path: a file is read once, however often it is named.
    if name != (plain := str(PurePosixPath(name))):
        raise UnfitFile("its path can be written shorter", f"Write {printable(plain)}.")
    if not name.isprintable() or _NOT_SENT.intersection(name):
        fix = "Give it a name of letters, digits and hyphens."
        raise UnfitFile("there is a sign in its name that cannot be sent", fix)
    location, content = folder.read_file(name, MAX_FILE_BYTES)
    found = media_type(name, content)
    problem: UnfitFile | None = None
    try:
        check_photo(content)
    except UnfitFile as error:
        problem = error
    digest = hashlib.sha256(content).hexdigest()
    return PackFile(name, location, found, problem is None, len(content), digest), problem


def _about(name: str, error: OutsidePackError | UnfitFile) -> str:
    if isinstance(error, OutsidePackError):
        return error.what
    return f"“{printable(name)}” cannot be sent: {error.what}"

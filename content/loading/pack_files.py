"""Reads the files of a pack that people can open, and checks that Telegram takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from content.loading.file_types import MAX_FILE_BYTES, UnfitFile, check_photo, media_type
from content.loading.folder import OutsidePackError, PackFolder
from content.model import Pack, PackFile
from content.problems import Finding, Path, printable


def load_files(pack: Pack, folder: PackFolder) -> tuple[dict[str, PackFile], list[Finding]]:
    """Return the files that a pack names, by path, and what is wrong with them."""
    files: dict[str, PackFile] = {}
    findings: list[Finding] = []
    unfit: set[str] = set()
    for path, name, shown in _named(pack):
        if name in unfit:
            continue
        file = files.get(name)
        if file is None:
            try:
                file = files[name] = _read(folder, name)
            except (OutsidePackError, UnfitFile) as error:
                findings.append(Finding(path, _about(name, error), error.fix))
                unfit.add(name)
                continue
        if shown and not file.is_photo:
            try:
                check_photo(file.location.read_bytes())
            except UnfitFile as error:
                findings.append(Finding(path, _about(name, error), error.fix))
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


def _read(folder: PackFolder, name: str) -> PackFile:
    """Raises OutsidePackError or UnfitFile."""
    location, content = folder.read_file(name, MAX_FILE_BYTES)
    found = media_type(name, content)
    try:
        check_photo(content)
    except UnfitFile:
        is_photo = False
    else:
        is_photo = True
    digest = hashlib.sha256(content).hexdigest()
    return PackFile(name, location, found, is_photo, len(content), digest)


def _about(name: str, error: OutsidePackError | UnfitFile) -> str:
    if isinstance(error, OutsidePackError):
        return error.what
    return f"“{printable(name)}” cannot be sent: {error.what}"

"""Which version of an announcement a chat gets, and the file that comes with it."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal

from handlers.framework.reply import Album, SentFile
from storage.announcements import Version


def language_for(chosen: str | None, versions: Container[str], fallback: str) -> str:
    """Return the language of the version that a chat gets: the one it chose if there is one."""
    return chosen if chosen is not None and chosen in versions else fallback


def file_of(version: Version) -> SentFile | Album | None:
    """Return the photo, video, document or album of a version; None for a text."""
    if version.kind == "album":
        return Album(tuple(SentFile(file, _kind(kind)) for kind, file in version.parts))
    if version.kind == "text" or version.file_id is None:
        return None
    return SentFile(version.file_id, version.kind)


def _kind(kind: str) -> Literal["document", "photo", "video"]:
    return "photo" if kind == "photo" else "video" if kind == "video" else "document"

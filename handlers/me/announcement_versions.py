"""Which version of an announcement a chat gets, and the file that comes with it."""

from __future__ import annotations

from collections.abc import Container

from handlers.framework.reply import SentFile
from storage.announcements import Version


def language_for(chosen: str | None, versions: Container[str], fallback: str) -> str:
    """Return the language of the version that a chat gets: the one it chose if there is one."""
    return chosen if chosen is not None and chosen in versions else fallback


def file_of(version: Version) -> SentFile | None:
    """Return the photo or document of a version; None for a text."""
    if version.kind == "text" or version.file_id is None:
        return None
    return SentFile(version.file_id, version.kind)

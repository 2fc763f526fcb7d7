"""The announcement itself, as everybody gets it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.reply import Formatted, Reply, SentFile
from storage.announcements import Version


def announcement_view(version: Version) -> Reply:
    """The message alone; nothing of ours stands in it."""
    file = None
    if version.kind != "text" and version.file_id is not None:
        file = SentFile(version.file_id, version.kind)
    return Reply(blocks=(Formatted(version.html),) if version.html else (), file=file)


def language_for(chosen: str | None, versions: Mapping[str, Version], fallback: str) -> str:
    """The language in which a chat gets it: its own where it is written in it."""
    return chosen if chosen is not None and chosen in versions else fallback

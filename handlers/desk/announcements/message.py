"""The announcement itself, as everybody gets it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.framework.reader import Reader
from handlers.framework.reply import Formatted, Reply, SentFile
from handlers.me.announcement_buttons import stop_button
from storage.announcements import Version


def announcement_view(reader: Reader, version: Version) -> Reply:
    """The message, and under it the way to get no more; nothing else of ours stands in it."""
    file = None
    if version.kind != "text" and version.file_id is not None:
        file = SentFile(version.file_id, version.kind)
    return Reply(
        blocks=(Formatted(version.html),) if version.html else (),
        buttons=((stop_button(reader),),),
        file=file,
    )


def language_for(chosen: str | None, versions: Mapping[str, Version], fallback: str) -> str:
    """The language in which a chat gets it: its own where it is written in it."""
    return chosen if chosen is not None and chosen in versions else fallback

"""An announcement as its recipients get it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.framework.reader import Reader
from handlers.framework.reply import Formatted, Reply, SentFile
from handlers.me.announcement_buttons import stop_button
from storage.announcements import Version


def announcement_view(reader: Reader, version: Version) -> Reply:
    """The author's words alone, with a button below that switches announcements off."""
    file = None
    if version.kind != "text" and version.file_id is not None:
        file = SentFile(version.file_id, version.kind)
    return Reply(
        blocks=(Formatted(version.html),) if version.html else (),
        buttons=((stop_button(reader),),),
        file=file,
    )


def language_for(chosen: str | None, versions: Mapping[str, Version], fallback: str) -> str:
    """Return the language of the version that a chat gets: the one it chose if there is one."""
    return chosen if chosen is not None and chosen in versions else fallback

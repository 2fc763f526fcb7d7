"""What the screens of an announcement need to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.announcements.message import announcement_view
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from storage import announcements
from storage.announcements import Announcement, Reach, Tally, Version


@dataclass(frozen=True)
class Seen:
    """`reach` is whom it would reach now, of one that has not begun."""

    it: Announcement
    versions: Mapping[str, Version]
    reach: Reach
    tally: Tally


async def find_open(
    connection: AsyncConnection, request: Request, number: int
) -> Announcement | None:
    """Return an announcement that the asker may see and change, or None. A draft is open to its
    author alone, the rest to every organiser: what they do to it is in the trace.

    Numbers come from buttons, which can be forged, so every handler looks announcements up here.
    """
    found = await announcements.find(connection, number)
    if found is None or (found.status == "draft" and found.author != request.user_id):
        return None
    return found


async def find_draft(
    connection: AsyncConnection, request: Request, number: int
) -> Announcement | None:
    """Return a draft of the asker's, or None."""
    found = await find_open(connection, request, number)
    return found if found is not None and found.status == "draft" else None


async def see(request: Request, number: int) -> Seen | None:
    """Return what the screens of an announcement show, or None where it is not open to the
    asker."""
    async with request.services.database.transaction() as connection:
        it = await find_open(connection, request, number)
        if it is None:
            return None
        latest = await announcements.versions_of(connection, number, it.edition)
        versions = {language: version for language, (_, version) in latest.items()}
        reach, tally = Reach(it.chats), Tally()
        if it.status in ("draft", "scheduled"):
            reach = await announcements.count_audience(connection, it.what, it.value)
        else:
            tally = await announcements.tally(connection, it)
    return Seen(it, versions, reach, tally)


def shown_view(request: Request, version: Version, language: str) -> Reply:
    """A version as it will look to whoever gets it in this language."""
    services = request.services
    return announcement_view(
        services.reader(request.pack, request.reader.now, language, None), version
    )

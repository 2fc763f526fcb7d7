"""Finding announcements for an organiser, and what their screens show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.announcements.recipient_view import announcement_view
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from storage import announcements
from storage.announcements import Announcement, Reach, Tally, Version


@dataclass(frozen=True)
class AnnouncementDetails:
    """`versions` are the newest, by language. `reach` is counted now as long as sending has
    not begun, and `tally` is empty until then."""

    announcement: Announcement
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
    announcement = await announcements.find(connection, number)
    if announcement is None:
        return None
    of_another = announcement.author != request.user_id
    return None if announcement.status == "draft" and of_another else announcement


async def find_unsent(
    connection: AsyncConnection, request: Request, number: int
) -> Announcement | None:
    """Return a draft of the asker's, or a scheduled announcement, or None."""
    announcement = await find_open(connection, request, number)
    return announcement if announcement is not None and is_unsent(announcement) else None


def is_unsent(announcement: Announcement) -> bool:
    """Return whether all of an announcement can be changed: it is a draft, or scheduled."""
    return announcement.status in announcements.UNSENT


async def find_details(request: Request, number: int) -> AnnouncementDetails | None:
    """Return what the screens of an announcement show, or None if it is not open to the asker."""
    async with request.services.database.transaction() as connection:
        announcement = await find_open(connection, request, number)
        if announcement is None:
            return None
        latest = await announcements.versions_of(connection, number, announcement.edition)
        versions = {language: version for language, (_, version) in latest.items()}
        reach, tally = Reach(announcement.chats), Tally()
        if is_unsent(announcement):
            what, value = announcement.what, announcement.value
            reach = await announcements.count_audience(connection, what, value)
        else:
            tally = await announcements.tally(connection, announcement)
    return AnnouncementDetails(announcement, versions, reach, tally)


def version_view(request: Request, version: Version, language: str) -> Reply:
    """A version as those who get it in this language will see it."""
    reader = request.services.reader(request.pack, request.reader.now, language, None)
    return announcement_view(reader, version)

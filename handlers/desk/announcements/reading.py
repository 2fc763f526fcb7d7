"""What the screens of an announcement need to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


async def see(request: Request, number: int) -> Seen | None:
    """None where there is none, or where it is somebody else's draft."""
    async with request.services.database.transaction() as connection:
        it = await announcements.find(connection, number)
        if it is None or (it.status == "draft" and it.author != request.user_id):
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

"""`/new`: what changed since one last looked: meetings, announcements, documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from content.model import Meeting, Pack
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Formatted,
    Heading,
    Inline,
    Paragraph,
    Phrase,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.announcement_versions import file_of, language_for
from handlers.meetings.conversion import meeting_of_revision
from handlers.meetings.lines import entry_id_of, meeting_line
from handlers.wording import labels, times
from storage import announcements, chats, whats_new
from storage.announcements import Announcement, Version
from storage.whats_new import ChangedMeeting

PLACE = Place("new")
_ANNOUNCEMENT = re.compile(r"a([0-9]{1,9})")
_FIRST_WORDS_CHARACTERS = 80


@dataclass(frozen=True)
class News:
    """One thing that is new: its line, and the label and place of its button."""

    at: datetime
    line: Phrase
    label: str
    place: str


def news_view(reader: Reader, since: datetime, news: Sequence[News], page: int = 1) -> Reply:
    """Return a page of what is new since an instant, the latest first."""
    _ = reader.gettext
    heading = Heading(_("What’s new"))
    moment = times.moment(reader, since)
    if not news:
        nothing = Paragraph(_("Nothing is new since {moment}.").format(moment=moment))
        return Reply((heading, nothing), (way_back(reader, "home"),), payload=PLACE.id)
    shown, page, pages = page_of(news, page)
    here = replace(PLACE, page=page)
    return Reply(
        blocks=(
            heading,
            Bullets(tuple(item.line for item in shown)),
            Footnote(_("Since {moment}.").format(moment=moment)),
        ),
        brief=(heading, Bullets(tuple(item.line for item in shown[:2]))),
        buttons=(
            *open_buttons([(item.label, item.place) for item in shown], here),
            *paging(reader, here, pages),
            way_back(reader, "home"),
        ),
        payload=PLACE.id,
    )


def _meeting_news(reader: Reader, pack: Pack, changed: ChangedMeeting) -> News:
    _ = reader.gettext
    before = None if changed.before is None else meeting_of_revision(changed.before)
    after = pack.meeting(changed.id) or meeting_of_revision(changed.after)
    line: list[Inline] = [*meeting_line(reader, after)]
    if after.cancelled:
        pass  # the line says so
    elif before is None:
        line = [_("New:"), " ", *line]
    elif before.cancelled:
        line = [_("Takes place after all:"), " ", *line]
    else:
        line = [_("Changed:"), " ", *line, *_was(reader, before, after)]
    id = entry_id_of(after)
    label = labels.label(reader, pack, id) if id in pack.entries else after.title
    return News(changed.after.made, tuple(line), label, id)


def _was(reader: Reader, before: Meeting, after: Meeting) -> list[str]:
    """Return what a meeting's time or place was, if it changed."""
    _ = reader.gettext
    parts: list[str] = []
    was = times.when_text(reader, before, short=True)
    if was != times.when_text(reader, after, short=True):
        parts.append(was)
    place = labels.location(reader, before)
    if place != labels.location(reader, after) and place:
        parts.append(place)
    return [" ", _("(was {before})").format(before=reader.listed(parts))] if parts else []


def _announcement_news(reader: Reader, announcement: Announcement, version: Version) -> News:
    _ = reader.gettext
    words = _first_words(version.html) or _("Announcement")
    began = announcement.began or announcement.made
    return News(
        began,
        (_("From the secretariat:"), " ", Bold(words)),
        words[:40].rstrip(),
        str(Place(PLACE.id, f"a{announcement.id}")),
    )


def _first_words(html: str) -> str:
    text = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    return labels.clipped(text, _FIRST_WORDS_CHARACTERS)


def _text_news(reader: Reader, pack: Pack, entry_id: str, at: datetime) -> News:
    label = labels.label(reader, pack, entry_id)
    return News(at, (reader.gettext("Text added or changed:"), " ", Bold(label)), label, entry_id)


def _version_for(
    reader: Reader, announcement: Announcement, versions: dict[str, tuple[int, Version]]
) -> Version | None:
    found = versions.get(language_for(reader.language, versions, announcement.fallback))
    return None if found is None else found[1]


async def _news(request: Request) -> tuple[datetime, list[News]]:
    reader, pack = request.reader, request.pack
    news: list[News] = []
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, request.chat_id, reader.now)
        since = await whats_new.look(connection, request.chat_id, reader.now)
        news += [
            _meeting_news(reader, pack, changed)
            for changed in await whats_new.changed_meetings(connection, since)
        ]
        found = await whats_new.announcements_since(connection, request.chat_id, since)
        for announcement in found:
            versions = await announcements.versions_of(
                connection, announcement.id, announcement.edition
            )
            version = _version_for(reader, announcement, versions)
            if version is not None:
                news.append(_announcement_news(reader, announcement, version))
        news += [
            _text_news(reader, pack, entry_id, at)
            for entry_id, at in await whats_new.changed_texts(connection, since)
            if entry_id in pack.entries
        ]
    return since, sorted(news, key=lambda item: item.at, reverse=True)


async def show_news(request: Request) -> Answer:
    since, news = await _news(request)
    return news_view(request.reader, since, news)


async def visit_news(request: Request, visit: Visit) -> Answer:
    announcement = _ANNOUNCEMENT.fullmatch(visit.place.part)
    if announcement is not None:
        return await _announcement(request, int(announcement[1]))
    since, news = await _news(request)
    return news_view(request.reader, since, news, visit.place.page)


async def _announcement(request: Request, number: int) -> Answer:
    """Show an announcement again."""
    reader = request.reader
    async with request.services.database.transaction() as connection:
        found = await whats_new.readable_announcement(connection, request.chat_id, number)
        if found is None:
            return out_of_date(reader)
        versions = await announcements.versions_of(connection, found.id, found.edition)
    version = _version_for(reader, found, versions)
    if version is None:
        return out_of_date(reader)
    when = times.moment(reader, found.began or found.made)
    blocks: list[Block] = [Heading(reader.gettext("From the secretariat")), Footnote(when)]
    if version.html:
        blocks.append(Formatted(version.html))
    file = file_of(version)
    return Reply(tuple(blocks), (way_back(reader, PLACE),), file=file, payload=PLACE.id)


TOPIC = Topic("what is new", commands={"new": show_news}, screens={PLACE.id: visit_news})

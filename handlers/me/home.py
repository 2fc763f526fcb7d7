"""The first screen: what the event is, what comes next, and the way to everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from content.model import Meeting, Pack
from handlers.documents.files import file_button
from handlers.framework.permissions import member_of
from handlers.framework.places import go, open_buttons, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Code,
    Footnote,
    Heading,
    Open,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.ask import Ask
from handlers.meetings import event_line, meeting_line, upcoming
from handlers.meetings.by_time import on_now
from handlers.meetings.lines import entry_id_of
from handlers.meetings.subscribe_buttons import Subscribe
from handlers.wording import labels
from storage import subscriptions, whats_new

_MAX_MEETINGS = 2  # of each of "in progress" and "next"
_MAX_ROUNDTABLES = 2
_MAX_DOCUMENT_LINKS = 4


@dataclass(frozen=True)
class Personal:
    """What the first screen shows of the chat itself."""

    roundtables: tuple[int, ...] = ()  # that it follows
    reminded: bool = False  # of the next meeting
    news: int = 0
    in_team: bool = False


_NOTHING_KNOWN = Personal()


def home_view(reader: Reader, pack: Pack, personal: Personal = _NOTHING_KNOWN) -> Reply:
    """Return the first screen: the event, what is on and what comes next, and its buttons."""
    _ = reader.gettext
    event = pack.event
    now_on = on_now(pack, reader.now)[:_MAX_MEETINGS]
    following = upcoming(pack, reader.now)[:1]
    blocks: list[Block] = [Heading(event.name), _event_now(reader, pack)]
    if now_on:
        lines = tuple(meeting_line(reader, meeting) for meeting in now_on)
        blocks.append(Bullets(lines, title=_("In progress")))
    if following:
        blocks.append(Bullets((meeting_line(reader, following[0]),), title=_("Next")))
    blocks.append(Paragraph(_("To search the documents and meetings, write any words.")))
    blocks.append(Footnote(_("This bot is not an official registration channel.")))
    return Reply(
        blocks=tuple(blocks),
        brief=(
            Heading(event.name),
            Paragraph(_("Ask here: {command}").format(command="/search equal pay")),
        ),
        buttons=(
            *_meeting_rows(reader, pack, now_on, following, personal.reminded),
            *_my_roundtable(reader, pack, personal.roundtables),
            *two_columns(
                (Press(_("Roundtables"), go("roundtables")), Press(_("Documents"), go("documents")))
            ),
            *two_columns(
                (Press(_("All meetings"), go("meetings")), Press(_("My schedule"), go("agenda")))
            ),
            *two_columns(
                (
                    Press(_news_label(reader, personal.news), go("new")),
                    Press(_("Saved"), go("saved")),
                )
            ),
            *([(Press(_("Practical information"), go("info")),)] if pack.pages else []),
            (Press(_("Ask the secretariat"), Ask()),),
            (
                Press(_("Language"), go("languages")),
                Press(_("Settings"), go("settings")),
                Press(_("Help"), go("help")),
            ),
            *(((Press(_("Organizers’ desk"), go("desk")),),) if personal.in_team else ()),
        ),
        payload="start",
    )


def _event_now(reader: Reader, pack: Pack) -> Paragraph:
    """Say where the event stands: it is to come, on, or over."""
    event = pack.event
    today: date = reader.now.astimezone(event.zone).date()
    if not event.start <= today <= event.end:
        return event_line(reader, pack)
    total = (event.end - event.start).days + 1
    sentence = reader.gettext("{event} is on: day {number} of {total}. Place: {place}.")
    return Paragraph(
        sentence.format(
            event=event.short,
            number=(today - event.start).days + 1,
            total=total,
            place=event.place,
        )
    )


def _meeting_rows(
    reader: Reader,
    pack: Pack,
    now_on: Sequence[Meeting],
    following: Sequence[Meeting],
    reminded: bool,
) -> list[Row]:
    """Return the buttons of what is on and what is next, which also sets its reminders."""
    _ = reader.gettext
    rows = open_buttons(
        [
            (labels.label(reader, pack, entry_id_of(meeting)), entry_id_of(meeting))
            for meeting in now_on
        ],
        "home",
    )
    for meeting in following:
        place = entry_id_of(meeting)
        state = (
            Press(_("Reminder set"), go(place, "home"))
            if reminded
            else Press(_("Remind me"), Subscribe("meeting", meeting.id))
        )
        opened = Press(labels.label(reader, pack, place), go(place, "home"))
        rows += two_columns([opened, state])
    return rows


def _my_roundtable(reader: Reader, pack: Pack, followed: Sequence[int]) -> list[Row]:
    """Return a button to each roundtable that the chat follows, if they are not many."""
    mine = [roundtable for roundtable in map(pack.roundtable, followed) if roundtable]
    sentence = reader.gettext("My roundtable: {number}")
    return two_columns(
        Press(sentence.format(number=roundtable.number), go(roundtable.id, "home"))
        for roundtable in mine[:_MAX_ROUNDTABLES]
    )


def _news_label(reader: Reader, news: int) -> str:
    _ = reader.gettext
    return _("What’s new ({number})").format(number=news) if news else _("What’s new")


async def _personal(request: Request) -> Personal:
    following = upcoming(request.pack, request.reader.now)[:1]
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
        reminded = bool(following) and await subscriptions.is_subscribed(
            connection, request.chat_id, following[0].id
        )
        news = await whats_new.count_news(connection, request.chat_id)
    return Personal(
        roundtables=tuple(int(item.value) for item in current if item.what == "roundtable"),
        reminded=reminded,
        news=news,
        in_team=await member_of(request) is not None,
    )


async def show_home(request: Request) -> Reply:
    if not request.in_private:
        return home_view(request.reader, request.pack)
    return home_view(request.reader, request.pack, await _personal(request))


async def visit_home(request: Request, visit: Visit) -> Answer:
    return await show_home(request)


def documents_view(reader: Reader, pack: Pack) -> Reply:
    """Return the door to all documents: what the pack has of each kind."""
    _ = reader.gettext
    listed = [
        (_("Roundtables"), "roundtables", bool(pack.roundtables)),
        (_("Recommendations"), "areas", bool(pack.areas)),
        (_("Mandate"), "mandate", bool(pack.mandate)),
        *([(pack.position.title, "position", True)] if pack.position else []),
        *([(pack.background.title, "background", True)] if pack.background else []),
        *((collection.title, collection.id, True) for collection in pack.collections),
        (_("Regional processes"), "processes", bool(pack.processes)),
        (_("Glossary"), "glossary", bool(pack.glossary)),
    ]
    sources: tuple[Phrase, ...] = tuple(
        (f"{document.title} · ", Code(document.symbol)) if document.symbol else document.title
        for document in pack.documents
    )
    addresses = [(document, document.link_in(reader.language)) for document in pack.documents]
    return Reply(
        blocks=(
            Heading(_("Documents")),
            Bullets(sources, title=_("Quoted word for word from")),
            Paragraph(_("To search them, write any words.")),
        ),
        buttons=(
            *open_buttons([(label, place) for label, place, there in listed if there], "documents"),
            *(
                (Open(_link_label(reader, document.short, address), address),)
                for document, address in addresses[:_MAX_DOCUMENT_LINKS]
                if address
            ),
            *(
                row
                for document in pack.documents
                for row in file_button(pack, document.short, document.download_in(reader.language))
            ),
            (Press(_("Saved"), go("saved")),),
            way_back(reader, "home"),
        ),
        payload="documents",
        cacheable=True,
    )


def _link_label(reader: Reader, name: str, address: str) -> str:
    """A document's name and the site where the button opens it."""
    site = (urlsplit(address).hostname or "").removeprefix("www.")
    return labels.clipped(reader.annotated(name, site))


async def visit_documents(request: Request, visit: Visit) -> Answer:
    return documents_view(request.reader, request.pack)


async def show_documents(request: Request) -> Answer:
    return documents_view(request.reader, request.pack)


TOPIC = Topic(
    "home",
    commands={"documents": show_documents},
    screens={"home": visit_home, "documents": visit_documents},
)

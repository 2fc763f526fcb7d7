"""The first screen: what the event is, what comes next, and the way to everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from content.model import Meeting, Pack
from handlers.documents.files import file_button
from handlers.framework.offers import is_offered
from handlers.framework.permissions import has_secretariat, member_of
from handlers.framework.places import Place, go, open_buttons, two_columns, way_back
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
from handlers.meetings.by_time import near_floors, on_now
from handlers.meetings.lines import entry_id_of
from handlers.meetings.subscribe_buttons import Subscribe
from handlers.wording import examples, labels
from handlers.wording.searching import search_hint
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
    may_ask: bool = False  # somebody answers questions


_NOTHING_KNOWN = Personal()


def home_view(reader: Reader, pack: Pack, personal: Personal = _NOTHING_KNOWN) -> Reply:
    """Return the first screen: the event, what is on and what comes next, and its buttons."""
    _ = reader.gettext
    event = pack.event
    now = reader.now
    now_on = on_now(pack, now)[:_MAX_MEETINGS]
    following = upcoming(pack, now)[:1]
    blocks: list[Block] = [Heading(event.name), event_line(reader, pack), *_purpose(reader, pack)]
    if now_on:
        lines = tuple(meeting_line(reader, meeting) for meeting in now_on)
        blocks.append(Bullets(lines, title=_("In progress")))
    if following:
        blocks.append(Bullets((meeting_line(reader, following[0]),), title=_("Next")))
    blocks += search_hint(reader, pack)
    blocks.append(Footnote(_("This bot is not an official registration channel.")))
    return Reply(
        blocks=tuple(blocks),
        brief=(
            Heading(event.name),
            Paragraph(_("Ask here: {command}").format(command=examples.in_group(pack))),
        ),
        buttons=(
            *_meeting_rows(reader, pack, now_on, following, personal.reminded),
            *([(Press(_("List of speakers"), go("floor")),)] if near_floors(pack, now) else []),
            *_my_roundtable(reader, pack, personal.roundtables),
            *_offered(pack, (_("Roundtables"), "roundtables"), (_("Documents"), "documents")),
            *_offered(pack, (_("All meetings"), "meetings"), (_("My schedule"), "agenda")),
            *_programme_rows(reader, pack),
            *_offered(pack, (_news_label(reader, personal.news), "new"), (_("Saved"), "saved")),
            *_offered(pack, (_("Practical information"), "info")),
            *([(Press(_("Ask the secretariat"), Ask()),)] if personal.may_ask else []),
            (
                Press(_("Language"), go("languages")),
                Press(_("Settings"), go("settings")),
                Press(_("Help"), go("help")),
            ),
            *(((Press(_("Organizers’ desk"), go("desk")),),) if personal.in_team else ()),
        ),
        payload="start",
    )


def _purpose(reader: Reader, pack: Pack) -> tuple[Paragraph, ...]:
    """Say in one sentence what one can do here."""
    _ = reader.gettext
    has_meetings, quotes = is_offered(pack, "meetings"), is_offered(pack, "verify")
    if has_meetings and quotes:
        sentence = _("Read and share the exact texts, and be reminded of meetings.")
    elif has_meetings:
        sentence = _("See the programme, and be reminded of meetings.")
    elif quotes:
        sentence = _("Read and share the exact texts.")
    else:
        return ()
    return (Paragraph(sentence),)


def _programme_rows(reader: Reader, pack: Pack) -> list[Row]:
    """Return the ways into a programme of rooms."""
    _ = reader.gettext
    if "rooms" not in pack.parts:
        return []
    return two_columns(
        (Press(_("Today"), go("today")), Press(_("Rooms"), go(Place("programme", "rooms"))))
    )


def _offered(pack: Pack, *labelled: tuple[str, str]) -> list[Row]:
    """Return a button for each (label, screen) that the pack has something for."""
    return two_columns(
        Press(label, go(screen)) for label, screen in labelled if is_offered(pack, screen)
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
    may_ask = await has_secretariat(request)
    return Personal(
        roundtables=tuple(int(item.value) for item in current if item.what == "roundtable"),
        reminded=reminded,
        news=news,
        in_team=await member_of(request) is not None,
        may_ask=may_ask,
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
        (_("Roundtables"), "roundtables", is_offered(pack, "roundtables")),
        (_("Recommendations"), "areas", is_offered(pack, "areas")),
        (_("Mandate"), "mandate", is_offered(pack, "mandate")),
        *([(pack.position.title, "position", True)] if pack.position else []),
        *([(pack.background.title, "background", True)] if pack.background else []),
        *((collection.title, collection.id, True) for collection in pack.collections),
        (_("Regional processes"), "processes", is_offered(pack, "processes")),
        (_("Glossary"), "glossary", is_offered(pack, "glossary")),
    ]
    sources: tuple[Phrase, ...] = tuple(
        (f"{document.title} · ", Code(document.symbol)) if document.symbol else document.title
        for document in pack.documents
    )
    addresses = [(document, document.link_in(reader.language)) for document in pack.documents]
    return Reply(
        blocks=(
            Heading(_("Documents")),
            *([Bullets(sources, title=_("Quoted word for word from"))] if sources else []),
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
            *_offered(pack, (_("Saved"), "saved")),
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

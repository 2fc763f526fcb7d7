"""`/info`: practical pages, such as Wi-Fi, badges, emergencies and maps."""

from __future__ import annotations

from content.model import Pack, Page
from handlers.documents.files import attached_buttons
from handlers.documents.passages import part_view
from handlers.documents.related import group_buttons
from handlers.documents.search import results_view
from handlers.framework.places import Place, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Footnote,
    Heading,
    Paragraph,
    Reply,
    Share,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels

SCREEN = "info"
_PAGES_ON_SCREEN = 12
_MAX_FIRST = 3  # pages whose text stands on the list
_MAX_FIRST_CHARACTERS = 300
_MAX_BRIEF_CHARACTERS = 200


def in_order(pack: Pack) -> list[Page]:
    """Return the pages, those with `first` before the others."""
    return sorted(pack.pages, key=lambda page: not page.first)


def pages_view(reader: Reader, pack: Pack, number: int = 1) -> Reply:
    """Return the list of pages. What comes first is shown with its text."""
    _ = reader.gettext
    pages = in_order(pack)
    shown, number, screens = page_of(pages, number, _PAGES_ON_SCREEN)
    here = Place(SCREEN, "", number)
    heading = Heading(_("Practical information"))
    blocks: list[Block] = [heading]
    for page in [page for page in pages if page.first and page.text][:_MAX_FIRST]:
        blocks.append(Paragraph((Bold(page.title),)))
        blocks.append(Paragraph(labels.clipped(page.text or "", _MAX_FIRST_CHARACTERS)))
    blocks.append(Paragraph(_("Choose a page, or write what you are looking for.")))
    example = f"/info {pages[0].title}" if pages else "/info"
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, Paragraph(_("To see one: {command}").format(command=example))),
        buttons=(
            *open_buttons([(page.title, page.entry_id) for page in shown], here),
            *paging(reader, here, screens),
            way_back(reader, "home"),
        ),
        payload=SCREEN,
        cacheable=True,
    )


def page_view(reader: Reader, pack: Pack, page: Page, back: str = "") -> Reply:
    """Return a page with its picture, and buttons for its documents."""
    _ = reader.gettext
    heading = Heading(page.title)
    note = language_note(reader, pack, page)
    text = [Paragraph(part) for part in (page.text or "").split("\n\n") if part]
    blocks: list[Block] = [heading, *text, *note]
    if page.source:
        blocks.append(labels.facts(reader, [(_("Source"), labels.source_phrase(page.source))]))
    brief: list[Block] = [heading]
    if text:
        brief.append(Paragraph(labels.clipped(page.text or "", _MAX_BRIEF_CHARACTERS)))
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(brief),
        buttons=(
            *attached_buttons(pack, page.documents),
            *group_buttons(reader, pack, page.entry_id, back),
            (Share(_("Share"), page.entry_id),),
            way_back(reader, back or SCREEN),
        ),
        file=pack.files.get(page.picture or ""),
        payload=page.entry_id,
        cacheable=True,
    )


def language_note(reader: Reader, pack: Pack, page: Page) -> list[Block]:
    """Return a footnote that names the language of a page that is not in the reader's."""
    if pack.language == reader.language:
        return []
    translation = pack.translations.get(reader.language)
    words = None if translation is None else translation.entries.get(page.entry_id)
    if words is not None and words.title and (words.text or not page.text):
        return []
    sentence = reader.gettext("This page is not available in your language. Its language: {name}.")
    return [Footnote(sentence.format(name=labels.language_name(reader, pack.language)))]


async def show_pages(request: Request) -> Answer:
    """Answer `/info`, or `/info wifi`."""
    reader, pack = request.reader, request.pack
    words = request.words.strip()
    if not words:
        return pages_view(reader, pack)
    for page in pack.pages:
        if words.casefold() in (page.title.casefold(), page.id):
            return page_view(reader, pack, page)
    found = await request.find(words, kinds=frozenset({"page"}))
    if len(found.hits) == 1:
        return page_view(reader, pack, _page(pack, found.hits[0].id))
    return results_view(reader, pack, request.words, found)


def _page(pack: Pack, entry_id: str) -> Page:
    return next(page for page in pack.pages if page.entry_id == entry_id)


async def visit_pages(request: Request, visit: Visit) -> Answer:
    return pages_view(request.reader, request.pack, visit.place.page)


async def visit_page(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    page = _page(pack, visit.place.id)
    return part_view(reader, pack, visit) or page_view(reader, pack, page, visit.back)


TOPIC = Topic(
    "pages",
    commands={"info": show_pages},
    screens={SCREEN: visit_pages},
    entries={"page": visit_page},
)

"""Collections: passages under a name of the pack's own, with a command of the pack's own."""

from __future__ import annotations

from content.model import Collection, Pack
from handlers.documents.passages import is_saved, part_view, passage_view
from handlers.documents.search import results_view
from handlers.documents.whole import SCREEN, fits_one_message, whole_view
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Heading,
    Open,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request, ascii_digits
from handlers.framework.topic import COLLECTION_SCREEN, Answer, Topic, Visit
from handlers.wording import labels

_PAGE_SIZE = 10
_BUTTONS_IN_ROW = 5


def collection_view(
    reader: Reader, pack: Pack, collection: Collection, page: int = 1, back: str = ""
) -> Reply:
    """Return a collection whole if it fits into one message, else a page of its passages by number
    and title."""
    _ = reader.gettext
    here = Place(collection.id, "", page)
    back = back or "documents"
    if fits_one_message(pack, collection.id):
        return whole_view(reader, pack, collection.id, here, back)
    shown, page, pages = page_of(collection.passages, page, _PAGE_SIZE)
    here = Place(collection.id, "", page)
    heading = Heading(collection.title)
    items = tuple(
        (Bold(f"{name} "), passage.title)
        if (name := collection.name_of(passage))
        else passage.title
        for passage in shown
    )
    buttons = [
        Press(_button_label(collection, passage.id), go(passage.id, here)) for passage in shown
    ]
    brief: list[Block] = [heading, Paragraph(items[0])]
    if collection.command:
        example = f"/{collection.command} {_example(collection)}"
        brief[1] = Paragraph(_("To see one: {command}").format(command=example))
    return Reply(
        blocks=(heading, Bullets(items)),
        brief=tuple(brief),
        buttons=(
            *_rows(buttons),
            *paging(reader, here, pages, back),
            (Press(_("Read in full"), go(Place(SCREEN, collection.id), here)),),
            *_document_link(reader, pack, collection),
            way_back(reader, back),
        ),
        payload=collection.id,
        cacheable=True,
    )


def _button_label(collection: Collection, passage_id: str) -> str:
    """The number of a passage; its title if it has none."""
    passage = next(passage for passage in collection.passages if passage.id == passage_id)
    if collection.name_of(passage) is None:
        return labels.clipped(passage.title)
    return str(passage.citation.number)


def _rows(buttons: list[Press]) -> list[Row]:
    """Numbers side by side, titles in rows of their own."""
    rows: list[list[Press]] = []
    for button in buttons:
        wide = not button.label.isdecimal()
        if (
            not rows
            or wide
            or len(rows[-1]) == _BUTTONS_IN_ROW
            or not rows[-1][0].label.isdecimal()
        ):
            rows.append([])
        rows[-1].append(button)
    return [tuple(row) for row in rows]


def _document_link(reader: Reader, pack: Pack, collection: Collection) -> list[Row]:
    document = None if collection.document is None else pack.document(collection.document)
    address = None if document is None else document.link_in(reader.language)
    return [(Open(reader.gettext("Open the document"), address),)] if address else []


def _example(collection: Collection) -> int:
    numbers = [passage.citation.number for passage in collection.passages]
    return next((number for number in numbers if number is not None), 1)


async def show_collection(request: Request, name: str) -> Answer | None:
    """Answer the command of a collection, `/articles`, or with a number or words: `/articles 12`,
    `/articles privacy`. Return None if no collection has this command."""
    reader, pack = request.reader, request.pack
    collection = pack.commands.get(name)
    if collection is None:
        return None
    words = ascii_digits(request.words.strip())
    if not words:
        return collection_view(reader, pack, collection)
    if words.isdecimal():
        return await _numbered(request, collection, words)
    ids = {passage.id for passage in collection.passages}
    found = await request.find(words, kinds=frozenset({"item"}))
    found = found.only(ids)
    if len(found.hits) == 1:
        return await _item(request, found.hits[0].id, "")
    return results_view(reader, pack, request.words, found)


async def _numbered(request: Request, collection: Collection, words: str) -> Answer:
    reader, pack = request.reader, request.pack
    for passage in collection.passages:
        if collection.name_of(passage) and str(passage.citation.number) == words.lstrip("0"):
            return await _item(request, passage.id, "")
    sentence = reader.gettext("There is no number {words} here.").format(words=words[:10])
    listed = collection_view(reader, pack, collection)
    return Reply((Paragraph(sentence), *listed.blocks), listed.buttons, payload=collection.id)


async def _item(request: Request, entry_id: str, back: str) -> Reply:
    pack = request.pack
    section = pack.section_of(entry_id)
    place = [passage.id for passage in section.passages].index(entry_id)
    parent = Place(section.id, "", place // _PAGE_SIZE + 1)
    saved = await is_saved(request, entry_id)
    return passage_view(request.reader, pack, entry_id, parent, back, saved)


async def visit_collection(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    collection = pack.collection(visit.place.id)
    if collection is None:
        raise LookupError(visit.place.id)
    return collection_view(reader, pack, collection, visit.place.page, visit.back)


async def visit_item(request: Request, visit: Visit) -> Answer:
    view = part_view(request.reader, request.pack, visit)
    return view or await _item(request, visit.place.id, visit.back)


TOPIC = Topic(
    "collections",
    screens={COLLECTION_SCREEN: visit_collection},
    entries={"item": visit_item},
    pack_commands=(show_collection,),
)

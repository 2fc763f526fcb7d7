"""Collections: passages under a name of the pack's own, with a command of the pack's own."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Collection, Pack, Passage, Section, Status
from content.model.item_status import STATUSES
from handlers.documents.files import file_button
from handlers.documents.passages import is_saved, part_view, passage_view
from handlers.documents.search import answer_with_results
from handlers.documents.whole import SCREEN, fits_one_message, whole_view
from handlers.framework.permissions import member_of
from handlers.framework.places import Place, go, page_of, paging, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Heading,
    Open,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request, ascii_digits
from handlers.framework.topic import COLLECTION_SCREEN, Answer, Topic, Visit
from handlers.wording import labels
from handlers.wording.item_status import status_name, status_named

# The desk's screen on which organisers set the status of an item.
STATUS_SCREEN = "desk-status"
_MAY_SET_STATUS = ("owner", "organiser")
_PAGE_SIZE = 10
_BUTTONS_IN_ROW = 5


def collection_view(
    reader: Reader, pack: Pack, collection: Collection, here: Place | None = None, back: str = ""
) -> Reply:
    """Return a collection whole if it fits into one message, else a page of its passages by number
    and title. Those with statuses are always a list, at a place whose part is a status only of the
    passages with that status."""
    _ = reader.gettext
    here = here or Place(collection.id)
    back = back or "documents"
    if fits_one_message(pack, collection.id) and not collection.has_statuses:
        return whole_view(reader, pack, collection.id, Place(collection.id, "", here.page), back)
    status = next((status for status in STATUSES if status == here.part), None)
    passages = [item for item in collection.passages if status in (None, item.status)]
    shown, page, pages = page_of(passages, here.page, _PAGE_SIZE)
    here = Place(collection.id, status or "", page)
    heading = Heading(collection.title)
    items = tuple(_line(reader, collection, passage) for passage in shown)
    buttons = [
        Press(_button_label(collection, passage.id), go(passage.id, here)) for passage in shown
    ]
    blocks: list[Block] = [heading, Bullets(items)]
    if status is not None:
        blocks.insert(1, Paragraph(_counted(reader, status, len(passages))))
    brief: list[Block] = [heading, *(Paragraph(line) for line in items[:1])]
    if collection.command:
        example = f"/{collection.command} {_example(collection)}"
        brief[1:] = [Paragraph(_("To see one: {command}").format(command=example))]
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(brief),
        buttons=(
            *_rows(buttons),
            *paging(reader, here, pages, back),
            *_filters(reader, collection, status, back),
            (Press(_("Read in full"), go(Place(SCREEN, collection.id), here)),),
            *_document_buttons(reader, pack, collection),
            way_back(reader, back),
        ),
        payload=collection.id,
        cacheable=True,
    )


def _line(reader: Reader, collection: Collection, passage: Passage) -> Phrase:
    name = collection.name_of(passage)
    title = passage.title
    if passage.status is not None:
        title = f"{title} · {status_name(reader, passage.status)}"
    return (Bold(f"{name} "), title) if name else title


def _counted(reader: Reader, status: Status, number: int) -> str:
    return reader.annotated(status_name(reader, status), str(number))


def _filters(
    reader: Reader, collection: Collection, chosen: Status | None, back: str
) -> Sequence[Row]:
    """Return a button for each status that passages have, with their number."""
    counts = {
        status: sum(passage.status == status for passage in collection.passages)
        for status in STATUSES
    }
    buttons = [
        Press(_counted(reader, status, number), go(Place(collection.id, status), back))
        for status, number in counts.items()
        if number and status != chosen
    ]
    if chosen is not None:
        everything = reader.annotated(reader.gettext("All"), str(len(collection.passages)))
        buttons.insert(0, Press(everything, go(collection.id, back)))
    return two_columns(buttons)


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


def _document_buttons(reader: Reader, pack: Pack, collection: Collection) -> list[Row]:
    """Return buttons that open the collection's document and send its file."""
    if collection.document is None:
        return []
    document = pack.document(collection.document)
    address = document.link_in(reader.language)
    rows: list[Row] = [(Open(reader.gettext("Open the document"), address),)] if address else []
    return [*rows, *file_button(pack, document.short, document.download_in(reader.language))]


def _example(collection: Collection) -> int:
    numbers = [passage.citation.number for passage in collection.passages]
    return next((number for number in numbers if number is not None), 1)


async def show_collection(request: Request, name: str) -> Answer | None:
    """Answer the command of a collection, `/articles`, or with a number, words or a status:
    `/articles 12`, `/articles privacy`, `/motions adopted`. Return None if no collection has this
    command."""
    reader, pack = request.reader, request.pack
    collection = pack.commands.get(name)
    if collection is None:
        return None
    words = ascii_digits(request.words.strip())
    if not words:
        return collection_view(reader, pack, collection)
    if words.isdecimal():
        return await _numbered(request, collection, words)
    status = status_named(reader, words) if collection.has_statuses else None
    if status is not None:
        return collection_view(reader, pack, collection, Place(collection.id, status))
    ids = {passage.id for passage in collection.passages}
    found = await request.find(words, kinds=frozenset({"item"}))
    found = found.only(ids)
    if len(found.hits) == 1:
        return await _item(request, found.hits[0].id, "")
    return await answer_with_results(request, request.words, found)


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
    rows = await _team_rows(request, section, entry_id)
    return passage_view(request.reader, pack, entry_id, parent, back, saved, rows)


async def _team_rows(request: Request, section: Section, item_id: str) -> tuple[Row, ...] | None:
    """Return the button that sets the status of an item, for organisers in a private chat; None
    where it is for nobody, so that the screen is the same for all."""
    statuses = isinstance(section, Collection) and section.has_statuses
    if not statuses or not request.in_private:
        return None
    member = await member_of(request)
    if member is None or member.role not in _MAY_SET_STATUS:
        return ()
    button = Press(request.reader.gettext("Change status"), go(Place(STATUS_SCREEN, item_id)))
    return ((button,),)


async def visit_collection(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    collection = pack.collection(visit.place.id)
    if collection is None:
        raise LookupError(visit.place.id)
    return collection_view(reader, pack, collection, visit.place, visit.back)


async def visit_item(request: Request, visit: Visit) -> Answer:
    view = part_view(request.reader, request.pack, visit)
    return view or await _item(request, visit.place.id, visit.back)


TOPIC = Topic(
    "collections",
    screens={COLLECTION_SCREEN: visit_collection},
    entries={"item": visit_item},
    pack_commands=(show_collection,),
)

"""Passages that belong together, read whole: a resolution, a section, an area of recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from content.model import Pack
from handlers.documents.quotations import copyable_reply, language_note, quotation, quotation_texts
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels
from handlers.wording.item_status import status_name

SCREEN = "whole"
# A page is one message of 4,096 UTF-16 units, headings and citations included.
_PAGE_CHARACTERS = 3_800
_CITATION_CHARACTERS = 80  # about as many as one has
_PAGE_PASSAGES = 10
_BUTTONS_IN_ROW = 5
_MAX_TITLE_CHARACTERS = 16  # on the button of a passage without a number
# What is longer is not copied at once.
_MAX_COPIED_CHARACTERS = 12_000


@dataclass(frozen=True)
class CopyWhole(ButtonData):
    """Sends all passages of a whole as one text, to be copied. `id` is the section's or area's."""

    tag: ClassVar[str] = "cw1"
    id: str


def ids_of_whole(pack: Pack, whole_id: str) -> list[str]:
    """Return the passages of a section or an area in reading order; none for other ids."""
    for section in pack.sections:
        if section.id == whole_id:
            return [passage.id for passage in section.passages]
    area = next((area for area in pack.areas if area.id == whole_id), None)
    if area is None:
        return []
    return [area.call.id, *(passage.id for passage in area.recommendations)]


def title_of_whole(reader: Reader, pack: Pack, whole_id: str) -> str:
    for section in pack.sections:
        if section.id == whole_id:
            return section.title
    return labels.label(reader, pack, whole_id)


def pages_of(pack: Pack, ids: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Divide passages, numbered from 1, into pages that each fit into one message."""
    pages: list[list[tuple[int, str]]] = []
    left = 0
    for number, entry_id in enumerate(ids, 1):
        passage = pack.passages[entry_id]
        size = len(passage.text) + len(passage.title) + _CITATION_CHARACTERS
        if not pages or size > left or len(pages[-1]) >= _PAGE_PASSAGES:
            pages.append([])
            left = _PAGE_CHARACTERS
        pages[-1].append((number, entry_id))
        left -= size
    return pages


def fits_one_message(pack: Pack, whole_id: str) -> bool:
    ids = ids_of_whole(pack, whole_id)
    return len(ids) <= _PAGE_PASSAGES and len(pages_of(pack, ids)) == 1


def whole_view(reader: Reader, pack: Pack, whole_id: str, here: Place, back: str = "") -> Reply:
    """Return a page of a section or area in its official words, each passage with its citation and
    a number whose button opens it. `here` is the place that shows it."""
    _ = reader.gettext
    ids = ids_of_whole(pack, whole_id)
    pages = pages_of(pack, ids)
    page = min(here.page, len(pages))
    here = Place(here.id, here.part, page)
    heading = Heading(title_of_whole(reader, pack, whole_id))
    shown = [pack.passages[entry_id] for _number, entry_id in pages[page - 1]]
    blocks: list[Block] = [heading, *language_note(reader, pack, shown)]
    buttons: list[Press] = []
    for number, entry_id in pages[page - 1]:
        passage = pack.passages[entry_id]
        name = labels.item_name(pack, passage) if pack.kind_of[entry_id] == "item" else None
        status = f" · {status_name(reader, passage.status)}" if passage.status else ""
        blocks.append(Paragraph((Bold(f"{name or number} · {passage.title}"), status)))
        blocks.append(quotation(reader, pack, passage, with_proof=False))
        label = str(passage.citation.number if name else number)
        if pack.kind_of[entry_id] == "item" and name is None:
            label = labels.clipped(passage.title, _MAX_TITLE_CHARACTERS)
        buttons.append(Press(label, go(entry_id, here)))
    copied: list[Row] = []
    if sum(len(pack.passages[entry_id].text) for entry_id in ids) <= _MAX_COPIED_CHARACTERS:
        copied.append((Press(_("Copy all"), CopyWhole(whole_id)),))
    half = -(-len(buttons) // 2) if len(buttons) > _BUTTONS_IN_ROW else len(buttons)
    rows = [tuple(buttons[:half]), tuple(buttons[half:])]
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(blocks[:3]),
        buttons=(
            *(row for row in rows if row),
            *copied,
            *paging(reader, here, len(pages), back),
            way_back(reader, back),
        ),
        payload=here.id,
        cacheable=True,
    )


async def visit_whole(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    if not ids_of_whole(pack, visit.place.part):
        return out_of_date(reader)
    return whole_view(reader, pack, visit.place.part, visit.place, visit.back)


async def press_copy(request: Request, button: CopyWhole) -> Answer:
    reader, pack = request.reader, request.pack
    ids = ids_of_whole(pack, button.id)
    texts = quotation_texts(reader, pack, ids)
    if not texts or sum(map(len, texts)) > 2 * _MAX_COPIED_CHARACTERS:
        return out_of_date(reader)
    return copyable_reply(reader, texts, ids[0])


TOPIC = Topic("wholes", screens={SCREEN: visit_whole}, buttons={CopyWhole: press_copy})

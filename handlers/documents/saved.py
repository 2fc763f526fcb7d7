"""`/saved`: the passages that a chat saved, as a list, as one text and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from content.model import EntryKind, Pack
from handlers.documents.collections import visit_item
from handlers.documents.quotations import Save, Unsave, copyable_reply, quotation_texts
from handlers.documents.recommendations import visit_area, visit_box, visit_recommendation
from handlers.documents.roundtables import visit_roundtable
from handlers.documents.sections import visit_passage
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import (
    Place,
    go,
    open_buttons,
    page_of,
    paging,
    payload_place,
    way_back,
)
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    File,
    Heading,
    Notice,
    Paragraph,
    Press,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, PlaceHandler, Topic, Visit, always
from handlers.wording import labels
from storage import chats, saved_passages

PLACE = Place("saved")
_CLEAR_PART = "clear"
# What is longer comes as a file alone: about four messages.
_MAX_CHARACTERS_IN_CHAT = 12_000

_SCREENS: dict[EntryKind, PlaceHandler] = {
    "roundtable": visit_roundtable,
    "area": visit_area,
    "recommendation": visit_recommendation,
    "box": visit_box,
    "mandate": visit_passage,
    "position": visit_passage,
    "background": visit_passage,
    "item": visit_item,
}


@dataclass(frozen=True)
class CopyAll(ButtonData):
    """Sends all saved passages as one text, to be copied."""

    tag: ClassVar[str] = "sv3"


@dataclass(frozen=True)
class SavedFile(ButtonData):
    """Sends all saved passages as a text file."""

    tag: ClassVar[str] = "sv4"


@dataclass(frozen=True)
class ClearSaved(ButtonData):
    """Removes all saved passages. `number` is how many were shown."""

    tag: ClassVar[str] = "sv5"
    number: int


def saved_view(reader: Reader, pack: Pack, ids: Sequence[str], page: int, gone: int = 0) -> Reply:
    """Return a page of the saved passages, oldest first. `gone` is how many others were saved that
    the pack no longer has."""
    _ = reader.gettext
    if not ids and not gone:
        return Reply(
            blocks=(
                Heading(_("Saved")),
                Paragraph(
                    _("You have not saved anything yet. Open a passage and tap “Save” below it.")
                ),
            ),
            buttons=((Press(_("Search"), go("search")),), way_back(reader, "home")),
            payload=PLACE.id,
        )
    shown, page, pages = page_of(ids, page)
    here = replace(PLACE, page=page)
    number = reader.ngettext("{number} passage", "{number} passages", len(ids))
    blocks: list[Block] = [Heading(_("Saved")), Paragraph(number.format(number=len(ids)))]
    if gone:
        sentence = reader.ngettext(
            "{number} saved passage is no longer in the documents.",
            "{number} saved passages are no longer in the documents.",
            gone,
        )
        blocks.append(Paragraph(sentence.format(number=gone)))
    tools = ((Press(_("Copy all"), CopyAll()), Press(_("As a file"), SavedFile())),)
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(blocks),
        buttons=(
            *open_buttons([(labels.label(reader, pack, id), id) for id in shown], here),
            *paging(reader, here, pages),
            *(tools if ids else ()),
            (Press(_("Remove all…"), go(Place(PLACE.id, _CLEAR_PART))),),
            way_back(reader, "home"),
        ),
        payload=PLACE.id,
    )


def clear_view(reader: Reader, number: int) -> Reply:
    """Ask before all saved passages are removed."""
    _ = reader.gettext
    question = reader.ngettext(
        "Remove {number} saved passage?", "Remove {number} saved passages?", number
    )
    return Reply(
        blocks=(Heading(question.format(number=number)),),
        buttons=(
            (Press(_("Remove all"), ClearSaved(number), danger=True),),
            way_back(reader, PLACE),
        ),
        payload=PLACE.id,
    )


def _file(texts: Sequence[str]) -> File:
    """Return the quotations as a text file that editors on any system can open."""
    text = "\r\n\r\n".join(text.replace("\n", "\r\n") for text in texts) + "\r\n"
    # The byte order mark tells older editors that the file is UTF-8.
    return File("saved-passages.txt", "text/plain", text.encode("utf-8-sig"))


async def _saved(request: Request) -> tuple[list[str], int]:
    """Return the ids of the saved passages that the pack has, and the number of the others."""
    async with request.services.database.transaction() as connection:
        ids = await saved_passages.saved_ids(connection, request.chat_id)
    known = [id for id in ids if id in request.pack.passages]
    return known, len(ids) - len(known)


async def _list(request: Request, page: int = 1) -> Reply:
    ids, gone = await _saved(request)
    return saved_view(request.reader, request.pack, ids, page, gone)


async def show_saved(request: Request) -> Answer:
    return await _list(request)


async def visit_saved(request: Request, visit: Visit) -> Answer:
    if visit.place.part == _CLEAR_PART:
        ids, gone = await _saved(request)
        return clear_view(request.reader, len(ids) + gone)
    return await _list(request, visit.place.page)


async def press_save(request: Request, button: Save) -> Answer:
    _ = request.reader.gettext
    if button.id not in request.pack.passages:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        now = request.reader.now
        await chats.record_contact(connection, request.chat_id, now)
        kept = await saved_passages.save(connection, request.chat_id, button.id, now)
    if not kept:
        sentence = _("You have saved {number} passages, the maximum. Remove some in /saved.")
        return Notice(sentence.format(number=saved_passages.MAX_SAVED), alert=True)
    return await _screen(request, button.id, button.back, _("Saved. Your list: /saved"))


async def press_unsave(request: Request, button: Unsave) -> Answer:
    if button.id not in request.pack.passages:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        await saved_passages.remove(connection, request.chat_id, button.id)
    notice = request.reader.gettext("Removed from your saved passages.")
    return await _screen(request, button.id, button.back, notice)


async def _screen(request: Request, entry_id: str, back: str, notice: str) -> Answer:
    """Show the passage again, with the button as it is now."""
    kind = request.pack.kind_of[entry_id]
    place = Place(entry_id, "call" if kind == "area" else "")
    visit = Visit(place, back if payload_place(back.partition(".")[0]) else "")
    shown = await _SCREENS[kind](replace(request, may_have_saved=True), visit)
    return replace(shown, notice=notice) if isinstance(shown, Reply) else shown


async def press_copy_all(request: Request, button: CopyAll) -> Answer:
    reader = request.reader
    ids, _gone = await _saved(request)
    texts = quotation_texts(reader, request.pack, ids)
    if not texts:
        return out_of_date(reader)
    if sum(map(len, texts)) > _MAX_CHARACTERS_IN_CHAT:
        sentence = reader.gettext("This is too long for messages, so here it is as a file.")
        return Reply((Paragraph(sentence),), file=_file(texts), payload=PLACE.id)
    return copyable_reply(reader, texts, PLACE.id)


async def press_file(request: Request, button: SavedFile) -> Answer:
    ids, _gone = await _saved(request)
    texts = quotation_texts(request.reader, request.pack, ids)
    if not texts:
        return out_of_date(request.reader)
    heading = Heading(request.reader.gettext("Saved"))
    return Reply((heading,), file=_file(texts), payload=PLACE.id)


async def press_clear(request: Request, button: ClearSaved) -> Answer:
    ids, gone = await _saved(request)
    if len(ids) + gone != button.number:
        return clear_view(request.reader, len(ids) + gone)
    async with request.services.database.write_transaction() as connection:
        await saved_passages.remove_all(connection, request.chat_id)
    shown = await _list(request)
    return replace(shown, notice=request.reader.gettext("All saved passages were removed."))


TOPIC = Topic(
    "saved",
    commands={"saved": show_saved},
    screens={PLACE.id: visit_saved},
    buttons={
        Save: press_save,
        Unsave: press_unsave,
        CopyAll: press_copy_all,
        SavedFile: press_file,
        ClearSaved: press_clear,
    },
    changes={
        press_save: always,
        press_unsave: always,
        press_clear: always,
    },
)

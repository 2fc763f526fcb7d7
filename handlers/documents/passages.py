"""Passages: the screen of one official text, and the parts that every entry's screen has."""

from __future__ import annotations

from content.model import EntryKind, Pack
from handlers.documents.languages import (
    OTHERS,
    in_language_view,
    language_in,
    languages_button,
    others_view,
    proof_language,
)
from handlers.documents.quotations import (
    CopyInLanguage,
    CopyPassage,
    brief_quotation,
    copyable_reply,
    official_blocks,
    passage_tools,
    quotation_text,
    quotation_texts,
    save_button,
    shared_passage,
)
from handlers.documents.related import GROUPS, group_buttons, related_view
from handlers.documents.verify import proof_view
from handlers.documents.whole import SCREEN as WHOLE
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Button,
    Footnote,
    Heading,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels
from handlers.wording.item_status import item_facts
from storage import saved_passages

# The kinds of entries that stand in sections.
_IN_SECTIONS: tuple[EntryKind, ...] = ("mandate", "position", "background")


def neighbours(reader: Reader, pack: Pack, passage_id: str, back: Place | str) -> list[Row]:
    """Return the buttons to the previous and the next passage; see `Pack.neighbours`."""
    _ = reader.gettext
    before, after = pack.neighbours(passage_id)
    row: list[Button] = []
    if before is not None:
        row.append(Press(_("‹ Previous"), go(before, back)))
    if after is not None:
        row.append(Press(_("Next ›"), go(after, back)))
    return [tuple(row)] if row else []


def passage_view(
    reader: Reader,
    pack: Pack,
    entry_id: str,
    parent: Place | str,
    back: str = "",
    saved: bool | None = None,
    team_rows: tuple[Row, ...] | None = None,
) -> Reply:
    """Return a passage's screen. Back opens `back`, or else `parent`. `saved` says whether the chat
    saved it; None if the chat saved nothing, so that the screen is the same for all such chats.
    `team_rows` are buttons for the team; None if nobody has any, so that the screen is the same
    for all."""
    _ = reader.gettext
    passage = pack.passages[entry_id]
    official = official_blocks(reader, pack, passage)
    heading = Heading(labels.heading(reader, pack, entry_id))
    proof_button = Press(_("Link and verification"), go(Place(entry_id, "proof"), back))
    whole: tuple[Row, ...] = ()
    if passage.text.endswith(":"):
        official.append(Footnote(_("The text continues in the next passage.")))
        if pack.kind_of[entry_id] in _IN_SECTIONS:
            place = Place(WHOLE, pack.section_of(entry_id).id)
            whole = ((Press(_("Read in full"), go(place, entry_id)),),)
    return Reply(
        blocks=(heading, *item_facts(reader, passage), *official),
        brief=brief_quotation(reader, pack, entry_id),
        payload=entry_id,
        buttons=(
            *whole,
            passage_tools(reader, pack, entry_id, passage),
            *languages_button(reader, entry_id, passage, back),
            *neighbours(reader, pack, entry_id, back),
            *group_buttons(reader, pack, entry_id, back),
            (save_button(reader, entry_id, saved, back), proof_button),
            *(team_rows or ()),
            way_back(reader, back or parent),
        ),
        cacheable=saved is None and team_rows is None,
    )


async def is_saved(request: Request, entry_id: str) -> bool | None:
    """Return whether the chat saved a passage; None if it is known that it saved nothing."""
    if not request.may_have_saved:
        return None
    async with request.services.database.transaction() as connection:
        return await saved_passages.is_saved(connection, request.chat_id, entry_id)


def part_view(reader: Reader, pack: Pack, visit: Visit) -> Reply | None:
    """Return the screen of a part that any entry may have: its proof, or a group of related
    entries. Return None if the place has no such part."""
    place = visit.place
    if place.id in pack.passages:
        if place.part == "proof":
            return proof_view(reader, pack, place.id, visit.back)
        if language := proof_language(place.part):
            return proof_view(reader, pack, f"{place.id}.{language}", visit.back)
        if place.part == OTHERS:
            return others_view(reader, pack, place, visit.back)
        if language := language_in(place.part):
            return in_language_view(reader, pack, place.id, language, visit.back)
    if place.part in GROUPS and pack.related(place.id, *GROUPS[place.part]):
        return related_view(reader, pack, place, visit.back)
    return None


def copy_view(reader: Reader, pack: Pack, entry_id: str) -> Reply:
    return copyable_reply(reader, quotation_texts(reader, pack, [entry_id]), entry_id)


async def copy_passage(request: Request, button: CopyPassage) -> Answer:
    if button.id not in request.pack.passages:
        return out_of_date(request.reader)
    return copy_view(request.reader, request.pack, button.id)


async def copy_in_language(request: Request, button: CopyInLanguage) -> Answer:
    reader, pack = request.reader, request.pack
    passage = shared_passage(pack, f"{button.id}.{button.language}")
    if passage is None:
        return out_of_date(reader)
    return copyable_reply(reader, [quotation_text(reader, pack, passage)], button.id)


TOPIC = Topic("passages", buttons={CopyPassage: copy_passage, CopyInLanguage: copy_in_language})

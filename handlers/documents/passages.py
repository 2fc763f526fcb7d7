"""Passages: the document's words, where they stand, and what bears on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from content.model import EntryKind, Pack, Passage, Related
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Button,
    Code,
    Copy,
    Copyable,
    Footnote,
    Heading,
    Inline,
    Italic,
    Paragraph,
    Press,
    Quotation,
    Reply,
    Row,
    Share,
)
from handlers.framework.request import Request
from handlers.framework.telegram_limits import COPY_CHARACTERS
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels

# The parts of an entry's place that list what bears on it, and the kinds each holds.
GROUPS: dict[str, tuple[EntryKind, ...]] = {
    "rt": ("roundtable",),
    "rec": ("recommendation",),
    "areas": ("area", "box"),
    "mandate": ("mandate", "position", "background"),
    "meetings": ("meeting",),
    "bodies": ("term", "process"),
}


@dataclass(frozen=True)
class CopyPassage(ButtonData):
    """Send the quotation as a message that copies at a tap."""

    tag: ClassVar[str] = "c1"
    id: str


def quoted(reader: Reader, pack: Pack, passage: Passage) -> str:
    """The quotation with its citation below it, to be pasted elsewhere. No marks of ours stand
    around it: the text may hold its own."""
    return f"{passage.text}\n— {labels.citation(reader, pack, passage.citation)}"


def proof(pack: Pack, passage: Passage) -> str:
    """The line that shows a text unchanged: pack, version and the text's hash."""
    return f"{pack.id} {pack.version} · {passage.hash}"


def quotation(reader: Reader, pack: Pack, passage: Passage) -> Quotation:
    cited = labels.citation(reader, pack, passage.citation)
    return Quotation(passage.text, cited, proof(pack, passage), pack.language)


def official_blocks(reader: Reader, pack: Pack, passage: Passage) -> list[Block]:
    """The words, what they are quoted from, and the editor's note where there is one."""
    _ = reader.gettext
    blocks: list[Block] = []
    if reader.language != pack.language:
        name = labels.language_name(reader, pack.language)
        blocks.append(
            Footnote(_("Official words in their own language: {name}.").format(name=name))
        )
    if passage.symbol:
        blocks.append(Paragraph(passage.symbol))
    blocks.append(quotation(reader, pack, passage))
    if passage.note:
        blocks.append(Footnote(_("Editor’s note: {note}").format(note=passage.note)))
    return blocks


def group_label(reader: Reader, group: str, number: int) -> str:
    _ = reader.gettext
    names = {
        "rt": _("Roundtables ({number})"),
        "rec": _("Recommendations ({number})"),
        "areas": _("Areas, examples ({number})"),
        "mandate": _("Mandate ({number})"),
        "meetings": _("Meetings ({number})"),
        "bodies": _("Bodies ({number})"),
    }
    return names[group].format(number=number)


def group_buttons(reader: Reader, pack: Pack, entry_id: str, back: str = "") -> list[Row]:
    """A button to each group of what bears on an entry; `back` is the entry's own way back."""
    labelled = [
        (group_label(reader, group, len(found)), str(Place(entry_id, group)))
        for group, kinds in GROUPS.items()
        if (found := pack.related(entry_id, *kinds))
    ]
    return open_buttons(labelled, back)


def copy_button(reader: Reader, pack: Pack, entry_id: str, passage: Passage) -> Button:
    _ = reader.gettext
    text = quoted(reader, pack, passage)
    if len(text) <= COPY_CHARACTERS:
        return Copy(_("Copy quotation"), text)
    return Press(_("Copy quotation"), CopyPassage(entry_id))


def passage_tools(reader: Reader, pack: Pack, entry_id: str, passage: Passage) -> Row:
    _ = reader.gettext
    return (copy_button(reader, pack, entry_id, passage), Share(_("Share"), entry_id))


def neighbours(
    reader: Reader, siblings: Sequence[str], entry_id: str, back: Place | str
) -> list[Row]:
    """Buttons to the entries before and after, in reading order."""
    _ = reader.gettext
    place = siblings.index(entry_id)
    row: list[Button] = []
    if place > 0:
        row.append(Press(_("‹ Previous"), go(siblings[place - 1], back)))
    if place + 1 < len(siblings):
        row.append(Press(_("Next ›"), go(siblings[place + 1], back)))
    return [tuple(row)] if row else []


def brief_quotation(reader: Reader, pack: Pack, entry_id: str) -> tuple[Block, ...]:
    """A passage as a group sees it: folded, with its citation and the editor's note."""
    passage = pack.passages[entry_id]
    blocks: list[Block] = [
        Heading(labels.heading(reader, pack, entry_id)),
        quotation(reader, pack, passage),
    ]
    if passage.note:
        note = reader.gettext("Editor’s note: {note}").format(note=passage.note)
        blocks.append(Footnote(note))
    return tuple(blocks)


def passage_view(
    reader: Reader,
    pack: Pack,
    entry_id: str,
    siblings: Sequence[str],
    parent: Place | str,
    back: str = "",
) -> Reply:
    """One passage's screen. `siblings` are read before and after it; Back leads to `back`, or
    else to `parent`."""
    _ = reader.gettext
    passage = pack.passages[entry_id]
    official = official_blocks(reader, pack, passage)
    heading = Heading(labels.heading(reader, pack, entry_id))
    proof_button = Press(_("Link and proof"), go(Place(entry_id, "proof"), back))
    if passage.text.endswith(":"):
        official.append(Footnote(_("The text goes on in the next passage.")))
    return Reply(
        blocks=(heading, *official),
        brief=brief_quotation(reader, pack, entry_id),
        payload=entry_id,
        buttons=(
            passage_tools(reader, pack, entry_id, passage),
            *neighbours(reader, siblings, entry_id, back),
            *group_buttons(reader, pack, entry_id, back),
            (proof_button,),
            way_back(reader, back or parent),
        ),
        cacheable=True,
    )


def reason(reader: Reader, pack: Pack, other: Related) -> tuple[Inline, ...]:
    """What the other entry is, why it bears on this one, and who says so."""
    name = labels.label(reader, pack, other.id)
    parts: list[Inline] = [Bold(name), f" — {other.why}"]
    if other.source:
        source = reader.gettext("Source: {source}").format(source=other.source)
        parts += [" ", Italic(f"({source})")]
    return tuple(parts)


def related_view(reader: Reader, pack: Pack, place: Place, back: str = "") -> Reply:
    """What bears on an entry, of one group, each with its reason."""
    _ = reader.gettext
    found = pack.related(place.id, *GROUPS[place.part])
    shown, page, pages = page_of(found, place.page)
    here = Place(place.id, place.part, page)
    blocks: list[Block] = [
        Heading(labels.heading(reader, pack, place.id)),
        Paragraph(group_title(reader, place.part)),
        Bullets(tuple(reason(reader, pack, other) for other in shown)),
    ]
    if any(other.source is None for other in shown):
        blocks.append(
            Footnote(_("Links without a source are the editors’ selection, not the document’s."))
        )
    labelled = [(labels.label(reader, pack, other.id), other.id) for other in shown]
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages, back),
            way_back(reader, place.id, back),
        ),
        cacheable=True,
        payload=place.id,
    )


def group_title(reader: Reader, group: str) -> str:
    """What a list of related entries is."""
    _ = reader.gettext
    return {
        "rt": _("Roundtables linked to it"),
        "rec": _("Recommendations linked to it"),
        "areas": _("Areas and examples linked to it"),
        "mandate": _("Mandate and position linked to it"),
        "meetings": _("Meetings linked to it"),
        "bodies": _("Bodies and processes linked to it"),
    }[group]


def proof_view(reader: Reader, pack: Pack, entry_id: str, back: str = "") -> Reply:
    """How to link to a passage, and how to check that its words are unchanged."""
    _ = reader.gettext
    passage = pack.passages[entry_id]
    link = reader.link(entry_id)
    return Reply(
        blocks=(
            Heading(labels.heading(reader, pack, entry_id)),
            Paragraph((_("Link:"), " ", Code(link))),
            Paragraph(
                (
                    _("Pack {name}, version {version}, hash").format(
                        name=pack.id, version=pack.version
                    ),
                    " ",
                    Code(pack.hash),
                )
            ),
            Paragraph((_("SHA-256 of the quoted words:"), " ", Code(passage.sha256))),
            Footnote(
                _(
                    "The line under each quotation ends with the first 12 digits of this hash. "
                    "The same words give the same digits; one changed letter gives others."
                )
            ),
        ),
        buttons=(
            (Copy(_("Copy link"), link), copy_button(reader, pack, entry_id, passage)),
            way_back(reader, entry_id, back),
        ),
        cacheable=True,
        payload=entry_id,
    )


def copy_view(reader: Reader, pack: Pack, entry_id: str) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Footnote(_("Tap the text to copy it.")),
            Copyable(quoted(reader, pack, pack.passages[entry_id])),
        ),
        new_message=True,
        payload=entry_id,
    )


def part_view(reader: Reader, pack: Pack, visit: Visit) -> Reply | None:
    """The screen of a place's part that every entry has, or None where there is no such part."""
    place = visit.place
    if place.part == "proof" and place.id in pack.passages:
        return proof_view(reader, pack, place.id, visit.back)
    if place.part in GROUPS and pack.related(place.id, *GROUPS[place.part]):
        return related_view(reader, pack, place, visit.back)
    return None


async def copy_passage(request: Request, button: CopyPassage) -> Answer:
    if button.id not in request.pack.passages:
        return out_of_date(request.reader)
    return copy_view(request.reader, request.pack, button.id)


async def verify(request: Request) -> Answer:
    """`/verify 3.2` shows how to check that passage; `/verify` alone says how it works."""
    _ = request.reader.gettext
    pack = request.pack
    if request.words:
        found = request.search.find(request.words, limit=1)
        passage = next((hit.id for hit in found.hits if hit.id in pack.passages), None)
        if passage is not None:
            return proof_view(request.reader, pack, passage)
        return Reply(
            blocks=(
                Paragraph(
                    _(
                        "I found no passage for that. "
                        "Try a number or a title, such as /verify 3.2 or /verify 1244."
                    )
                ),
            ),
            buttons=(way_back(request.reader, None),),
        )
    return Reply(
        blocks=(
            Heading(_("Checking a quotation")),
            Paragraph(
                _(
                    "Every quotation is compared with its source document when the bot starts. "
                    "The line under it names the pack, its version and a hash of the words."
                )
            ),
            Paragraph(
                (
                    _("Pack {name}, version {version}, hash").format(
                        name=pack.id, version=pack.version
                    ),
                    " ",
                    Code(pack.hash),
                )
            ),
            Paragraph(_("To check one passage: /verify 3.2")),
        ),
        buttons=(way_back(request.reader, None),),
    )


TOPIC = Topic("passages", commands={"verify": verify}, buttons={CopyPassage: copy_passage})

"""Quotations: official text with its citation, in full, in brief and for copying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from content.model import Pack, Passage
from handlers.framework.buttons import ButtonData, fitting
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Button,
    Copy,
    Copyable,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Quotation,
    Reply,
    Row,
    Share,
)
from handlers.framework.telegram_limits import COPY_CHARACTERS
from handlers.wording import labels

# Of what a tap copies; a message holds 4,096.
_COPYABLE_CHARACTERS = 3_800


@dataclass(frozen=True)
class CopyPassage(ButtonData):
    """Sends the quotation as a message of its own, to be copied by a tap."""

    tag: ClassVar[str] = "c1"
    id: str


@dataclass(frozen=True)
class Save(ButtonData):
    """Saves a passage. `back` is the place that the Back button of its screen opens."""

    tag: ClassVar[str] = "sv1"
    id: str
    back: str = ""


@dataclass(frozen=True)
class Unsave(ButtonData):
    """Removes a passage from the saved ones."""

    tag: ClassVar[str] = "sv2"
    id: str
    back: str = ""


def quotation_text(reader: Reader, pack: Pack, passage: Passage) -> str:
    """Return a passage with its citation below, for pasting elsewhere. There are no quotation
    marks around it, because the text may have its own."""
    return f"{passage.text}\n— {labels.citation(reader, pack, passage.citation)}"


def quotation_texts(reader: Reader, pack: Pack, ids: Iterable[str]) -> list[str]:
    """Return passages with their citations, each for pasting elsewhere."""
    return [quotation_text(reader, pack, pack.passages[entry_id]) for entry_id in ids]


def copyable_reply(reader: Reader, texts: Iterable[str], payload: str) -> Reply:
    """Return a message of its own with texts to be copied by a tap, as few as possible."""
    joined: list[str] = []
    for text in texts:
        if joined and len(joined[-1]) + len(text) <= _COPYABLE_CHARACTERS:
            joined[-1] += f"\n\n{text}"
        else:
            joined.append(text)
    return Reply(
        blocks=(
            Footnote(reader.gettext("Tap the text to copy it.")),
            *(Copyable(text) for text in joined),
        ),
        new_message=True,
        payload=payload,
    )


def proof_line(pack: Pack, passage: Passage) -> str:
    """Return the line that identifies a text: pack, version and the text's hash."""
    return f"{pack.id} {pack.version} · {passage.hash}"


def quotation(reader: Reader, pack: Pack, passage: Passage, with_proof: bool = True) -> Quotation:
    """Return a passage's text with its citation; `with_proof` adds the line that identifies it."""
    cited = labels.citation(reader, pack, passage.citation)
    proof = proof_line(pack, passage) if with_proof else None
    return Quotation(passage.text, cited, proof, pack.language)


def language_note(reader: Reader, pack: Pack) -> list[Block]:
    """Return a footnote that names the texts' language, if it is not the reader's."""
    if reader.language == pack.language:
        return []
    name = labels.language_name(reader, pack.language)
    sentence = reader.gettext("Official text in its original language: {name}.")
    return [Footnote(sentence.format(name=name))]


def official_blocks(reader: Reader, pack: Pack, passage: Passage) -> list[Block]:
    """Return a passage's text with its citation, and the editor's note if there is one. A footnote
    names the text's language if it is not the reader's."""
    _ = reader.gettext
    blocks = language_note(reader, pack)
    if passage.symbol:
        blocks.append(Paragraph(passage.symbol))
    blocks.append(quotation(reader, pack, passage))
    if passage.note:
        blocks.append(Footnote(_("Editor’s note: {note}").format(note=passage.note)))
    return blocks


def brief_quotation(reader: Reader, pack: Pack, entry_id: str) -> tuple[Block, ...]:
    """Return a passage as it is shown in groups: heading, quotation and the editor's note."""
    passage = pack.passages[entry_id]
    blocks: list[Block] = [
        Heading(labels.heading(reader, pack, entry_id)),
        quotation(reader, pack, passage),
    ]
    if passage.note:
        note = reader.gettext("Editor’s note: {note}").format(note=passage.note)
        blocks.append(Footnote(note))
    return tuple(blocks)


def copy_button(reader: Reader, pack: Pack, entry_id: str, passage: Passage) -> Button:
    """Return a button that copies the quotation; one that is too long for that sends it."""
    _ = reader.gettext
    text = quotation_text(reader, pack, passage)
    if len(text) <= COPY_CHARACTERS:
        return Copy(_("Copy quotation"), text)
    return Press(_("Copy quotation"), CopyPassage(entry_id))


def passage_tools(reader: Reader, pack: Pack, entry_id: str, passage: Passage) -> Row:
    """Return the row of buttons that copy and share a passage."""
    _ = reader.gettext
    return (copy_button(reader, pack, entry_id, passage), Share(_("Share"), entry_id))


def save_button(reader: Reader, entry_id: str, saved: bool | None, back: str) -> Press:
    """Return the button that saves a passage, or removes a saved one."""
    _ = reader.gettext
    if saved:
        return Press(_("Saved · remove"), fitting(Unsave(entry_id, back), Unsave(entry_id)))
    return Press(_("Save"), fitting(Save(entry_id, back), Save(entry_id)))

"""Quotations: official text with its citation, in full, in brief and for copying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from content.model import Document, Pack, Passage
from handlers.framework.buttons import ButtonData, fitting
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Button,
    Code,
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
from handlers.wording.item_status import item_facts

# Of what a tap copies; a message holds 4,096.
_COPYABLE_CHARACTERS = 3_800


@dataclass(frozen=True)
class CopyPassage(ButtonData):
    """Sends the quotation as a message of its own, to be copied by a tap."""

    tag: ClassVar[str] = "c1"
    id: str


@dataclass(frozen=True)
class CopyInLanguage(ButtonData):
    """The same in one of the passage's languages."""

    tag: ClassVar[str] = "c2"
    id: str
    language: str


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
    return f"{passage.text}\n— {labels.citation(reader, pack, passage)}"


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
    """Return the line that identifies a text: pack, version, the language if the passage has
    several, and the text's hash."""
    language = f" · {pack.language_of(passage)}" if passage.texts else ""
    return f"{pack.id} {pack.version}{language} · {passage.hash}"


def quotation(reader: Reader, pack: Pack, passage: Passage, with_proof: bool = True) -> Quotation:
    """Return a passage's text with its citation; `with_proof` adds the line that identifies it."""
    cited = labels.citation(reader, pack, passage)
    proof = proof_line(pack, passage) if with_proof else None
    return Quotation(passage.text, cited, proof, pack.language_of(passage))


def language_note(reader: Reader, pack: Pack, passages: Iterable[Passage]) -> list[Block]:
    """Return a footnote for each language of the texts that is not the reader's, with its name."""
    _ = reader.gettext
    sentences = {
        (
            _("The official text is not available in your language. Language of this text: {name}.")
            if passage.texts
            else _("Official text in its original language: {name}.")
        ).format(name=labels.language_name(reader, pack.language_of(passage))): None
        for passage in passages
        if pack.language_of(passage) != reader.language
    }
    return [Footnote(sentence) for sentence in sentences]


def _translation_note(reader: Reader, pack: Pack, passage: Passage) -> list[Block]:
    """Return a footnote under a text that is not authentic, with the languages that are."""
    document = pack.document(passage.citation.document)
    if document.is_authentic(pack.language_of(passage)):
        return []
    names = reader.listed(labels.language_name(reader, code) for code in document.authentic)
    sentence = reader.gettext("This text is a translation. Authentic texts: {names}.")
    return [Footnote(sentence.format(names=names))]


def official_blocks(
    reader: Reader, pack: Pack, passage: Passage, chosen: bool = False
) -> list[Block]:
    """Return a passage's text with its citation, and the editor's note if there is one. A footnote
    names the text's language if it is not the reader's, unless they have `chosen` the language,
    and another says if the text is a translation."""
    _ = reader.gettext
    blocks = [] if chosen else language_note(reader, pack, [passage])
    if passage.symbol:
        blocks.append(Paragraph(passage.symbol))
    blocks.append(quotation(reader, pack, passage))
    blocks += _translation_note(reader, pack, passage)
    if passage.note:
        blocks.append(Footnote(_("Editor’s note: {note}").format(note=passage.note)))
    return blocks


def brief_quotation(reader: Reader, pack: Pack, entry_id: str) -> tuple[Block, ...]:
    """Return a passage as it is shown in groups: heading, quotation and the editor's note."""
    passage = pack.passages[entry_id]
    blocks: list[Block] = [
        Heading(labels.heading(reader, pack, entry_id)),
        *item_facts(reader, passage),
        quotation(reader, pack, passage),
    ]
    if passage.note:
        note = reader.gettext("Editor’s note: {note}").format(note=passage.note)
        blocks.append(Footnote(note))
    return tuple(blocks)


def document_blocks(reader: Reader, document: Document) -> list[Block]:
    """Return the name of a document, and its symbol as text that a tap copies."""
    _ = reader.gettext
    blocks: list[Block] = [
        Paragraph((_("{label}:").format(label=_("Document")), " ", document.title))
    ]
    if document.symbol:
        symbol = Code(document.symbol)
        blocks.append(Paragraph((_("{label}:").format(label=_("Symbol")), " ", symbol)))
    return blocks


def copy_button(reader: Reader, pack: Pack, entry_id: str, passage: Passage) -> Button:
    """Return a button that copies the quotation; one that is too long for that sends it."""
    _ = reader.gettext
    text = quotation_text(reader, pack, passage)
    if len(text) <= COPY_CHARACTERS:
        return Copy(_("Copy quotation"), text)
    if _is_shown_to(pack, entry_id, passage):
        return Press(_("Copy quotation"), CopyPassage(entry_id))
    return Press(_("Copy quotation"), CopyInLanguage(entry_id, passage.language or ""))


def passage_tools(reader: Reader, pack: Pack, entry_id: str, passage: Passage) -> Row:
    """Return the row of buttons that copy and share a passage in the language of its text."""
    _ = reader.gettext
    shared = entry_id
    if not _is_shown_to(pack, entry_id, passage):
        shared = f"{entry_id}.{passage.language}"
    return (copy_button(reader, pack, entry_id, passage), Share(_("Share"), shared))


def _is_shown_to(pack: Pack, entry_id: str, passage: Passage) -> bool:
    """Return whether the passage is in the language in which the pack shows it."""
    return passage.language == pack.passages[entry_id].language


def shared_passage(pack: Pack, name: str) -> Passage | None:
    """Return the passage that an entry's id names, or an id with a language (`article-12.fr`) in
    that language; None if there is none."""
    entry_id, _dot, language = name.partition(".")
    passage = pack.passages.get(entry_id)
    if passage is None or (language and language not in passage.texts):
        return None
    return passage.in_language(language) if language else passage


def save_button(reader: Reader, entry_id: str, saved: bool | None, back: str) -> Press:
    """Return the button that saves a passage, or removes a saved one."""
    _ = reader.gettext
    if saved:
        return Press(_("Saved · remove"), fitting(Unsave(entry_id, back), Unsave(entry_id)))
    return Press(_("Save"), fitting(Save(entry_id, back), Save(entry_id)))

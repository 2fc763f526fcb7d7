"""`/verify`: how to check that a quotation is unchanged."""

from __future__ import annotations

from content.model import Pack
from handlers.documents.quotations import copy_button, document_blocks, shared_passage
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Code,
    Copy,
    Footnote,
    Heading,
    Open,
    Paragraph,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic
from handlers.wording import examples, labels


def proof_view(reader: Reader, pack: Pack, name: str, back: str = "") -> Reply | None:
    """Return the link to a passage, its document, and how to check that its text is unchanged.
    `name` is as for `shared_passage`; None if it names none."""
    _ = reader.gettext
    passage = shared_passage(pack, name)
    if passage is None:
        return None
    entry_id = passage.id
    link = reader.link(entry_id)
    language = pack.language_of(passage)
    document = pack.document(passage.citation.document)
    address = document.link_in(language)
    return Reply(
        blocks=(
            Heading(labels.heading(reader, pack, entry_id)),
            Paragraph((_("Link:"), " ", Code(link))),
            *(document_blocks(reader, document) if document.symbol or address else ()),
            *(
                [
                    Paragraph(
                        (_("Language of the text:"), " ", labels.language_name(reader, language))
                    )
                ]
                if passage.texts
                else []
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
            Paragraph((_("SHA-256 of the quoted text:"), " ", Code(passage.sha256))),
            Footnote(
                _(
                    "The line under each quotation ends with the first 12 characters of this "
                    "hash. The same text always gives the same hash; changing one letter "
                    "gives another."
                )
            ),
        ),
        buttons=(
            (Copy(_("Copy link"), link), copy_button(reader, pack, entry_id, passage)),
            *([(Open(_("Open the document"), address),)] if address else []),
            way_back(reader, entry_id, back),
        ),
        cacheable=True,
        payload=entry_id,
    )


async def verify(request: Request) -> Answer:
    """Answer `/verify 3.2` with that passage's proof, and `/verify` with how checking works."""
    _ = request.reader.gettext
    pack = request.pack
    example = f"/verify {examples.verify(pack)}"
    if request.words:
        found = await request.find(request.words, limit=1)
        passage = next((hit.id for hit in found.hits if hit.id in pack.passages), None)
        proof = None if passage is None else proof_view(request.reader, pack, passage)
        if proof is not None:
            return proof
        return Reply(
            blocks=(
                Paragraph(
                    _(
                        "I could not find that passage. Try a number or a title, such as {command}."
                    ).format(command=example)
                ),
            ),
            buttons=(way_back(request.reader, None),),
        )
    return Reply(
        blocks=(
            Heading(_("Checking a quotation")),
            Paragraph(
                _(
                    "Every quotation is compared with its source document when the bot "
                    "starts. The line under a quotation gives the pack, its version and a "
                    "hash of the text."
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
            Paragraph(_("To check one passage: {command}").format(command=example)),
        ),
        buttons=(way_back(request.reader, None),),
    )


TOPIC = Topic("verify", commands={"verify": verify})

"""`/verify`: how to check that a quotation is unchanged."""

from __future__ import annotations

from content.model import Pack
from handlers.documents.quotations import copy_button
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Code,
    Copy,
    Footnote,
    Heading,
    Paragraph,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic
from handlers.wording import labels


def proof_view(reader: Reader, pack: Pack, entry_id: str, back: str = "") -> Reply:
    """Return the link to a passage, and how to check that its text is unchanged."""
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
            way_back(reader, entry_id, back),
        ),
        cacheable=True,
        payload=entry_id,
    )


async def verify(request: Request) -> Answer:
    """Answer `/verify 3.2` with that passage's proof, and `/verify` with how checking works."""
    _ = request.reader.gettext
    pack = request.pack
    if request.words:
        found = await request.find(request.words, limit=1)
        passage = next((hit.id for hit in found.hits if hit.id in pack.passages), None)
        if passage is not None:
            return proof_view(request.reader, pack, passage)
        return Reply(
            blocks=(
                Paragraph(
                    _(
                        "I could not find that passage. Try a number or a title, such as "
                        "/verify 3.2 or /verify 1244."
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
            Paragraph(_("To check one passage: /verify 3.2")),
        ),
        buttons=(way_back(request.reader, None),),
    )


TOPIC = Topic("verify", commands={"verify": verify})
